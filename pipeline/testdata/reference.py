"""Computes what the tests of this package expect, and makes their small images.

usage: python3 reference.py [FOLDER WITH THE LARGE COLLECTION]
Writes reference.json and images/ beside itself. Needs numpy, Pillow and GDAL's
Python module. Made with numpy 1.24.2, Pillow 9.4.0 and GDAL 3.6.2.
"""
import json
import os
import sys

import numpy as np
from osgeo import gdal
from PIL import Image

gdal.UseExceptions()
here = os.path.dirname(os.path.abspath(__file__))
data = os.path.join(here, "..", "..", "testdata")
images = os.path.join(here, "images")
os.makedirs(images, exist_ok=True)
out = {}


def read(name):
    """Samples as (bands, height, width), and what is valid by the file's nodata."""
    ds = gdal.Open(name)
    a = ds.ReadAsArray()
    if a.ndim == 2:
        a = a[None]
    nodata = ds.GetRasterBand(1).GetNoDataValue()
    valid = np.ones(a.shape, bool) if nodata is None else a != nodata
    return a, valid & np.isfinite(a)


def number(v):
    return int(v) if float(v).is_integer() else float(v)


def sums(a, valid):
    """The sums over valid samples, per band, and over complete pixels; integers only."""
    a = a.astype(np.int64)
    full = valid.all(axis=0)
    bands = range(len(a))
    return {
        "valid": [int(valid[b].sum()) for b in bands],
        "minimum": [int(a[b][valid[b]].min()) if valid[b].any() else None for b in bands],
        "maximum": [int(a[b][valid[b]].max()) if valid[b].any() else None for b in bands],
        "sum": [int(a[b][valid[b]].sum()) for b in bands],
        "sum_squares": [int((a[b][valid[b]] ** 2).sum()) for b in bands],
        "complete": int(full.sum()),
    }


def covariance(pixels):
    """Mean and covariance, divisor n, of pixels (n, bands)."""
    p = pixels.astype(np.longdouble)
    mean = p.mean(axis=0)
    d = p - mean
    return mean.astype(float).tolist(), (d.T @ d / len(p)).astype(float).tolist()


def files(folder):
    return sorted(os.path.join(d, f) for d, _, names in os.walk(os.path.join(data, folder)) for f in names)


# Chips of the Landsat scenes, 20×16 pixels every 12×10.
W, H, SX, SY = 20, 16, 12, 10
out["chips"] = {}
for edge in ("drop", "keep", "pad"):
    rows = {}
    for name in files("landsat"):
        a, valid = read(name)
        h, w = a.shape[1:]
        ys = [y for y in range(0, h, SY) if y == 0 or y - SY + H < h]
        xs = [x for x in range(0, w, SX) if x == 0 or x - SX + W < w]
        for y in ys:
            for x in xs:
                cut = (slice(None), slice(y, min(y + H, h)), slice(x, min(x + W, w)))
                inside = x + W <= w and y + H <= h
                if edge == "drop" and not inside:
                    continue
                cw, ch = (W, H) if edge == "pad" else (min(W, w - x), min(H, h - y))
                row = sums(a[cut], valid[cut])
                row["total"] = cw * ch
                rows["%s#%d,%d,%d,%d" % (os.path.basename(name), x, y, cw, ch)] = row
    out["chips"][edge] = rows

# Covariance, mean of complete pixels and percentiles of the scenes.
stack, ok = zip(*(read(n) for n in files("scenes")))
pixels = np.concatenate([a.reshape(len(a), -1) for a in stack], axis=1).T
valid = np.concatenate([v.reshape(len(v), -1) for v in ok], axis=1).T
mean, cov = covariance(pixels[valid.all(axis=1)])
values, vectors = np.linalg.eigh(np.array(cov))
order = np.argsort(values)[::-1][:3]
components = []
for c in order:
    v = vectors[:, c]
    components.append((v * np.sign(v[np.argmax(np.abs(v))])).tolist())
