"""Two experiments on tiles of scenes: what a random split promises against what new scenes give, and
RGB, PCA-3 and all bands on the same split.   scenes.py MANIFEST   (see docs/evidence.md)
"""
import csv
import io
import json
import sys

import numpy
import torch
from osgeo import gdal

from common import SEEDS, accuracy, bandprep, network, report, train

manifest = sys.argv[1]
EPOCHS = 6
pixels = {}  # by path


def split(seed):
    """Rows of a split by scenes, and bandprep's constants and components of its train."""
    bandprep("split", manifest, "--by", "group", "--valid", 0.2, "--test", 0.2, "--seed", seed, "-o", "split.arrow", "--overwrite", "-q")
    rows = list(csv.DictReader(io.StringIO(bandprep("export", "split.arrow", "--to", "csv"))))
    bandprep("pca", "fit", "split.arrow", "--limits", "sigma", "-o", "pca.json", "--overwrite", "-q")
    statistics = json.loads(bandprep("stats", "split.arrow", "--split", "train", "--json", "-q"))
    with open("pca.json") as f:
        return rows, statistics["normalization"], json.load(f)


def load(rows):
    for r in rows:
        if r["path"] not in pixels:
            pixels[r["path"]] = gdal.Open(r["path"]).ReadAsArray().astype(numpy.float32)
    return numpy.stack([pixels[r["path"]] for r in rows])


def tensors(x, y, rows, *parts):
    use = torch.tensor([i for i, r in enumerate(rows) if r["split"] in parts])
    return x[use], y[use]


def probed():
    """What bandprep's probe of simple statistics reaches on the same split."""
    return {f["name"]: 100 * max(f["neighbours"]["accuracy"], f["linear"]["accuracy"])
            for f in json.loads(bandprep("advise", "split.arrow", "--json", "-q"))["probe"]["features"]}


leak, bands = {}, {}
for seed in SEEDS:
    rows, constants, model = split(seed)
    labels = sorted({r["label"] for r in rows})
    y = torch.tensor([labels.index(r["label"]) for r in rows])
    raw = load(rows)
    mean, std = (numpy.float32(constants[k])[:, None, None] for k in ("mean", "std"))
    everything = torch.from_numpy((raw - mean) / std)

    # RGB, PCA-3, all bands: trained on train, tried on the scenes of test.
    weights, centre = numpy.float32(model["components"]), numpy.float32(model["mean"])[:, None, None]
    components = numpy.einsum("kb,nbyx->nkyx", weights, raw - centre) / numpy.sqrt(numpy.float32(model["explained_variance"]))[:, None, None]
    for name, x in (("all bands", everything), ("RGB", everything[:, [3, 2, 1]]), ("PCA-3", torch.from_numpy(components))):
        torch.manual_seed(seed)
        net = network(x.shape[1], len(labels))
        train(net, *tensors(x, y, rows, "train"), EPOCHS, seed)
        result = accuracy(net, *tensors(x, y, rows, "test"))
        bands.setdefault(name, []).append(result)
        if name == "all bands":  # the leak-free half of the other experiment
            leak.setdefault("split by scene: valid", []).append(accuracy(net, *tensors(x, y, rows, "valid")))
            leak.setdefault("split by scene: new scenes", []).append(result)
    for name, result in probed().items():
        bands.setdefault("statistics, " + name + " (valid)", []).append(result)

    # The same tiles of train and valid, dealt at random.
    pool, n = tensors(everything, y, rows, "train", "valid"), sum(r["split"] == "train" for r in rows)
    order = torch.randperm(len(pool[1]), generator=torch.Generator().manual_seed(seed))
    torch.manual_seed(seed)
    net = network(everything.shape[1], len(labels))
    train(net, pool[0][order[:n]], pool[1][order[:n]], EPOCHS, seed)
    leak.setdefault("random split: valid", []).append(accuracy(net, pool[0][order[n:]], pool[1][order[n:]]))
    leak.setdefault("random split: new scenes", []).append(accuracy(net, *tensors(everything, y, rows, "test")))

for name in ("random split", "split by scene"):
    leak[name + ": promised too much"] = [a - b for a, b in zip(leak[name + ": valid"], leak[name + ": new scenes"])]
for name in ("RGB", "PCA-3"):
    bands["all bands − " + name] = [a - b for a, b in zip(bands["all bands"], bands[name])]
report("leak", leak)
report("bands", bands)
