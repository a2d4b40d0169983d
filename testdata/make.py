"""Makes the images of this folder from their sources (see README.md).

usage: python3 make.py CLOTHING_DIR FLOODS_S2.tif HLS.tif LANDSAT_B1.TIF … LANDSAT_B7.TIF
Needs Pillow and GDAL's Python module. Made with Pillow 9.4 and GDAL 3.6.2.
"""
import os
import sys

from osgeo import gdal
from PIL import Image

gdal.UseExceptions()
clothing, floods, hls, *landsat = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))

# Photos: ten of each of three classes, 160 pixels wide.
for label in ("dress", "pants", "shoes"):
    out = os.path.join(here, "photos", label)
    os.makedirs(out, exist_ok=True)
    src = os.path.join(clothing, "train", label)
    for i, name in enumerate(sorted(os.listdir(src))[:10]):
        im = Image.open(os.path.join(src, name)).convert("RGB")
        im = im.resize((160, im.height * 160 // im.width), Image.LANCZOS)
        im.save(os.path.join(out, f"{label}-{i:02}.jpg"), quality=85)

# Scenes: twelve chips of 40 pixels out of one 13-band chip of 512.
os.makedirs(os.path.join(here, "scenes"), exist_ok=True)
for row in range(3):
    for col in range(4):
        gdal.Translate(
            os.path.join(here, "scenes", f"chip-{row}{col}.tif"), floods,
            srcWin=[20 + 120 * col, 20 + 160 * row, 40, 40],
            creationOptions=["COMPRESS=DEFLATE", "PREDICTOR=2", "ZLEVEL=9", "INTERLEAVE=BAND"])

# Float: two chips with nodata -9999.
os.makedirs(os.path.join(here, "reflectance"), exist_ok=True)
for i, (x, y) in enumerate([(0, 0), (96, 96)]):
    gdal.Translate(
        os.path.join(here, "reflectance", f"chip-{i}.tif"), hls, srcWin=[x, y, 48, 48],
        creationOptions=["COMPRESS=LZW", "PREDICTOR=3"])

# Nodata: three chips of seven bands at the border of a Landsat scene.
os.makedirs(os.path.join(here, "landsat"), exist_ok=True)
stack = gdal.BuildVRT("/vsimem/stack.vrt", landsat, separate=True)
for i, (x, y) in enumerate([(96, 96), (144, 144), (48, 240)]):
    gdal.Translate(
        os.path.join(here, "landsat", f"chip-{i}.tif"), stack, srcWin=[x, y, 48, 48], noData=0,
        creationOptions=["COMPRESS=DEFLATE", "PREDICTOR=2", "ZLEVEL=9"])
