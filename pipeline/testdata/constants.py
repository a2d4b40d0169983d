"""Computes the kinds of constants that people take from the sets in testdata.

usage: python3 constants.py
Writes constants.json beside itself. Needs numpy, Pillow and GDAL's Python
module. Made with numpy 1.24.2, Pillow 9.4.0 and GDAL 3.6.2.
"""
import glob
import json
import os

import numpy as np
from osgeo import gdal
from PIL import Image

gdal.UseExceptions()
here = os.path.dirname(os.path.abspath(__file__))
data = os.path.join(here, "..", "..", "testdata")
out = {}


def images(name, filled=False):
    """Per image and band, its valid samples; filled: those without data, too."""
    for f in sorted(glob.glob(os.path.join(data, name, "**", "*.*"), recursive=True)):
        if f.endswith(".jpg"):
            a = np.moveaxis(np.asarray(Image.open(f).convert("RGB")), 2, 0)
            yield [b.ravel().astype(float) for b in a]
        elif f.endswith(".tif"):
            ds = gdal.Open(f)
            bands = [ds.GetRasterBand(i + 1) for i in range(ds.RasterCount)]
            a = [b.ReadAsArray().astype(float) for b in bands]
            yield [x[x != b.GetNoDataValue()] if b.GetNoDataValue() is not None and not filled else x.ravel() for x, b in zip(a, bands)]


for name in ("photos", "scenes", "landsat", "reflectance"):
    sets = list(images(name))
    per_band = list(zip(*sets))
    pixels = [np.concatenate(b) for b in per_band]
    means = [[x.mean() for x in b if len(x)] for b in per_band]
    r = {
        "mean": [x.mean() for x in pixels],
        "std": [x.std() for x in pixels],
        "image_std": [np.mean([x.std() for x in b if len(x)]) for b in per_band],
        "image_std_n1": [np.mean([x.std(ddof=1) for x in b if len(x)]) for b in per_band],
        "within": [np.sqrt(sum(x.var() * len(x) for x in b if len(x)) / len(p)) for b, p in zip(per_band, pixels)],
        "between": [np.sqrt(sum((x.mean() - p.mean()) ** 2 * len(x) for x in b if len(x)) / len(p)) for b, p in zip(per_band, pixels)],
        "per_image_mean": [np.mean(m) for m in means],
        "batch_mean": [np.concatenate(b[:8]).mean() for b in per_band],
        "batch_std": [np.concatenate(b[:8]).std() for b in per_band],
    }
    every = [np.concatenate(b) for b in zip(*images(name, filled=True))]
    r.update({
        "minimum": [x.min() for x in pixels],
        "range": [x.max() - x.min() for x in pixels],
        "together_mean": [np.concatenate(pixels).mean()] * len(pixels),
        "together_std": [np.concatenate(pixels).std()] * len(pixels),
        "std_n1": [x.std(ddof=1) for x in pixels],
        "filled_mean": [x.mean() for x in every],
        "filled_std": [x.std() for x in every],
    })
    out[name] = {k: [float(x) for x in v] for k, v in r.items()}

# How far the shoes lie from the dresses: standardized mean difference, ratio of
# variances, distance of covariances.
dress, shoes = ([np.concatenate(b) for b in zip(*images(os.path.join("photos", n)))] for n in ("dress", "shoes"))
ca, cb = np.cov(dress, ddof=0), np.cov(shoes, ddof=0)
out["dress-shoes"] = {
    "shift": [float((y.mean() - x.mean()) / np.sqrt((x.var() + y.var()) / 2)) for x, y in zip(dress, shoes)],
    "ratio": [float(y.var() / x.var()) for x, y in zip(dress, shoes)],
    "covariance": [float(np.linalg.norm(cb - ca) / np.linalg.norm(ca))],
}

with open(os.path.join(here, "constants.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
