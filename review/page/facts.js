// What is known of the image that is looked at.

import { state, item } from './state.js';
import { get } from './api.js';
import { element } from './dialogs.js';

const aside = document.getElementById('facts');
let shown;

const number = (v) => (v === null ? '–' : Number(v.toPrecision(5)).toString());

export async function showFacts() {
  aside.hidden = !state.facts || state.grid || state.done || item() === undefined;
  if (aside.hidden) { shown = undefined; return; }
  const i = item();
  if (shown === i) return;
  shown = i;
  let f;
  try { f = await get('facts', { item: i }); } catch { return; }
  if (shown !== i) return;
  const list = element('dl');
  const add = (name, text) => { if (text) list.append(element('dt', name), element('dd', text)); };
  add('id', f.id);
  add('size', `${f.width} × ${f.height}, ${f.sample_type}`);
  add('label', f.label);
  add('split', f.split);
  add('group', f.group);
  add('time', f.time);
  if (f.loss) {
    add('loss', number(f.loss.loss));
    add('predicted', f.loss.predicted + (f.loss.probability === null ? '' : ` (${number(f.loss.probability)})`));
  }
  const t = element('table');
  const head = element('tr');
  for (const h of ['band', 'mean', 'σ', 'from the dataset']) head.append(element('th', h, { scope: 'col' }));
  t.append(head);
  for (const b of f.bands) {
    const tr = element('tr');
    tr.append(element('th', b.name, { scope: 'row' }));
    const away = b.away === null ? '–' : `${b.away < 0 ? '−' : '+'}${Math.abs(b.away).toFixed(1)} σ`;
    for (const v of [number(b.mean), number(b.stddev), away]) tr.append(element('td', v));
    if (Math.abs(b.away) > 3) tr.className = 'far';
    t.append(tr);
  }
  aside.replaceChildren(list, t);
}
