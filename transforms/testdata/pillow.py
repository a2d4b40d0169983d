"""Makes pillow.json: what Pillow's Image.resize gives for small images.

Made with Pillow 9.4.0 and numpy 1.24.2. Images come from a fixed linear
congruential generator, so that Go makes the same ones: x' = 1664525 x +
1013904223 mod 2^32, the sample is x' >> 24 ("noise"), or 0 or 255 by its
highest bit ("checker"). Mode L results are hexadecimal; mode F results (of
sample / 7) are float32 numbers, written as float64.
"""
import json
import numpy as np
from PIL import Image

FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "area": 4}


def image(kind, seed, w, h):
    out, x = [], seed
    for _ in range(w * h):
        x = (1664525 * x + 1013904223) % 2**32
        out.append(x >> 24 if kind == "noise" else 255 * (x >> 31))
    return np.array(out, dtype=np.uint8).reshape(h, w)


rows = []
for kind, seed, size, to in [
    ("noise", 1, (31, 19), (13, 7)),
    ("noise", 2, (31, 19), (31, 8)),
    ("noise", 3, (31, 19), (10, 19)),
    ("checker", 4, (23, 29), (9, 11)),
    ("checker", 5, (7, 5), (20, 17)),
    ("noise", 6, (5, 9), (16, 4)),
    ("noise", 7, (40, 3), (3, 1)),
    ("noise", 8, (1, 6), (4, 3)),
    ("checker", 9, (64, 48), (21, 16)),
]:
    a = image(kind, seed, *size)
    for name, code in FILTERS.items():
        small = np.asarray(Image.fromarray(a).resize(to, code))
        f = np.asarray(Image.fromarray(a.astype(np.float32) / np.float32(7)).resize(to, code))
        rows.append({
            "kind": kind, "seed": seed, "size": size, "to": to, "filter": name,
            "bytes": small.tobytes().hex(), "floats": [float("%.9g" % v) for v in f.ravel()],
        })
with open("pillow.json", "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(r, separators=(",", ":")) for r in rows) + "\n]\n")
