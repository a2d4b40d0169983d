// Loads images that are not looked at yet, a few at a time: a browser opens only
// six connections to a server, and what is looked at, and what is written, must
// not wait for one.

const most = 3;
const waiting = [];
const ends = new WeakMap();
let busy = 0;

export function load(img, src) {
  img.dataset.want = src;
  waiting.push([img, src]);
  run();
}

export function cancel(img) {
  delete img.dataset.want;
  if (!img.complete && ends.has(img)) {
    img.removeAttribute('src');
    ends.get(img)();
  }
}

function run() {
  while (busy < most && waiting.length) {
    const [img, src] = waiting.shift();
    if (img.dataset.want !== src) continue;
    delete img.dataset.want;
    busy++;
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      busy--;
      run();
    };
    ends.set(img, end);
    img.addEventListener('load', end, { once: true });
    img.addEventListener('error', end, { once: true });
    img.src = src;
  }
}
