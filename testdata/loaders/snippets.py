"""Runs the code of `bandprep export --to snippet:TOOL` on the images of train
and holds that the pixels of each band have mean 0 and standard deviation 1.

    python3 snippets.py ITEMS.csv TOOL.py...

torchvision is the real one. Of the other tools each has a stand-in with the
formula of its documentation, since they are not packaged everywhere; what is
tested with those is the number that goes into which argument.
"""
import csv
import os
import sys
import types

import numpy as np

try:
    import rasterio
except ImportError:
    rasterio = None
from PIL import Image


def module(name, **members):
    sys.modules[name] = m = types.ModuleType(name)
    m.__dict__.update(members)
    return m


def column(values):
    return np.asarray(values, dtype=np.float64).reshape(-1, 1, 1)


class Albumentations:  # albumentations.Normalize: (img - mean * max_pixel_value) / (std * max_pixel_value)
    def __init__(self, mean, std, max_pixel_value):
        self.mean, self.std, self.max = np.asarray(mean), np.asarray(std), max_pixel_value

    def __call__(self, image):
        return {"image": (image - self.mean * self.max) / (self.std * self.max)}


class Rescaling:  # keras.layers.Rescaling: inputs * scale
    def __init__(self, scale):
        self.scale = scale

    def __call__(self, x):
        return x * self.scale


class Normalization:  # keras.layers.Normalization: (inputs - mean) / sqrt(variance), on an axis
    def __init__(self, axis, mean, variance):
        assert axis == -1
        self.mean, self.variance = np.asarray(mean), np.asarray(variance)

    def __call__(self, x):
        return (x - self.mean) / np.sqrt(self.variance)


class Sequential:
    def __init__(self, layers):
        self.layers = layers

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class Kornia:  # kornia.augmentation.Normalize: (data - mean) / std, bands first
    def __init__(self, mean, std, keepdim):
        self.mean, self.std = column(mean), column(std)

    def __call__(self, x):
        return (x - self.mean) / self.std


class Monai:  # monai.transforms.NormalizeIntensity: (img - subtrahend) / divisor for each channel, channels first
    def __init__(self, subtrahend, divisor, channel_wise):
        assert channel_wise
        self.subtrahend, self.divisor = column(subtrahend), column(divisor)

    def __call__(self, x):
        return (x - self.subtrahend) / self.divisor


class Fastai:  # fastai's Normalize, after IntToFloatTensor: (x - mean) / std of bytes divided by 255
    @staticmethod
    def from_stats(mean, std):
        return lambda x: (x / 255.0 - column(mean)) / column(std)


def create_transform(input_size, is_training, mean, std):  # timm ends with ToTensor and Normalize
    assert len(mean) in (1, 3)
    return lambda x: (x / 255.0 - column(mean)) / column(std)


def from_csv(folder, name, fn_col, label_col, valid_col, item_tfms, batch_tfms, label_delim=None):
    assert valid_col == "is_valid" and fn_col == "path" and label_col == "label"
    return batch_tfms[0]


def load(path):
    """Bands, rows, columns of stored values."""
    if path.endswith(".tif"):
        with rasterio.open(path) as f:
            return f.read()
    return np.moveaxis(np.asarray(Image.open(path).convert("RGB")), -1, 0)


module("albumentations", Normalize=Albumentations)
keras = module("keras", Sequential=Sequential)
keras.layers = module("keras.layers", Rescaling=Rescaling, Normalization=Normalization)
module("kornia").augmentation = module("kornia.augmentation", Normalize=Kornia)
module("monai").transforms = module("monai.transforms", NormalizeIntensity=Monai)
module("timm").data = module("timm.data", create_transform=create_transform)
module("fastai"), module("fastai.vision")
loaders = types.SimpleNamespace(from_csv=from_csv)
module("fastai.vision.all", ImageDataLoaders=loaders, Normalize=Fastai, Resize=lambda size: None)
try:
    import torchvision
except ImportError:
    torchvision = None
    module("torch", tensor=np.asarray)

apply = {
    "torchvision": lambda x, photo: scope["transform"](photo or x.astype(np.float32)).numpy(),
    "albumentations": lambda x, _: np.moveaxis(scope["normalize"](image=np.moveaxis(x, 0, -1))["image"], -1, 0),
    "keras": lambda x, _: np.moveaxis(scope["normalize"](np.moveaxis(x.astype(np.float64), 0, -1)), -1, 0),
    "torchgeo": lambda x, _: scope["normalize"](x),
    "monai": lambda x, _: scope["normalize"](x),
    "timm": lambda x, _: scope["train"](x) if np.array_equal(scope["train"](x), scope["val"](x)) else None,
    "fastai": lambda x, _: scope["loaders"](x),
}
items = [row["path"] for row in csv.DictReader(open(sys.argv[1], newline="")) if row["split"] == "train"]
images = [load(path) for path in items]
for snippet in sys.argv[2:]:
    tool = os.path.splitext(os.path.basename(snippet))[0]
    if tool == "torchvision" and torchvision is None:
        print("torchvision is not installed: its code is not executed")
        continue
    scope = {}
    exec(compile(open(snippet).read(), snippet, "exec"), scope)
    parts = []
    for path, x in zip(items, images):
        y = np.asarray(apply[tool](x, Image.fromarray(np.moveaxis(x, 0, -1)) if x.dtype == np.uint8 else None))
        parts.append(y.astype(np.float64).reshape(y.shape[0], -1))
    pixels = np.concatenate(parts, axis=1)
    tolerance = 1e-4 if tool in ("torchvision", "torchgeo") else 1e-12  # of float32, and of float64
    mean, std = np.abs(pixels.mean(axis=1)).max(), np.abs(pixels.std(axis=1) - 1).max()
    assert mean < tolerance and std < tolerance, (tool, mean, std)
    print(f"{tool}: {len(parts)} images of train, mean 0 to {mean:.1e}, standard deviation 1 to {std:.1e}")