percents = [0, 2, 25, 50, 98, 100]
projected = (pixels[valid.all(axis=1)] - np.array(mean)) @ np.array(components).T
out["scenes"] = {
    "complete": int(valid.all(axis=1).sum()), "mean": mean, "covariance": cov,
    "variance": [float(values[c]) for c in order], "total_variance": float(values.sum()), "components": components,
    "low": np.percentile(projected, 2, axis=0, method="inverted_cdf").tolist(),
    "high": np.percentile(projected, 98, axis=0, method="inverted_cdf").tolist(),
    "percentiles": {str(p): [int(np.percentile(pixels[:, b][valid[:, b]], p, method="inverted_cdf")) for b in range(pixels.shape[1])]
                    for p in percents},
}

# Photos: percentiles, equal weights, grey, and what training sees.
rgb = {os.path.relpath(n, os.path.join(data, "photos")): np.asarray(Image.open(n).convert("RGB")) for n in files("photos")}
flat = np.concatenate([a.reshape(-1, 3) for a in rgb.values()])
means = np.array([a.reshape(-1, 3).mean(axis=0) for a in rgb.values()])
variances = np.array([a.reshape(-1, 3).var(axis=0) for a in rgb.values()])


def seen(name):
    im = Image.open(name).convert("RGB")
    w, h = im.size
    size = (256, int(256 * h / w)) if w <= h else (int(256 * w / h), 256)
    im = im.resize(size, Image.BILINEAR)
    left, top = int(round((im.width - 224) / 2.0)), int(round((im.height - 224) / 2.0))
    a = np.asarray(im.crop((left, top, left + 224, top + 224)))
    return sums(a.transpose(2, 0, 1), np.ones((3, 224, 224), bool))


def grey(name):
    a = np.asarray(Image.open(name).convert("L"))[None]
    return sums(a, np.ones(a.shape, bool))


out["photos"] = {
    "percentiles": {str(p): [int(v) for v in np.percentile(flat, p, axis=0, method="inverted_cdf")] for p in percents},
    "equal_mean": means.mean(axis=0).tolist(),
    "equal_stddev": np.sqrt(variances.mean(axis=0) + means.var(axis=0)).tolist(),
    "grey": {k: grey(os.path.join(data, "photos", k)) for k in rgb},
    "seen": {k: seen(os.path.join(data, "photos", k)) for k in rgb},
}

# A stack with bands of 10, 20 and 60 m, made from one scene.
a, _ = read(os.path.join(data, "scenes", "chip-00.tif"))
fine = a[1, :36, :36]
half = a[4, :36, :36].reshape(18, 2, 18, 2).mean(axis=(1, 3)).astype(np.int16)
sixth = a[0, :36, :36].reshape(6, 6, 6, 6).mean(axis=(1, 3)).astype(np.int16)
driver = gdal.GetDriverByName("GTiff")
for band, plane in (("B02", fine), ("B05", half), ("B01", sixth)):
    ds = driver.Create(os.path.join(images, "patch_%s.tif" % band), plane.shape[1], plane.shape[0], 1, gdal.GDT_Int16,
                       ["COMPRESS=DEFLATE", "PREDICTOR=2"])
    ds.GetRasterBand(1).WriteArray(plane)
    ds = None


def bilinear(p, n):
    """Between the four nearest centres, in integers, rounded half up."""
    m = len(p)
    den = 2 * n  # the centre of pixel i lies at ((2i + 1)·m − n) / den
    low, t = np.divmod((2 * np.arange(n) + 1) * m - n, den)
    i, j = np.clip(low, 0, m - 1), np.clip(low + 1, 0, m - 1)
    p = p.astype(np.int64)
    rows = p[i] * (den - t)[:, None] + p[j] * t[:, None]
    both = rows[:, i] * (den - t) + rows[:, j] * t
    return (2 * both + den * den) // (2 * den * den)


