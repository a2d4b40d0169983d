"""The split experiment of scenes.py again with a random forest on mean and standard deviation of every
band, which remembers what it has seen.   forest.py MANIFEST
"""
import csv
import io
import sys

import numpy
from osgeo import gdal
from sklearn.ensemble import RandomForestClassifier

from common import SEEDS, bandprep, report

manifest = sys.argv[1]
columns = {}  # by path


def row(path):
    if path not in columns:
        tile = gdal.Open(path).ReadAsArray().astype(float)
        columns[path] = numpy.concatenate([tile.mean((1, 2)), tile.std((1, 2))])
    return columns[path]


results = {}
for seed in SEEDS:
    bandprep("split", manifest, "--by", "group", "--valid", 0.2, "--test", 0.2, "--seed", seed, "-o", "split.arrow", "--overwrite", "-q")
    rows = list(csv.DictReader(io.StringIO(bandprep("export", "split.arrow", "--to", "csv"))))
    x, y, part = numpy.stack([row(r["path"]) for r in rows]), numpy.array([r["label"] for r in rows]), numpy.array([r["split"] for r in rows])
    new = part == "test"
    pool = numpy.random.default_rng(seed).permutation(numpy.flatnonzero(~new))
    n = (part == "train").sum()
    for name, train, valid in (("random split", pool[:n], pool[n:]), ("split by scene", part == "train", part == "valid")):
        forest = RandomForestClassifier(200, random_state=seed).fit(x[train], y[train])
        promised, kept = 100 * forest.score(x[valid], y[valid]), 100 * forest.score(x[new], y[new])
        for what, v in (("valid", promised), ("new scenes", kept), ("promised too much", promised - kept)):
            results.setdefault(name + ": " + what, []).append(v)
report("leak-forest", results)
