// What the page knows: the images, what was said of them, the list that is
// looked through, and where in it one is. Whoever shows any of it listens.

import { get, write, pending, asked } from './api.js';

export const state = {
  start: null, // as the server told it
  grades: [], marks: [], labels: [], // by item; labels: in place of the table's
  list: [], groups: [], at: 0, order: 'name', filter: '', onlyUngraded: false,
  seq: 0, advance: true, grid: false, done: false, facts: false, whole: false,
  bands: '', stretch: '', seed: 1,
  trouble: '', saving: 0, loading: 0,
};

const listeners = [];
export function listen(fn) { listeners.push(fn); }
export function changed() {
  state.saving = pending;
  remember();
  for (const fn of listeners) fn();
}

export const item = () => state.list[state.at];
export const idOf = (i) => state.start.ids[i];
export function labelOf(i) {
  const own = state.start.label[i];
  return state.labels[i] || (own < 0 ? '' : state.start.labels[own]);
}

export function counts() {
  let graded = 0, marked = 0;
  for (let i = 0; i < state.start.ids.length; i++) {
    if (state.grades[i]) graded++;
    if (state.marks[i]) marked++;
  }
  return { graded, marked, all: state.start.ids.length };
}

function take(answer) {
  for (const j of answer.changes ?? answer.judged) {
    state.grades[j.item] = j.grade;
    state.marks[j.item] = j.mark;
    state.labels[j.item] = j.label;
  }
  state.seq = answer.seq;
}

export async function begin() {
  const start = await get('start');
  state.start = start;
  const n = start.ids.length;
  Object.assign(state, { grades: new Array(n).fill(0), marks: new Array(n).fill(false), labels: new Array(n).fill('') });
  take(start);
  state.order = start.orders[0];
  state.stretch = start.stretches[0];
  const old = JSON.parse(sessionStorage.getItem('review') ?? 'null');
  if (old && old.name === start.name) Object.assign(state, old.state);
  if (!start.orders.includes(state.order)) state.order = start.orders[0];
  await list(old?.name === start.name ? old.item : undefined);
  if (old?.name !== start.name) state.at = Math.max(0, state.list.findIndex((i) => !said(i)));
  changed();
}

export const said = (i) => state.grades[i] > 0 || state.marks[i] || (state.start.mode === 'label' && state.labels[i] !== '');

// remember keeps where one is over a reload of the page.
function remember() {
  if (!state.start) return;
  const { order, filter, onlyUngraded, advance, grid, facts, bands, stretch, seed } = state;
  sessionStorage.setItem('review', JSON.stringify({
    name: state.start.name, item: item(), state: { order, filter, onlyUngraded, advance, grid, facts, bands, stretch, seed },
  }));
}

// list asks for the images of the order and filter, and stays at an item where
// it is among them.
export async function list(stay = item()) {
  state.loading++;
  changed();
  let l;
  try {
    l = await get('list', { order: state.order, filter: state.filter, seed: state.seed });
  } finally {
    state.loading--;
  }
  const keep = l.items.map((i, k) => k).filter((k) => !state.onlyUngraded || !said(l.items[k]));
  state.list = keep.map((k) => l.items[k]);
  state.groups = l.groups.length ? keep.map((k) => l.groups[k]) : [];
  state.at = Math.max(0, state.list.indexOf(stay));
  state.done = false;
  changed();
}

export function go(to) {
  if (state.list.length === 0) return;
  state.done = to >= state.list.length;
  state.at = Math.min(Math.max(to, 0), state.list.length - 1);
  state.whole = false;
  changed();
}

// failed says what went wrong; nothing that was not saved stays shown as said.
export function failed(error, i) {
  if (error.status === 0) return; // behind another failure
  state.trouble = error.status === 403
    ? 'This page is not valid any more: open the link that the terminal shows now. The last key was not saved.'
    : `Not saved: ${error.message}. Is bandprep review still running?`;
  if (i !== undefined && state.list.includes(i)) state.at = state.list.indexOf(i);
  state.done = false;
  changed();
}

// judge says something of the item that is looked at, and goes on. What may be a
// function of the item, called once all earlier keys are saved.
export function judge(what, text, advance = state.advance) {
  if (state.done || item() === undefined) return;
  const i = item();
  const done = write('judge', () => ({ item: i, since: state.seq, ...(typeof what === 'function' ? what(i) : what) }))
    .then((a) => { state.trouble = ''; take(a); say(`${text}, ${idOf(i)}`); }, (e) => failed(e, i))
    .then(changed);
  if (advance) go(state.at + 1);
  else changed();
  return done;
}

export function undo() {
  const done = write('undo', () => ({ since: state.seq })).then((a) => {
    state.trouble = '';
    take(a);
    if (a.undone === undefined) return say('nothing to undo');
    const at = state.list.indexOf(a.undone);
    if (at >= 0) { state.at = at; state.done = false; }
    say(`undone: ${idOf(a.undone)}${at < 0 ? ' (not in this list)' : ''}`);
  }, failed).then(changed);
  changed();
  return done;
}

// follow asks for what other windows said.
export async function follow() {
  if (!state.start || pending) return;
  try {
    const before = asked;
    const a = await get('changes', { since: state.seq });
    if (asked !== before) return; // the answer to what was written meanwhile is newer
    const news = a.changes.length > 0 || state.trouble !== '';
    state.trouble = '';
    take(a);
    if (news) changed();
  } catch (error) {
    if (state.trouble === '') failed(error);
  }
}

// say tells in words what was done, in sight for a moment and to screen readers.
export function say(text) {
  const said = document.getElementById('said');
  said.textContent = text;
  said.classList.remove('fades');
  void said.offsetWidth; // so that the fading starts anew
  said.classList.add('fades');
}
