// What asks or tells in a box of its own.

import { state, item, idOf, labelOf, go, list, changed, say, judge } from './state.js';
import { get } from './api.js';
import { address } from './picture.js';

const dialog = document.getElementById('dialog');
const body = document.getElementById('dialog-body');

export function element(name, text, attributes = {}) {
  const e = document.createElement(name);
  if (text !== undefined) e.append(text);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  return e;
}

function box(heading, ...content) {
  document.getElementById('dialog-heading').textContent = heading;
  body.replaceChildren(...content);
  dialog.onkeydown = null;
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

export const close = () => dialog.close();

function button(text, fn) {
  const b = element('button', text);
  b.addEventListener('click', fn);
  return b;
}

export function help(rows) {
  const t = element('table', undefined, { class: 'keys' });
  for (const [keys, text] of rows) {
    const tr = element('tr');
    tr.append(element('th', element('kbd', keys), { scope: 'row' }), element('td', text));
    t.append(tr);
  }
  box('Keys', t);
  dialog.onkeydown = (e) => { if (e.key === '?') close(); };
}

export const orderNames = {
  loss: 'Largest loss first', name: 'Name', outliers: 'Outliers first', duplicates: 'Duplicates only', random: 'Random',
};

export function order() {
  const choices = element('div', undefined, { class: 'column' });
  for (const name of state.start.orders) {
    const b = button(orderNames[name], () => {
      close();
      state.order = name;
      if (name === 'random') state.seed = Date.now();
      say(`order: ${orderNames[name]}`);
      list(null);
    });
    if (name === state.order) b.setAttribute('aria-current', 'true');
    choices.append(b);
  }
  box('Order', choices);
}

export function goTo() {
  const input = element('input', undefined, { type: 'number', min: 1, max: state.list.length, id: 'number', inputmode: 'numeric' });
  const row = element('p', undefined, { class: 'row' });
  const act = () => { const n = Number(input.value); close(); if (n >= 1) go(Math.min(n, state.list.length) - 1); };
  row.append(element('label', `Number, 1 to ${state.list.length}`, { for: 'number' }), input, button('Go', act));
  box('Go to', row);
  dialog.onkeydown = (e) => { if (e.key === 'Enter' && e.target === input) { e.preventDefault(); act(); } };
  input.focus();
}

// labelKeys are the keys of labels after l: those given, else in their order.
export function labelKeys() {
  if (state.start.keys.length) return new Map(state.start.keys.map((k) => [k.label, k.key]));
  return new Map(state.start.labels.map((l, k) => [l, '123456789abcdefghijklmnopqrstuvwxyz'[k]]));
}

export function label() {
  if (item() === undefined || state.done) return;
  if (!state.start.labels.length) return say('there are no labels: --keys gives some');
  const keys = labelKeys();
  const choices = element('div', undefined, { class: 'column' });
  const give = (l) => { close(); judge({ label: l }, `label ${l}`); };
  for (const l of state.start.labels) {
    const b = button('', () => give(l));
    if (keys.get(l)) b.append(element('kbd', keys.get(l)), ' ');
    b.append(l);
    if (l === labelOf(item())) b.setAttribute('aria-current', 'true');
    choices.append(b);
  }
  box('Label', choices);
  dialog.onkeydown = (e) => {
    const found = [...keys].find(([, k]) => k === e.key);
    if (found && !e.ctrlKey && !e.metaKey) { e.preventDefault(); give(found[0]); }
  };
}

export const stretchNames = {
  stored: 'as stored', dataset: '2–98 % of the dataset', image: '2–98 % of the image', sigma: 'mean ± 2 σ of the dataset', minmax: 'smallest to largest of the image',
};

export function view() {
  const { bands, stretches, components } = state.start;
  const now = state.bands && state.bands !== 'pca' ? state.bands.split(',').map(Number) : state.start.true.map((b) => b + 1);
  const column = element('div', undefined, { class: 'column' });
  const selects = ['Red', 'Green', 'Blue'].map((name, k) => {
    const s = element('select', undefined, { id: `band-${k}` });
    bands.forEach((b, n) => s.append(element('option', b, { value: n + 1 })));
    s.value = now[k];
    s.addEventListener('change', () => { state.bands = selects.map((x) => x.value).join(','); changed(); });
    const row = element('p', undefined, { class: 'row' });
    row.append(element('label', name, { for: s.id }), s);
    column.append(row);
    return s;
  });
  const how = element('select', undefined, { id: 'stretch' });
  for (const s of stretches) how.append(element('option', stretchNames[s], { value: s }));
  how.value = state.stretch;
  how.addEventListener('change', () => { state.stretch = how.value; changed(); });
  const row = element('p', undefined, { class: 'row' });
  row.append(element('label', 'Stretch', { for: 'stretch' }), how);
  column.append(row, button('True colour', () => { close(); state.bands = ''; changed(); }));
  if (components) column.append(button('Components (PCA)', () => { close(); state.bands = 'pca'; changed(); }));
  box('View', column);
}

export async function twins() {
  const i = item();
  if (i === undefined) return;
  const l = await get('list', { order: 'duplicates' });
  const group = l.groups[l.items.indexOf(i)];
  const others = l.items.filter((_, k) => l.groups[k] === group);
  if (group === undefined) return say('no duplicate of this image is known');
  const row = element('div', undefined, { class: 'twins' });
  for (const k of others) {
    const f = element('figure');
    f.append(element('img', undefined, { src: address(k, 512), alt: '' }), element('figcaption', `${idOf(k)} ${labelOf(k)}`));
    row.append(f);
  }
  box('Duplicates', row);
}

document.getElementById('dialog-close').addEventListener('click', close);
// A key that closes the box must not act once more on the page behind it.
dialog.addEventListener('keydown', (e) => e.stopPropagation());
