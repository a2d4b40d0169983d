"""Cuts the images into tiles of 32×32 pixels with seven optical bands, each in a folder of its most
frequent land cover.   tiles.py IMAGES TILES
"""
import pathlib
import sys

import numpy
from osgeo import gdal

NAMES = {10: "trees", 20: "shrubs", 30: "grass", 40: "crops", 50: "built", 60: "bare", 80: "water"}
BANDS = ["coastal", "blue", "green", "red", "nir", "swir1", "swir2"]
COVER, SIZE = 10, 32  # the band that holds ESA WorldCover's classes; a tile's side

images, tiles = map(pathlib.Path, sys.argv[1:])
driver = gdal.GetDriverByName("GTiff")
for path in sorted(images.glob("*.tif"), key=lambda p: int(p.stem)):
    image = gdal.Open(str(path)).ReadAsArray()
    for y in range(0, image.shape[1], SIZE):
        for x in range(0, image.shape[2], SIZE):
            tile = image[:, y:y + SIZE, x:x + SIZE]
            cover, count = numpy.unique(tile[COVER], return_counts=True)
            name = NAMES.get(int(cover[count.argmax()]))
            if name is None or count.max() * 2 < SIZE * SIZE:
                continue  # no class has half of it
            folder = tiles / name
            folder.mkdir(parents=True, exist_ok=True)
            out = driver.Create(str(folder / ("%s_%d_%d.tif" % (path.stem, x, y))), SIZE, SIZE, len(BANDS), gdal.GDT_Int16)
            for b, band in enumerate(BANDS):
                out.GetRasterBand(b + 1).SetDescription(band)
                out.GetRasterBand(b + 1).WriteArray(tile[b])
