#!/usr/bin/python3
# pca_fit.py FILE numpy|incremental: three components fitted in blocks of 256
# rows: covariance in float64 and numpy's eigh, or scikit-learn's
# IncrementalPCA on float32. Prints the explained variances (divisor n - 1).
import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
scene = gdal.Open(sys.argv[1])
bands, width, height = scene.RasterCount, scene.RasterXSize, scene.RasterYSize


def blocks(kind):
    for y in range(0, height, 256):
        yield scene.ReadAsArray(0, y, width, min(256, height - y)).reshape(bands, -1).astype(kind)


if sys.argv[2] == "numpy":
    total, products, n = np.zeros(bands), np.zeros((bands, bands)), 0
    for a in blocks(np.float64):
        total += a.sum(1)
        products += a @ a.T
        n += a.shape[1]
    mean = total / n
    variance = np.linalg.eigh((products - n * np.outer(mean, mean)) / (n - 1))[0][::-1][:3]
else:
    from sklearn.decomposition import IncrementalPCA

    pca = IncrementalPCA(3)
    for a in blocks(np.float32):
        pca.partial_fit(a.T, check_input=False)
    variance = pca.explained_variance_
print([repr(float(v)) for v in variance])
