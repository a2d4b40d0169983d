"""What the experiments share: a small convolutional network, its training, and intervals.

Needs Python 3.9, numpy, PyTorch (1.13 here) and, for reading, Pillow or GDAL. One thread and fixed
seeds: the same machine gives the same numbers again.
"""
import json
import math
import subprocess
import sys
import time

import numpy
import torch

torch.set_num_threads(1)
SEEDS = (0, 1, 2, 3, 4)
T95 = {4: 2.776, 9: 2.262}  # 97.5 % quantile of Student's t, by degrees of freedom


def bandprep(*args):
    return subprocess.run(["bandprep", *map(str, args)], check=False, stdout=subprocess.PIPE, text=True).stdout


def network(bands, classes):
    """Three convolutions with batch normalization, 8, 16 and 32 wide; about 6,500 weights."""
    def block(a, b, stride):
        return [torch.nn.Conv2d(a, b, 3, stride, 1, bias=False), torch.nn.BatchNorm2d(b), torch.nn.ReLU()]
    return torch.nn.Sequential(
        *block(bands, 8, 2), *block(8, 16, 1), torch.nn.MaxPool2d(2), *block(16, 32, 1),
        torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(32, classes))


def train(model, x, y, epochs, seed, rate=3e-3):
    """Adam with one cycle, batches of 64, mirrored at random."""
    g = torch.Generator().manual_seed(seed)
    batches = math.ceil(len(x) / 64)
    optimizer = torch.optim.Adam(model.parameters(), rate, weight_decay=1e-4)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, epochs=epochs, steps_per_epoch=batches)
    model.train()
    for _ in range(epochs):
        for batch in torch.randperm(len(x), generator=g).split(64):
            images = x[batch]
            if torch.rand((), generator=g) < 0.5:
                images = images.flip(3)
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(images), y[batch]).backward()
            optimizer.step()
            cycle.step()


@torch.no_grad()
def accuracy(model, x, y):
    """Percent right."""
    model.eval()
    right = sum((model(a).argmax(1) == b).sum().item() for a, b in zip(x.split(256), y.split(256)))
    return 100 * right / len(x)


def interval(values):
    """Mean and its 95 % interval over repeats, by Student's t."""
    v = numpy.asarray(values, float)
    half = T95[len(v) - 1] * v.std(ddof=1) / math.sqrt(len(v))
    return {"mean": v.mean(), "low": v.mean() - half, "high": v.mean() + half, "repeats": [round(x, 2) for x in v]}


def text(i):
    return "%.1f (%.1f … %.1f)" % (i["mean"], i["low"], i["high"])


def report(name, results):
    """Prints a table and writes NAME.json."""
    results = {k: interval(v) for k, v in results.items()}
    width = max(map(len, results))
    for k, i in results.items():
        print("%-*s  %s" % (width, k, text(i)))
    print("CPU: %.0f s" % time.process_time(), file=sys.stderr)
    with open(name + ".json", "w") as f:
        json.dump(results, f, indent=1)
        f.write("\n")
    return results
