// Many images at once. Only the rows in sight are in the document, so that a
// hundred thousand images scroll as a hundred do.

import { state, idOf, labelOf, go, changed } from './state.js';
import { address } from './picture.js';
import { load, cancel } from './loader.js';

const grid = document.getElementById('grid');
const room = document.createElement('div');
room.setAttribute('role', 'presentation');
grid.append(room);
const tiles = new Map();
let columns = 1, tile = 160, shown = -1;

export const step = () => (state.grid ? columns : 1);

function measure() {
  const wide = grid.clientWidth;
  columns = Math.max(2, Math.floor(wide / 170));
  tile = Math.floor(wide / columns);
}

export function showGrid() {
  grid.hidden = !state.grid || state.done;
  if (grid.hidden) {
    shown = -1;
    for (const at of [...tiles.keys()]) drop(at);
    return;
  }
  measure();
  room.style.height = `${Math.ceil(state.list.length / columns) * tile}px`;
  if (shown !== state.at) {
    const top = Math.floor(state.at / columns) * tile;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + tile > grid.scrollTop + grid.clientHeight) grid.scrollTop = top + tile - grid.clientHeight;
    shown = state.at;
  }
  draw();
}

function draw() {
  if (grid.hidden) return;
  const first = Math.max(0, Math.floor(grid.scrollTop / tile) - 1) * columns;
  const last = Math.min(state.list.length, (Math.ceil((grid.scrollTop + grid.clientHeight) / tile) + 1) * columns);
  for (const at of [...tiles.keys()]) {
    if (at < first || at >= last) drop(at);
  }
  for (let at = first; at < last; at++) {
    let t = tiles.get(at);
    if (!t) {
      t = document.createElement('div');
      t.setAttribute('role', 'option');
      t.append(new Image(), document.createElement('span'), document.createElement('small'));
      t.addEventListener('click', () => (at === state.at ? open() : go(at)));
      tiles.set(at, t);
      room.append(t);
    }
    fill(t, at);
  }
  const current = tiles.get(state.at);
  if (current) grid.setAttribute('aria-activedescendant', current.id);
  else grid.removeAttribute('aria-activedescendant');
}

function drop(at) {
  const t = tiles.get(at);
  cancel(t.firstChild);
  t.remove();
  tiles.delete(at);
}

export function open() {
  state.grid = false;
  changed();
}

function fill(t, at) {
  const i = state.list[at];
  t.id = `tile-${at}`;
  t.style.width = t.style.height = `${tile}px`;
  t.style.transform = `translate(${(at % columns) * tile}px, ${Math.floor(at / columns) * tile}px)`;
  const [img, badge, name] = t.children;
  const src = address(i, 256);
  if (t.dataset.src !== src) {
    t.dataset.src = src;
    cancel(img);
    load(img, src);
  }
  img.alt = '';
  badge.textContent = (state.grades[i] || '') + (state.marks[i] ? ' ✕' : '');
  badge.className = state.marks[i] ? 'badge marked' : 'badge';
  badge.hidden = !badge.textContent;
  name.textContent = labelOf(i) || idOf(i);
  t.setAttribute('aria-label', [idOf(i), state.grades[i] ? `grade ${state.grades[i]}` : '', state.marks[i] ? 'marked to be deleted' : ''].filter(Boolean).join(', '));
  t.setAttribute('aria-selected', at === state.at);
  t.setAttribute('aria-posinset', at + 1);
  t.setAttribute('aria-setsize', state.list.length);
}

grid.addEventListener('scroll', draw, { passive: true });
