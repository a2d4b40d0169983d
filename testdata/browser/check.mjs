// Opens pages in Chromium and holds that they ask for nothing, log no error, do not scroll sideways, and have no
// violation that axe-core finds; wide and narrow, light and dark, and in print.
//
//	node check.mjs CHROMIUM PAGE.html…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [executablePath, ...pages] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let bad = 0;
const fail = (text) => { bad++; console.log(text); };
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
      const over = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) fail(`${where}: ${over} pixels too wide`);
      await tab.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
      await tab.evaluate(axe); // the devtools protocol is not subject to the page's policy
      const found = await tab.evaluate(() => axe.run());
      for (const v of found.violations) fail(`${where}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
      if (width === 1280 && colorScheme === "light") {
        await tab.emulateMedia({ media: "print" });
        await tab.setViewportSize({ width: 718, height: 1000 }); // A4 within margins of 1 cm
        const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) fail(`${where}, print: ${wide} pixels too wide`);
        await tab.emulateMedia({ media: "screen" });
        await tab.setViewportSize({ width, height: 900 });
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
