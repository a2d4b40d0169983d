"""The same questions with pandas, without pyarrow: JSON Lines.

    python3 questions-pandas.py PHOTOS.jsonl SCENES.jsonl LONGITUDE
"""
import json
import math
import sys

import pandas as pd

photos, scenes = (pd.read_json(name, lines=True, precise_float=True, convert_dates=["time"]) for name in sys.argv[1:3])
longitude = float(sys.argv[3])
train = photos[photos["split"] == "train"]


def total(column, band=None):
    return sum(int(v if band is None else v[band]) for v in train[column])


def mean_std(band):
    n, s, q = total("valid", band), total("sum", band), total("sum_squares", band)
    return s / n / 255, math.sqrt(n * q - s * s) / n / 255


bands = [mean_std(b) for b in range(3)]
labels = train["label"].value_counts()
rows = [r for r in photos[["id", "phash"]].itertuples(index=False) if isinstance(r.phash, str)]
near = [(a.id, b.id, bin(int(a.phash, 16) ^ int(b.phash, 16)).count("1")) for a in rows for b in rows if a.id < b.id]
sized = photos.assign(area=photos["width"] * photos["height"]).sort_values(["area", "id"])
equal = photos[photos["pixel_hash"].notna()].groupby("pixel_hash")["id"].apply(sorted) if "pixel_hash" in photos else pd.Series(dtype=object)
first = train["sum"].str[0].groupby(train["label"]).sum() / train["valid"].str[0].groupby(train["label"]).sum()
n = total("complete")
json.dump({
    "splits": photos["split"].value_counts().to_dict(),
    "means": first.to_dict(),
    "empty": sorted(photos[photos["valid"].map(max) == 0]["id"]),
    "duplicates": sorted(ids for ids in equal if len(ids) > 1),
    "near": sorted(p for p in near if p[2] <= 6),
    "weights": (labels.sum() / (len(labels) * labels)).to_dict(),
    "constants": {"mean": [m for m, _ in bands], "std": [s for _, s in bands]},
    "place": sorted(r.id for r in scenes.itertuples() if r.bbox[2] <= longitude),
    "months": photos["time"].dropna().dt.strftime("%Y-%m").value_counts().to_dict(),
    "sizes": {"smallest": sized["id"].iloc[0], "largest": sized[sized["area"] == sized["area"].max()]["id"].iloc[0]},
    "bytes": photos.groupby("label")["bytes"].sum().to_dict(),
    "covariance": (n * total("sum_products", 1) - total("sum_complete", 0) * total("sum_complete", 1)) / n / n,
}, sys.stdout, default=int)
