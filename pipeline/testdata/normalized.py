"""Reads images that were normalized, as training code does, and follows what
lies beside them.

usage: python3 normalized.py FOLDER PHOTOS CONSTANTS
Applies FOLDER/normalization.json to every array and grey TIFF below FOLDER, and
fails where the result is not (photo/scale - mean) / std of CONSTANTS, the photo as
Pillow decodes it. Prints how many were compared.
"""
import glob
import json
import os
import sys

import numpy as np
from PIL import Image

folder, photos, constants = sys.argv[1:]


def load(name):
    with open(name) as f:
        n = json.load(f)
    return np.array(n["mean"]), np.array(n["std"]), n["scale"]


def apply(v, c):
    return (v / c[2] - c[0]) / c[1]


left, first = load(os.path.join(folder, "normalization.json")), load(constants)
count = 0
for name in sorted(glob.glob(os.path.join(folder, "*", "*", "*.npy")) + glob.glob(os.path.join(folder, "*", "*", "*.tif"))):
    label, base = name.split(os.sep)[-2:]
    x = np.load(name) if name.endswith(".npy") else np.asarray(Image.open(name))
    assert x.dtype == np.float32, x.dtype
    photo = Image.open(os.path.join(photos, label, os.path.splitext(base)[0] + ".jpg"))
    want = apply(np.asarray(photo.convert("RGB" if x.ndim == 3 else "L"), np.float64), first)
    np.testing.assert_allclose(apply(x.astype(np.float64), left), want, atol=1e-6)
    count += 1
print(count)
