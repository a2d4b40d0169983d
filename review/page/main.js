// Puts the parts together: state changes, everything is shown anew.

import { state, item, idOf, labelOf, begin, listen, follow, counts, list, changed, go, say } from './state.js';
import { showPicture } from './picture.js';
import { showGrid } from './grid.js';
import { showFacts } from './facts.js';
import { press, drain, actions, giveLabel } from './keys.js';
import { orderNames, element } from './dialogs.js';

const $ = (id) => document.getElementById(id);
const text = (id, t) => { if ($(id).textContent !== t) $(id).textContent = t; };
const count = (n) => n.toLocaleString('en');

function showWords() {
  const i = item(), c = counts(), n = state.list.length;
  text('position', n ? `${count(state.at + 1)} of ${count(n)}${n < c.all ? ` (${count(c.all)} in all)` : ''}` : 'none');
  text('counts', `${count(c.graded)} graded${c.marked ? `, ${count(c.marked)} marked` : ''}${state.saving ? ', saving' : ''}`);
  text('order', `Order: ${orderNames[state.order]}`);
  $('trouble').hidden = !state.trouble;
  text('trouble', state.trouble);
  $('grid-button').setAttribute('aria-pressed', state.grid);
  $('facts-button').setAttribute('aria-pressed', state.facts);
  document.body.dataset.item = i === undefined ? '' : idOf(i);
  document.body.dataset.saving = state.saving + state.loading;
  document.body.dataset.done = state.done ? '1' : '';
  if (i === undefined) return text('file', '');
  text('file', idOf(i));
  text('grade', state.grades[i] ? `${state.grades[i]}` : '–');
  $('grade').setAttribute('aria-label', state.grades[i] ? `grade ${state.grades[i]}` : 'no grade');
  $('mark').hidden = !state.marks[i];
  text('label', labelOf(i));
  $('label').classList.toggle('new', state.labels[i] !== '');
  for (const b of $('pad').children) b.setAttribute('aria-pressed', b.dataset.grade === String(state.grades[i]) || b.dataset.mark && state.marks[i] ? 'true' : 'false');
}

function showDone() {
  if ($('done').hidden === state.done) {
    $('done').hidden = !state.done;
    if (state.done) { $('done').focus(); say('done'); }
  }
  if (!state.done) return;
  const c = counts();
  const ways = element('ul');
  for (const command of state.start.next ?? []) ways.append(element('li', element('code', command)));
  const left = state.start.mode === 'label' ? '' : ` ${count(c.all - c.graded)} without a grade.`;
  $('done-text').replaceChildren(element('p', `${count(c.graded)} of ${count(c.all)} images graded, ${count(c.marked)} marked to be deleted.${left} Everything is saved.`),
    element('p', 'Go on in the terminal:'), ways);
  $('ungraded').textContent = state.onlyUngraded ? 'Show all' : 'Show those without a grade';
}

function pad() {
  const add = (name, label, fn, data = {}) => {
    const b = element('button', name, { 'aria-label': label, ...data });
    b.addEventListener('click', () => { fn(); b.blur(); });
    $('pad').append(b);
  };
  if (state.start.mode === 'label') {
    for (const k of state.start.keys) add(`${k.key} ${k.label}`, k.label, () => giveLabel(k.label));
    return;
  }
  for (let g = 1; g <= 9; g++) add(String(g), `grade ${g}`, () => press(new KeyboardEvent('keydown', { key: String(g) })), { 'data-grade': g });
  add('✕', 'mark to be deleted', actions.mark, { 'data-mark': 1, class: 'danger' });
  if (state.start.labels.length) add('label', 'another label', actions.label);
}

listen(() => { showWords(); showDone(); showPicture(); showGrid(); showFacts(); drain(); });
addEventListener('keydown', press);
addEventListener('resize', () => state.start && changed());
document.addEventListener('visibilitychange', () => { if (!document.hidden) follow(); });
setInterval(() => { if (!document.hidden) follow(); }, 1500);
for (const b of document.querySelectorAll('[data-do]')) {
  b.addEventListener('click', () => { actions[b.dataset.do](); if (b.dataset.do !== 'help') b.blur(); });
}
$('filter').addEventListener('keydown', async (e) => {
  if (e.key !== 'Enter' && e.key !== 'Escape') return;
  e.preventDefault();
  if (e.key === 'Escape') $('filter').value = '';
  $('filter').blur();
  await filter();
});
$('filter').addEventListener('change', filter);
async function filter() {
  if (state.filter === $('filter').value) return;
  state.filter = $('filter').value;
  try { await list(); say(`${count(state.list.length)} images`); } catch (error) { say(error.message); }
}

let touch;
$('stage').addEventListener('touchstart', (e) => { touch = e.touches.length === 1 ? e.touches[0].clientX : undefined; }, { passive: true });
$('stage').addEventListener('touchend', (e) => {
  const moved = touch === undefined || state.whole ? 0 : e.changedTouches[0].clientX - touch;
  if (Math.abs(moved) > 50) go(state.at + (moved < 0 ? 1 : -1));
}, { passive: true });

try {
  await begin();
  text('name', state.start.name);
  document.title = `${state.start.name} – bandprep review`;
  $('filter').value = state.filter;
  pad();
  changed();
  document.body.dataset.ready = '1';
} catch (error) {
  state.trouble = error.message;
  $('trouble').hidden = false;
  text('trouble', error.message);
}