nearest = lambda p, n: p.repeat(n // len(p), axis=0).repeat(n // len(p), axis=1)
out["coarse"] = {"own": [sums(p[None], np.ones((1,) + p.shape, bool)) for p in (sixth, fine, half)]}
for how, f in (("nearest", nearest), ("bilinear", bilinear)):
    planes = np.stack([f(sixth, 36), fine, f(half, 36)])
    m, c = covariance(planes.reshape(3, -1).T)
    out["coarse"][how] = {"mean": m, "covariance": c}

# CMYK and min-is-white TIFF, a palette mask, grey beside RGB.
photo = Image.open(os.path.join(data, "photos", "dress", "dress-00.jpg")).convert("RGB").resize((48, 64))
cmyk = Image.fromarray(np.dstack([255 - np.asarray(photo), np.asarray(photo.convert("L")) // 3]), "CMYK")
cmyk.save(os.path.join(images, "cmyk.tif"), compression="tiff_deflate")
a = gdal.Open(os.path.join(images, "cmyk.tif")).ReadAsArray()[:3]  # as libtiff converts inks
out["cmyk"] = sums(a, np.ones(a.shape, bool))
stored = np.asarray(photo.convert("L"))
ds = driver.Create(os.path.join(images, "white.tif"), 48, 64, 1, gdal.GDT_Byte, ["PHOTOMETRIC=MINISWHITE", "COMPRESS=DEFLATE"])
ds.GetRasterBand(1).WriteArray(stored)
ds = None
out["white"] = {"stored": sums(stored[None], np.ones((1, 64, 48), bool)), "seen": sums(255 - stored[None], np.ones((1, 64, 48), bool))}
os.makedirs(os.path.join(images, "mixed"), exist_ok=True)
photo.save(os.path.join(images, "mixed", "colour.png"))
photo.convert("L").save(os.path.join(images, "mixed", "grey.png"))
both = np.concatenate([np.asarray(photo).reshape(-1, 3), np.repeat(stored.reshape(-1, 1), 3, axis=1)])
m, c = covariance(both)
out["mixed"] = {"mean": m, "covariance": c}
classes = (np.asarray(photo)[:, :, 0] // 64).astype(np.uint8)
os.makedirs(os.path.join(images, "masks"), exist_ok=True)
mask = Image.fromarray(classes, "P")
mask.putpalette([0, 0, 0, 200, 0, 0, 0, 200, 0, 0, 0, 200])
mask.save(os.path.join(images, "masks", "colour.png"))
a = np.asarray(photo).transpose(2, 0, 1)
out["palette_mask"] = {str(k): sums(a, np.repeat((classes == k)[None], 3, axis=0)) for k in range(4)}

if len(sys.argv) > 1:
    shared = sys.argv[1]
    landsat = os.path.join(shared, "multispectral", "landsat-stack")
    planes = np.stack([read(os.path.join(landsat, n))[0][0] for n in sorted(os.listdir(landsat))])
    ok = planes != 0
    m, c = covariance(planes.reshape(len(planes), -1).T[ok.all(axis=0).ravel()])
    out["landsat_stack"] = sums(planes, ok)
    out["landsat_stack"].update(mean=m, covariance=c)

    a, ok = read(os.path.join(shared, "multispectral", "floods-13band", "Spain_7370579_S2Hand.tif"))
    label = gdal.Open(os.path.join(shared, "labels", "floods", "Spain_7370579_LabelHand.tif")).ReadAsArray()
    out["floods"] = {str(k): sums(a, ok & (label == k)[None]) for k in np.unique(label)}
    out["floods"]["inside"] = sums(a, ok & (label != 0)[None])
else:
    old = json.load(open(os.path.join(here, "reference.json")))
    for k in ("landsat_stack", "floods"):
        out[k] = old[k]

with open(os.path.join(here, "reference.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"))
    f.write("\n")
