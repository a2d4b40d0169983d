// The keys. What help shows is this table.

import { state, item, judge, undo, go, changed, say, labelOf, list } from './state.js';
import { step, open } from './grid.js';
import * as dialogs from './dialogs.js';

function toggle(name, on, off) {
  state[name] = !state[name];
  say(state[name] ? on : off);
  changed();
}

function view(bands, text) {
  state.bands = bands;
  say(text);
  changed();
}

function stretch() {
  const all = state.start.stretches;
  state.stretch = all[(all.indexOf(state.stretch) + 1) % all.length];
  say(`stretch: ${dialogs.stretchNames[state.stretch]}`);
  changed();
}

const grade = (g) => judge({ grade: g }, `grade ${g}`);
function mark() {
  const on = !state.marks[item()];
  return judge((i) => ({ mark: !state.marks[i] }), on ? 'marked to be deleted' : 'not marked any more', on && state.advance);
}

export const actions = {
  help: () => dialogs.help(rows()),
  order: dialogs.order,
  view: dialogs.view,
  grid: () => toggle('grid', 'grid', 'one image'),
  facts: () => toggle('facts', 'facts', 'no facts'),
  undo: undoFirst,
  mark,
  clear: () => judge({ grade: 0 }, 'no grade', false),
  previous: () => go(state.done ? state.list.length - 1 : state.at - 1),
  next: () => go(state.at + 1),
  first: () => go(0),
  ungraded: () => { state.onlyUngraded = !state.onlyUngraded; return list(); },
  label: dialogs.label,
};

export function giveLabel(label) {
  return judge({ label }, label);
}

// Keys, what they do, and in which modes: those of grades and views are off in
// label mode.
const table = [
  [['1', '2', '3', '4', '5', '6', '7', '8', '9'], '1–9', 'grade, and on to the next', (k) => grade(Number(k)), 'grade'],
  [['p'], 'p', 'pick: grade 1', () => grade(1), 'grade'],
  [['0'], '0', 'no grade', actions.clear, 'grade'],
  [['d'], 'd', 'mark to be deleted, or not any more', mark, 'grade'],
  [['l'], 'l', 'another label', actions.label, 'grade'],
  [['u'], 'u, Ctrl-Z', 'undo one step', undoFirst],
  [['ArrowRight', ' ', 'j'], '→ space j', 'next', actions.next],
  [['ArrowLeft', 'k'], '← k', 'previous', actions.previous],
  [['ArrowDown'], '↓', 'next row of the grid', () => go(state.at + step())],
  [['ArrowUp'], '↑', 'row before', () => go(state.at - step())],
  [['Home'], 'Home', 'first', () => go(0)],
  [['End'], 'End', 'last', () => go(state.list.length - 1)],
  [['g'], 'g', 'go to a number', dialogs.goTo],
  [['/'], '/', 'filter by words in name or label', () => document.getElementById('filter').focus()],
  [['o'], 'o', 'order', dialogs.order],
  [['v'], 'v', 'grid or one image', actions.grid],
  [['Enter'], 'Enter', 'open the image of the grid', () => state.grid && open()],
  [['t'], 't', 'true colour', () => view('', 'true colour'), 'grade'],
  [['c'], 'c', 'components (PCA)', () => (state.start.components ? view('pca', 'components') : say('the manifest has no components')), 'grade'],
  [['b'], 'b', 'any three bands', dialogs.view, 'grade'],
  [['s'], 's', 'next stretch', stretch, 'grade'],
  [['z'], 'z', '100 %, or fit', () => toggle('whole', '100 %', 'fit'), 'grade'],
  [['='], '=', 'duplicates side by side', dialogs.twins, 'grade'],
  [['i'], 'i', 'facts', actions.facts],
  [['a'], 'a', 'on to the next after a grade, or stay', () => toggle('advance', 'goes on after a grade', 'stays after a grade'), 'grade'],
  [['x'], 'x', 'nothing: every key is saved at once', () => say('x does nothing: every key is saved at once')],
  [['?'], '?', 'these keys', () => actions.help()],
];

const active = () => table.filter((r) => !r[4] || r[4] === state.start.mode);

function rows() {
  const given = state.start.keys.map((k) => [state.start.mode === 'label' ? k.key : `l ${k.key}`, k.label]);
  return active().map((r) => [r[1], r[2]]).concat(given);
}

export function press(event) {
  if (!state.start) return;
  const typing = event.target.closest?.('input, select, textarea');
  if (typing || document.querySelector('dialog[open]') || event.altKey || event.metaKey && event.key !== 'z') return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key === 'z') { event.preventDefault(); undoFirst(); }
    return;
  }
  if (event.target.closest?.('button') && (event.key === ' ' || event.key === 'Enter')) return;
  const fn = meaning(event.key);
  if (!fn) return;
  event.preventDefault();
  after(fn);
}

// meaning returns what a key does, if anything.
function meaning(key) {
  const given = state.start.mode === 'label' && state.start.keys.find((k) => k.key === key);
  if (given) return () => giveLabel(given.label);
  const row = active().find((r) => r[0].includes(key));
  return row && (() => row[3](key));
}

// An undo goes to the image that it is about, and another order or filter to
// another list: keys that are pressed before that is done wait, so that they do
// not meet another image than the one that will be seen.
let undoing = 0;
const queue = [];

function after(fn) {
  queue.push(fn);
  drain();
}

export function drain() {
  while (!undoing && !state.loading && queue.length) queue.shift()();
}

async function undoFirst() {
  undoing++;
  await undo();
  undoing--;
  drain();
}
