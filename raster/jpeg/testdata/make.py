#!/usr/bin/env python3
"""Makes variants.zip: small JPEG files of every sampling, coding and size, cut
from photos of alexeygrigorev/clothing-dataset-small (CC0), and sums.json, what
Pillow reads from them. Needs Pillow, numpy and cjpeg of libjpeg-turbo.

    make.py FOLDER-OF-PHOTOS
"""
import io, json, pathlib, subprocess, sys, zipfile
import numpy as np
from PIL import Image

SAMPLINGS = ["1x1", "2x1", "2x2", "1x2", "4x1", "1x4", "4x2", "3x1", "2x4"]
# The luma is not at full resolution, or the chromas differ.
ODD = ["1x1,2x2,2x2", "2x2,2x1,1x1", "2x2,1x2,2x1", "1x2,1x2,1x1", "2x1,1x1,2x1", "2x2,1x1,2x2"]
CODINGS = {
    "base": [], "opt": ["-optimize"], "prog": ["-progressive"],
    "rst": ["-restart", "1B"], "row": ["-restart", "1"], "progrst": ["-progressive", "-restart", "3B"],
    "arith": ["-arithmetic"], "arithprog": ["-arithmetic", "-progressive", "-restart", "2B"],
}


def cjpeg(image, *options):
    ppm = io.BytesIO()
    image.save(ppm, "PPM")
    return subprocess.run(["cjpeg", *options], input=ppm.getvalue(), capture_output=True, check=True).stdout


def sums(data):
    image = Image.open(io.BytesIO(data))
    a = np.asarray(image.convert("RGB")).reshape(-1, 3).astype(np.int64)
    r, g, b = a.T
    return {
        "mode": image.mode, "pixels": len(a), "sum": [int(x.sum()) for x in (r, g, b)],
        "sum_products": [int((x * y).sum()) for x, y in ((r, r), (r, g), (r, b), (g, g), (g, b), (b, b))],
    }


def main(folder):
    photos = sorted(pathlib.Path(folder).rglob("*.jpg"))
    count = 0

    def cut(w, h):
        nonlocal count
        count += 1
        image = Image.open(photos[count * 37 % len(photos)]).convert("RGB")
        x, y = count * 53 % (image.width - w), count * 71 % (image.height - h)
        return image.crop((x, y, x + w, y + h))

    files = {}
    for i, s in enumerate(SAMPLINGS):  # sizes
        for w in range(1, 35):
            h = (w * 11 + i * 5) % 34 + 1
            files[f"{s}-{w}x{h}"] = cjpeg(cut(w, h), "-sample", s, "-quality", str(60 + w))
    for s in ODD:
        for w, h in ((1, 1), (2, 3), (5, 17), (16, 16), (31, 33)):
            for coding in ("base", "prog"):
                files[f"{s}-{w}x{h}-{coding}"] = cjpeg(cut(w, h), "-sample", s, *CODINGS[coding])
    for s in ("1x1", "2x1", "2x2", "1x2", "4x1"):  # codings
        for name, options in CODINGS.items():
            for quality in ("5", "50", "100"):
                files[f"{s}-{name}-{quality}"] = cjpeg(cut(45, 38), "-sample", s, "-quality", quality, *options)
    for name, options in CODINGS.items():
        for w, h in ((1, 1), (8, 9), (33, 20)):
            files[f"grey-{name}-{w}x{h}"] = cjpeg(cut(w, h), "-grayscale", *options)
            files[f"grey22-{name}-{w}x{h}"] = cjpeg(cut(w, h), "-grayscale", "-sample", "2x2", *options)
            files[f"rgb-{name}-{w}x{h}"] = cjpeg(cut(w, h), "-rgb", *options)
    for quality in (30, 95):  # inverted CMYK as Adobe writes it
        out = io.BytesIO()
        cut(40, 30).convert("CMYK").save(out, "JPEG", quality=quality)
        files[f"cmyk-{quality}"] = out.getvalue()
    with zipfile.ZipFile("variants.zip", "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in sorted(files.items()):
            z.writestr(zipfile.ZipInfo(name + ".jpg"), data, zipfile.ZIP_DEFLATED)
    with open("sums.json", "w") as f:
        json.dump({name + ".jpg": sums(data) for name, data in sorted(files.items())}, f, separators=(",", ":"))
        f.write("\n")


main(sys.argv[1])
