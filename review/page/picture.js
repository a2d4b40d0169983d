// Pictures of the image that is looked at, and of the next ones ahead.

import { state, item, idOf, labelOf } from './state.js';
import { load, cancel } from './loader.js';

const ahead = 5;
const loaded = new Map(); // by address

export function address(i, size, early) {
  const q = new URLSearchParams({ run: state.start.run, size, stretch: state.stretch });
  if (state.bands) q.set('bands', state.bands);
  if (early) q.set('ahead', 1);
  return `/image/${i}?${q}`;
}

function picture(i, size, early) {
  const key = address(i, size);
  let img = loaded.get(key);
  if (!img) {
    img = new Image();
    img.decoding = 'sync';
    img.addEventListener('error', () => loaded.delete(key));
    loaded.set(key, img);
    if (early) load(img, address(i, size, true));
  }
  if (!early && !img.getAttribute('src')) {
    cancel(img);
    img.src = key;
  }
  return img;
}

const stage = document.getElementById('stage');

function size() {
  if (state.whole) return 4096;
  const want = Math.max(stage.clientWidth, stage.clientHeight) * devicePixelRatio;
  return Math.min(2048, Math.max(256, Math.ceil(want / 256) * 256));
}

export function showPicture() {
  const i = item();
  document.getElementById('single').hidden = state.grid || state.done;
  if (state.grid || state.done) return;
  if (i === undefined) {
    stage.replaceChildren('No image is in this list.');
    return;
  }
  const s = size();
  const img = picture(i, s, false);
  img.id = 'picture';
  img.alt = `${idOf(i)}${labelOf(i) ? ', ' + labelOf(i) : ''}`;
  stage.classList.toggle('whole', state.whole);
  if (stage.firstElementChild !== img) {
    stage.replaceChildren(img);
    document.body.dataset.painted = '';
    const painted = () => { if (item() === i) document.body.dataset.painted = i; };
    img.decode().then(() => requestAnimationFrame(painted), () => {
      if (item() === i) stage.replaceChildren(`${idOf(i)} cannot be shown`);
      painted();
    });
  }
  if (state.whole) img.style.width = `${img.naturalWidth / devicePixelRatio}px`;
  else img.style.width = '';
  if (state.whole) return;
  const near = new Set();
  for (const k of [...Array(ahead).keys()].map((d) => state.at + 1 + d).concat(state.at - 1)) {
    if (state.list[k] === undefined) continue;
    picture(state.list[k], s, true);
    near.add(address(state.list[k], s));
  }
  near.add(address(i, s));
  for (const [key, old] of loaded) {
    if (near.has(key)) continue;
    cancel(old);
    loaded.delete(key);
  }
}
