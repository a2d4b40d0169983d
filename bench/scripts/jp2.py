#!/usr/bin/python3
# jp2.py BAND.jp2 OUT.jp2: 10980x10980 pixels out of 6x6 flipped and turned
# copies of a band of 1830x1830, lossless JPEG 2000 in tiles of 1024.
import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
band = gdal.Open(sys.argv[1]).ReadAsArray()
n = 10980 // band.shape[0]
turns = np.random.RandomState(7).randint(0, 8, (n, n))


def turned(k):
    a = band.T if k & 4 else band
    return a[:: -1 if k & 1 else 1, :: -1 if k & 2 else 1]


mosaic = np.block([[turned(k) for k in row] for row in turns])
memory = gdal.GetDriverByName("MEM").Create("", mosaic.shape[1], mosaic.shape[0], 1, gdal.GDT_UInt16)
memory.WriteArray(mosaic)
options = ["REVERSIBLE=YES", "QUALITY=100", "BLOCKXSIZE=1024", "BLOCKYSIZE=1024"]
gdal.GetDriverByName("JP2OpenJPEG").CreateCopy(sys.argv[2], memory, options=options)
