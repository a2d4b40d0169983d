"""What a wrong unit and what wrong constants cost. A network learns five classes of clothing with
constants of its own. It is used as it is, on photos that it has not seen; then it meets five other
classes, frozen with a linear classifier on its features, and fine-tuned.   units.py PHOTOS NORMALIZATION.json
"""
import copy
import json
import pathlib
import sys

import numpy
import torch
from PIL import Image
from sklearn.linear_model import LogisticRegression

from common import SEEDS, accuracy, bandprep, network, report, train

photos, file = sys.argv[1:]
FIRST = ["dress", "longsleeve", "pants", "shirt", "t-shirt"]
THEN = ["hat", "outwear", "shoes", "shorts", "skirt"]
SIZE, EPOCHS, TUNING = 48, 8, 3


def load(classes, parts):
    x, y = [], []
    for k, label in enumerate(classes):
        for path in sorted(p for part in parts for p in pathlib.Path(photos).glob("%s/%s/*.jpg" % (part, label))):
            x.append(numpy.asarray(Image.open(path).convert("RGB").resize((SIZE, SIZE))))
            y.append(k)
    return numpy.stack(x).transpose(0, 3, 1, 2).astype(numpy.float32), torch.tensor(y)


with open(file) as f:
    own = json.load(f)
MEAN, STD = own["mean"], own["std"]
IMAGENET = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def normalize(x, mean=MEAN, std=STD, divisor=255):
    mean, std = (numpy.float32(v)[:, None, None] for v in (mean, std))
    return torch.from_numpy((x / divisor - mean) / std)


x, y = load(FIRST, ["train"])
unseen, said = load(FIRST, ["validation", "test"])
other, truth = load(THEN, ["train", "validation", "test"])
# Constants of the other classes alone: what someone who measures the new photos would use.
n = json.loads(bandprep("stats", *sorted(p for c in THEN for p in pathlib.Path(photos).glob("*/" + c)), "--json", "-q"))["normalization"]
FED = {
    "as trained": normalize,
    "0–255 for 0–1": lambda x: normalize(x, divisor=1),
    "divided by 255 twice": lambda x: normalize(x, divisor=255 * 255),
    "BGR for RGB": lambda x: normalize(x[:, ::-1].copy()),
    "divided by 255 only": lambda x: normalize(x, [0] * 3, [1] * 3),
    "ImageNet's constants": lambda x: normalize(x, *IMAGENET),
    "constants of the other photos": lambda x: normalize(x, n["mean"], n["std"]),
}


@torch.no_grad()
def features(model, x):
    model.eval()
    return torch.cat([model[:-1](part) for part in x.split(256)]).numpy()


results = {}
for seed in SEEDS:
    torch.manual_seed(seed)
    model = network(3, len(FIRST))
    train(model, normalize(x), y, EPOCHS, seed)
    order = torch.randperm(len(truth), generator=torch.Generator().manual_seed(seed))
    some, rest = order[:len(order) // 2], order[len(order) // 2:]
    for name, feed in FED.items():
        results.setdefault("as it is: " + name, []).append(accuracy(model, feed(unseen), said))
        v = feed(other)
        f = features(model, v)
        f = (f - f[some].mean(0)) / (f[some].std(0) + 1e-6)
        linear = LogisticRegression(max_iter=1000).fit(f[some], truth[some])
        results.setdefault("frozen: " + name, []).append(100 * linear.score(f[rest], truth[rest]))
        tuned = copy.deepcopy(model)
        tuned[-1] = torch.nn.Linear(32, len(THEN))
        train(tuned, v[some], truth[some], TUNING, seed)
        results.setdefault("fine-tuned: " + name, []).append(accuracy(tuned, v[rest], truth[rest]))
report("units", {k: results[k] for use in ("as it is", "frozen", "fine-tuned") for k in results if k.startswith(use)})
