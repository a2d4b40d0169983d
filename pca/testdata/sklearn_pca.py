"""Makes sklearn_pca.json.gz: scikit-learn's and numpy's answers for three real sets.

    python3 sklearn_pca.py ../../../shared/data/multispectral

Made with scikit-learn 1.2.1, numpy 1.24.2, scipy 1.10.1, GDAL 3.6.2. Only
statistics and eight pixels per set are kept, no images. Pixels are complete:
finite and not nodata in all bands; bands dead in every image are left out.
Covariances divide by n - 1, as scikit-learn does, and are two-pass sums of
centred float64 values.
"""
import glob
import gzip
import json
import os
import sys

import numpy as np
import scipy.linalg
from osgeo import gdal
from sklearn.decomposition import PCA


def read(folder):
    planes = []
    for name in sorted(glob.glob(os.path.join(folder, "*.tif"))):
        image = gdal.Open(name)
        a = image.ReadAsArray().astype(np.float64)
        nodata = image.GetRasterBand(1).GetNoDataValue()
        valid = np.isfinite(a) if nodata is None else np.isfinite(a) & (a != nodata)
        planes.append((a.reshape(len(a), -1), valid.reshape(len(a), -1)))
    alive = np.any([v.any(axis=1) for _, v in planes], axis=0)
    x = np.concatenate([a[alive][:, v[alive].all(axis=0)] for a, v in planes], axis=1).T
    return [str(i + 1) for i in np.flatnonzero(alive)], np.ascontiguousarray(x)


def noise(folder):
    """Half the covariance of differences between horizontal neighbours."""
    d = []
    for name in sorted(glob.glob(os.path.join(folder, "*.tif"))):
        a = gdal.Open(name).ReadAsArray().astype(np.float64)
        d.append(np.diff(a, axis=2).reshape(len(a), -1))
    return np.cov(np.concatenate(d, axis=1)) / 2


def fix(rows):
    """Sign by the loading of largest magnitude."""
    rows = np.array(rows)
    for r in rows:
        if r[np.argmax(np.abs(r))] < 0:
            r *= -1
    return rows


def triangle(c):
    return [c[i, j] for i in range(len(c)) for j in range(i, len(c))]


def rows(a):
    return [[float(v) for v in r] for r in a]


sets = []
for name in ["water-12band", "floods-13band", "enmap-224band"]:
    bands, x = read(os.path.join(sys.argv[1], name))
    n, d = x.shape
    mean = x.mean(axis=0)
    centred = x - mean
    mean = mean + centred.mean(axis=0)  # second pass
    cov = (x - mean).T @ (x - mean) / (n - 1)
    k = min(10, d)
    pca = PCA(svd_solver="full").fit(x)
    white = PCA(n_components=3, svd_solver="full", whiten=True).fit(x)
    three = PCA(n_components=3, svd_solver="full").fit(x)
    sign = np.sign(fix(three.components_)[:, 0] * three.components_[:, 0])
    pixels = x[:: n // 8][:8]
    std = np.sqrt(np.diag(cov))
    value, vector = np.linalg.eigh(np.corrcoef(x, rowvar=False))
    correlation = fix(vector.T[::-1][:3])
    single = PCA(n_components=3, svd_solver="full").fit(x.astype(np.float32))
    sets.append({
        "name": name, "bands": bands, "pixels": n,
        "mean": [float(v) for v in mean], "covariance": triangle(cov),
        "explained_variance": [float(v) for v in pca.explained_variance_],
        "explained_variance_ratio": [float(v) for v in pca.explained_variance_ratio_],
        "components": rows(fix(pca.components_[:k])),
        "samples": rows(pixels),
        "projected": rows(three.transform(pixels) * sign),
        "whitened": rows(white.transform(pixels) * sign),
        "reconstructed": rows(three.inverse_transform(three.transform(pixels))),
        "correlation_values": [float(v) for v in value[::-1]],
        "correlation_components": rows(correlation),
        "correlation_projected": rows((pixels - mean) / std @ correlation.T),
        "float32_mean": [float(v) for v in single.mean_],
        "float32_explained_variance": [float(v) for v in single.explained_variance_],
    })
    if d < 20:  # without nodata, so all neighbours count
        c = noise(os.path.join(sys.argv[1], name))
        value, vector = scipy.linalg.eigh(cov, c)
        sets[-1] |= {
            "noise": triangle(c), "mnf_values": [float(v) for v in value[::-1]],
            "mnf_components": rows(fix(vector.T[::-1][:3])),
        }
    print(name, n, d, "float32 mean off by", np.max(np.abs(single.mean_ - mean) / np.abs(mean)))
with open("sklearn_pca.json.gz", "wb") as out:
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as z:
        z.write(json.dumps(sets, separators=(",", ":")).encode())
