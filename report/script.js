"use strict";
// The page can be read without this: it adds copying, sorting, and tables that are open in print.
for (const pre of document.querySelectorAll("pre")) {
  if (!navigator.clipboard) break;
  const b = document.createElement("button");
  b.type = "button";
  b.textContent = "Copy";
  const text = pre.textContent;
  b.addEventListener("click", () => navigator.clipboard.writeText(text).then(() => {
    b.textContent = "Copied";
    setTimeout(() => { b.textContent = "Copy"; }, 1500);
  }));
  pre.after(b);
}
const number = (s) => {
  const v = parseFloat(s.replace(/,/g, "").replace("−", "-"));
  return Number.isNaN(v) ? null : v;
};
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  if (body.rows.length < 3) continue;
  const heads = table.tHead.rows[0].cells;
  for (let i = 0; i < heads.length; i++) {
    if (!heads[i].textContent) continue;
    const b = document.createElement("button");
    b.type = "button";
    b.append(...heads[i].childNodes);
    heads[i].append(b);
    b.addEventListener("click", () => {
      const up = heads[i].getAttribute("aria-sort") !== "ascending";
      for (const h of heads) h.removeAttribute("aria-sort");
      heads[i].setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows];
      const key = rows.map((r) => r.cells[i].textContent);
      const numbers = key.map(number);
      const byNumber = numbers.every((v, k) => v !== null || key[k] === "–" || key[k] === "");
      const order = rows.map((_, k) => k).sort((p, q) => (up ? 1 : -1) *
        (byNumber ? (numbers[p] ?? -Infinity) - (numbers[q] ?? -Infinity) : key[p].localeCompare(key[q])));
      for (const k of order) body.append(rows[k]);
    });
  }
}
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const d of closed) d.open = true;
});
addEventListener("afterprint", () => { for (const d of closed) d.open = false; });
