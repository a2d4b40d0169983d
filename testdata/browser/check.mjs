// Opens pages in Chromium and holds that they ask for nothing, log no error, do not scroll sideways, and have no
// violation that axe-core finds; wide and narrow, light and dark, and in print. Where normalization.json and
// statistics.json (bandprep stats --split train --json) lie beside a page, its numbers have to be theirs.
//
//	node check.mjs CHROMIUM PAGE.html…
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [executablePath, ...pages] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let bad = 0;
const fail = (text) => { bad++; console.log(text); };
// Columns of the table of constants, by their headings, as statistics name them.
const columns = { Minimum: "minimum", Maximum: "maximum", Mean: "mean", "Std of pixels": "stddev", "Mean of stds of images": "stddev_image_mean", "Std within images": "stddev_within" };
const beside = (page, name) => {
  const file = join(dirname(resolve(page)), name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
};
// checkNumbers compares what the page says with the files beside it.
async function checkNumbers(tab, page) {
  const constants = beside(page, "normalization.json"), statistics = beside(page, "statistics.json");
  if (constants) {
    const text = await tab.locator("#short pre").textContent();
    const want = `mean = ${JSON.stringify(constants.mean)}\nstd = ${JSON.stringify(constants.std)}`;
    const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
    const said = text.match(/^mean = (.*)\nstd = (.*)$/);
    if (!said || !same(JSON.parse(said[1]), constants.mean) || !same(JSON.parse(said[2]), constants.std)) fail(`${page}: constants ${text}, want ${want}`);
  }
  if (!statistics) return;
  const table = await tab.locator("#constants table").first().evaluate((t) => [...t.rows].map((r) => [...r.cells].map((c) => c.textContent)));
  let compared = 0;
  statistics.bands.forEach((band, i) => {
    for (const [head, name] of Object.entries(columns)) {
      const cell = table[i + 1][table[0].indexOf(head)], want = band[name];
      const got = cell === "–" ? null : Number(cell.replace("−", "-"));
      compared++;
      if (want === null || got === null ? want !== got : !(Math.abs(got - want) <= 5.0001e-6 * Math.abs(want))) fail(`${page}: ${head} of ${band.name} is ${cell}, want ${want}`);
    }
    const share = table[i + 1][table[0].indexOf("Valid, %")];
    if (Math.abs(Number(share) - 100 * band.valid / band.total) > 0.00501) fail(`${page}: ${band.name} is valid in ${share} %, want ${band.valid} of ${band.total}`);
  });
  if (table.length !== statistics.bands.length + 1) fail(`${page}: ${table.length - 1} bands, want ${statistics.bands.length}`);
  console.log(`${page}: ${compared} numbers of ${statistics.bands.length} bands are those of the manifest`);
}
for (const page of pages) {
  const url = pathToFileURL(resolve(page)).href;
  for (const width of [1280, 390]) {
    for (const colorScheme of ["light", "dark"]) {
      const where = `${page} ${width} ${colorScheme}`;
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const tab = await context.newPage();
      tab.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") fail(`${where}: ${m.text()}`); });
      tab.on("pageerror", (e) => fail(`${where}: ${e.message}`));
      tab.on("request", (r) => { if (r.url() !== url && !r.url().startsWith("data:")) fail(`${where}: request of ${r.url()}`); });
      await tab.goto(url);
      if (width === 1280 && colorScheme === "light") await checkNumbers(tab, page);
      const over = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) fail(`${where}: ${over} pixels too wide`);
      await tab.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
      await tab.evaluate(axe); // the devtools protocol is not subject to the page's policy
      const found = await tab.evaluate(() => axe.run());
      for (const v of found.violations) fail(`${where}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
      if (width === 1280 && colorScheme === "light") {
        await tab.emulateMedia({ media: "print" });
        const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) fail(`${where}, print: ${wide} pixels too wide`);
        await tab.emulateMedia({ media: "screen" });
        const head = tab.locator("thead button").first();
        if (await head.count()) {
          await head.click();
          const sorted = await tab.locator("th[aria-sort]").count();
          if (sorted !== 1) fail(`${where}: a click on a heading sorts nothing`);
        }
      }
      await context.close();
    }
  }
}
await browser.close();
console.log(bad ? `${bad} failures` : `${pages.length} pages are well`);
process.exit(bad ? 1 : 0);
