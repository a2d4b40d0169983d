// Requests to the server. Writes go one after the other, in the order of the
// keys, and none is counted as done before the server has answered.

const token = document.querySelector('meta[name=token]').content;

export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

async function answer(response) {
  if (response.ok) return response.json();
  throw new Refused(response.status, (await response.text()).trim());
}

export async function get(path, query = {}) {
  return answer(await fetch(`/api/${path}?${new URLSearchParams(query)}`));
}

async function post(path, body) {
  return answer(await fetch(`/api/${path}`, {
    method: 'POST',
    headers: { 'X-Bandprep-Token': token, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }));
}

let last = Promise.resolve();
let broken = 0; // writes that were asked for before this number are given up
export let asked = 0;
export let pending = 0;

// write sends body() once all earlier writes are done. Where one fails, those
// that wait behind it are given up: they were pressed on what was not so.
export function write(path, body) {
  const mine = ++asked;
  pending++;
  const done = last.then(async () => {
    if (mine <= broken) throw new Refused(0, 'given up');
    try {
      return await post(path, body());
    } catch (error) {
      broken = asked;
      throw error;
    }
  }).finally(() => { pending--; });
  last = done.catch(() => {});
  return done;
}
