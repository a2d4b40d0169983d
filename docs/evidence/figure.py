"""Draws intervals as an SVG.   figure.py RESULTS.json BEGINNING TITLE FIGURE.svg

Only the results whose names begin so are drawn, without it.
"""
import html
import json
import sys

source, beginning, title, target = sys.argv[1:]
with open(source) as f:
    results = {k[len(beginning):]: v for k, v in json.load(f).items() if k.startswith(beginning)}
names = list(results)
low = 10 * int(min(results[n]["low"] for n in names) / 10)
high = min(100, 10 * int(max(results[n]["high"] for n in names) / 10 + 1))
LEFT, WIDTH, LINE, TOP = 230, 430, 30, 44


def x(v):
    return LEFT + WIDTH * (v - low) / (high - low)


bottom = TOP + LINE * len(names)
out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 %d" width="720" role="img" font-family="sans-serif" font-size="14">' % (bottom + 28),
       '<title>%s</title>' % html.escape(title), '<rect width="100%" height="100%" fill="#fff"/>',
       '<text x="12" y="24" font-weight="bold">%s</text>' % html.escape(title)]
for v in range(low, high + 1, 10):
    out.append('<line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="#ddd"/><text x="%.1f" y="%d" fill="#555" text-anchor="middle">%d %%</text>' % (x(v), x(v), TOP - 6, bottom, x(v), bottom + 18, v))
for k, name in enumerate(names):
    r, y = results[name], TOP + LINE * k + 12
    out.append('<text x="%d" y="%d" text-anchor="end">%s</text>' % (LEFT - 12, y + 5, html.escape(name)))
    out.append('<line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="#0b62a4" stroke-width="3"/><circle cx="%.1f" cy="%d" r="5" fill="#0b62a4"/>' % (x(r["low"]), x(r["high"]), y, y, x(r["mean"]), y))
    out.append('<text x="%.1f" y="%d" fill="#0b62a4" font-size="12">%.1f</text>' % (x(r["high"]) + 6, y + 4, r["mean"]))
out.append("</svg>")
with open(target, "w") as f:
    f.write("\n".join(out) + "\n")
