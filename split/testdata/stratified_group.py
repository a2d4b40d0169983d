"""Folds of scikit-learn's StratifiedGroupKFold on 50 random and 3 real label sets.

Writes stratified_group.json, one object per line: the name of the set, the
number of folds, the items per group and class, and the two balances that
StratifiedGroupKFold reaches (shuffle off, its default):

  share:  sum over folds and classes of |items of the class in the fold / items of the class − 1/folds|
  within: sum over folds and classes of |items of the class in the fold / items of the fold − items of the class / items|

Usage: python3 stratified_group.py CLOTHING IMAGENET_SAMPLE > stratified_group.json
where CLOTHING is a folder of split/class/photo, IMAGENET_SAMPLE one of n01234567_name.JPEG.

Real sets: the clothing photos by class, grouped by the first two digits of
their names; the ImageNet photos by the first two digits of their WordNet number,
grouped by the first four; the digits that come with scikit-learn by digit,
grouped by runs of 30 in the order of the file.
"""
import json, os, sys, warnings
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import StratifiedGroupKFold

warnings.simplefilter("ignore")


def emit(name, folds, labels, groups):
    labels = np.unique(labels, return_inverse=True)[1]
    groups = np.unique(groups, return_inverse=True)[1]
    counts = np.zeros((groups.max() + 1, labels.max() + 1), int)
    np.add.at(counts, (groups, labels), 1)
    got = np.zeros((folds, counts.shape[1]))
    for f, (_, test) in enumerate(StratifiedGroupKFold(folds).split(labels, labels, groups)):
        got[f] = np.bincount(labels[test], minlength=counts.shape[1])
    total = counts.sum(0)
    share = np.abs(got / total - 1 / folds).sum()
    within = np.abs(got / np.maximum(got.sum(1, keepdims=True), 1) - total / total.sum()).sum()
    print(json.dumps({"name": name, "folds": folds, "counts": counts.tolist(),
                      "share": share, "within": within}, separators=(",", ":")))


def random_set(seed):
    rng = np.random.default_rng(seed)
    classes, groups = int(rng.integers(2, 11)), int(rng.integers(15, 90))
    weight = rng.dirichlet(np.full(classes, rng.choice([0.5, 1, 5])))
    purity = rng.choice([0.2, 1, 10])  # small: a group is of one class or two
    labels, of = [0, 1], [0, 0]  # two classes at least
    for g in range(groups):
        n = 1 + int(min(rng.lognormal(1.5, rng.choice([0.3, 0.8, 1.2])), 40))
        mix = rng.dirichlet(weight * classes * purity + 1e-3)
        labels += list(rng.choice(classes, n, p=mix))
        of += [g] * n
    largest = np.bincount(of).max()
    folds = [k for k in (2, 3, 5, 10) if k * largest <= len(of)]
    emit(f"random {seed}", int(rng.choice(folds)), np.array(labels), np.array(of))


for seed in range(50):
    random_set(seed)

clothing = [(os.path.basename(d), f[:2]) for d, _, fs in os.walk(sys.argv[1]) for f in fs if f.endswith(".jpg")]
emit("clothing", 5, np.array([c for c, _ in clothing]), np.array([g for _, g in clothing]))
imagenet = [f for f in os.listdir(sys.argv[2]) if f.startswith("n")]
emit("imagenet-sample", 5, np.array([f[1:3] for f in imagenet]), np.array([f[1:5] for f in imagenet]))
digits = load_digits().target
emit("digits", 5, digits, np.arange(len(digits)) // 30)
