// Presses random keys on the review page in a real browser, with reloads, a
// second window and SIGKILL of the server in the middle, and holds after each
// session that the log says, line by line, what a model of its own says.
//
// usage: node session.mjs BANDPREP CHROMIUM MANIFEST SEED SESSIONS
import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [bandprep, executablePath, manifest, seed, sessions] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'review-'));
let server;

function fail(text) {
  console.error('FAIL: ' + text);
  server?.kill('SIGKILL');
  process.exit(1);
}
setTimeout(() => fail('too slow'), 30000 + 30000 * Number(sessions)).unref();

// A generator of its own, so that a seed repeats a session.
let at = BigInt(seed);
function random(n) {
  at = (at * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((at >> 33n) % BigInt(n));
}
const pick = (list) => list[random(list.length)];

function serve(log) {
  return new Promise((resolve) => {
    server = spawn(bandprep, ['review', '--no-browser', '-q', '--grader', 'ann', '--log', log, manifest], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    server.stdout.on('data', (data) => {
      out += data;
      const found = /open (http\S+)/.exec(out);
      if (found) resolve(found[1]);
    });
  });
}

const killed = () => new Promise((resolve) => { server.once('exit', resolve); server.kill('SIGKILL'); });

const lines = (log) => readFileSync(log, 'utf8').split('\n').filter(Boolean).map((text) => {
  const { id, grade = 0, mark = '', label = '', undo = false, grader } = JSON.parse(text);
  if (grader !== 'ann') fail(`a line of ${grader}`);
  return JSON.stringify(undo ? { id, undo } : { id, grade, mark, label });
});

// model is what the keys mean: the lines that the log should have.
class Model {
  constructor() { this.lines = []; }
  stack() {
    const steps = [];
    for (const l of this.lines.map((t) => JSON.parse(t))) l.undo ? steps.pop() : steps.push(l);
    return steps;
  }
  says(id) { return this.stack().findLast((l) => l.id === id) ?? { id, grade: 0, mark: '', label: '' }; }
  judge(id, change) { this.lines.push(JSON.stringify({ ...this.says(id), ...change(this.says(id)) })); }
  undo() {
    const top = this.stack().at(-1);
    if (top) this.lines.push(JSON.stringify({ id: top.id, undo: true }));
  }
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const attribute = (page, name) => page.evaluate((n) => document.body.dataset[n], name);
const saved = (page) => page.waitForFunction(() => document.body.dataset.saving === '0');

async function open(context, address) {
  const page = await context.newPage();
  page.on('pageerror', (e) => fail(e.message));
  await page.goto(address);
  await page.waitForSelector('body[data-ready="1"]');
  return page;
}

async function press(page, model) {
  const id = await attribute(page, 'item');
  const can = id !== '' && !(await attribute(page, 'done'));
  const what = random(12);
  if (what < 5) {
    const key = pick([...'123456789p0']);
    await page.keyboard.press(key);
    if (can) model.judge(id, () => ({ grade: key === 'p' ? 1 : Number(key) }));
  } else if (what === 5) {
    await saved(page);
    await page.keyboard.press('d');
    if (can) model.judge(id, (j) => ({ mark: j.mark ? '' : 'delete' }));
  } else if (what === 6 && can) {
    await page.keyboard.press('l');
    const labels = await page.locator('#dialog-body button').allTextContents(); // "1 dress"
    const k = random(labels.length);
    await page.keyboard.press(labels[k].split(' ')[0]);
    const label = labels[k].split(' ').slice(1).join(' ');
    model.judge(id, () => ({ label: id.includes(`${label}/`) ? '' : label }));
  } else if (what < 9) {
    await page.keyboard.press(pick(['u', 'Control+z']));
    model.undo();
    await saved(page);
  } else {
    await page.keyboard.press(pick(['ArrowRight', 'ArrowLeft', 'j', 'k', ' ', 'Home', 'End', 'v', 'a', 'i', 'x', 's', 'ArrowDown']));
  }
}

async function filter(page) {
  await page.keyboard.press('/');
  await page.keyboard.type(pick(['', 'dress', 'shoes 0', 'nothing at all']));
  await page.keyboard.press('Enter');
  await saved(page);
  if ((await attribute(page, 'item')) === '') {
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await saved(page);
  }
}

let keys = 0, kills = 0;
for (let n = 0; n < Number(sessions); n++) {
  const log = join(folder, `${n}.jsonl`), model = new Model();
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  let link = await serve(log);
  let windows = [await open(context, link)];
  for (let turn = 0; turn < 6; turn++) {
    let page = pick(windows);
    await Promise.all([page.waitForResponse((r) => r.url().includes('/api/changes')), page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))]);
    await page.waitForTimeout(20);
    for (let k = 5 + random(15); k > 0; k--, keys++) await press(page, model);
    const event = random(5);
    if (event === 0) { // nothing that was shown as saved may be missing, and of the rest nothing out of order
      await saved(page);
      const sure = model.lines.length;
      for (let k = 0; k < 4; k++) {
        const id = await attribute(page, 'item');
        if (await attribute(page, 'done')) break;
        await page.keyboard.press('7');
        if (id !== '') model.judge(id, () => ({ grade: 7 }));
      }
      await killed();
      kills++;
      const there = lines(log);
      if (there.length < sure || there.length > model.lines.length) fail(`session ${n}: ${there.length} lines after a kill, ${sure} were saved`);
      model.lines = model.lines.slice(0, there.length);
      for (const w of windows) await w.close();
      link = await serve(log);
      windows = [await open(context, link)];
      continue;
    }
    await saved(page);
    if (event === 1) await page.reload().then(() => page.waitForSelector('body[data-ready="1"]'));
    if (event === 2 && windows.length < 2) windows.push(await open(context, new URL(link).origin));
    if (event === 3) await filter(page);
  }
  for (const w of windows) await saved(w);
  const got = lines(log);
  for (let k = 0; k < Math.max(got.length, model.lines.length); k++) {
    if (got[k] !== model.lines[k]) fail(`session ${n} of seed ${seed}, line ${k + 1}: ${got[k]}, want ${model.lines[k]}`);
  }
  const shown = await open(context, new URL(link).origin);
  const graded = [...new Set(model.stack().map((l) => l.id))].filter((id) => model.says(id).grade > 0).length;
  const text = await shown.textContent('#counts');
  if (!text.startsWith(`${graded} graded`)) fail(`session ${n}: the page shows ${text}, want ${graded}`);
  await context.close();
  await killed();
}
await browser.close();
rmSync(folder, { recursive: true });
console.log(`ok: ${sessions} sessions, ${keys} keys, ${kills} kills`);
