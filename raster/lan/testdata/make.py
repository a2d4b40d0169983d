"""Writes the images of this folder with GDAL. Sample (band b, row y, column x) is
(b * 40 + y * 7 + x) % 120, less 60 for 16 bits, which are signed; 4 bits, which
GDAL reads only, are packed by hand, 8 columns: (b + y + x) % 16."""
import struct
import numpy as np
from osgeo import gdal

gdal.UseExceptions()
b, y, x = np.mgrid[0:3, 0:5, 0:7]
base = (b * 40 + y * 7 + x) % 120
for name, kind, v in [('u1', gdal.GDT_Byte, base), ('i2', gdal.GDT_Int16, base - 60)]:
    d = gdal.GetDriverByName('LAN').Create(name + '.lan', 7, 5, 3, kind)
    d.SetGeoTransform([1000, 30, 0, 8000, 0, -30])
    for i in range(3):
        d.GetRasterBand(i + 1).WriteArray(v[i])
    d = None
head = bytearray(open('u1.lan', 'rb').read(128))
head[6:8] = struct.pack('<H', 1)
head[16:20] = struct.pack('<i', 8)
b, y, x = np.mgrid[0:3, 0:5, 0:8]
nibble = (b + y + x) % 16
packed = (nibble[:, :, 0::2] << 4 | nibble[:, :, 1::2]).transpose(1, 0, 2).astype('u1').tobytes()
open('u4.lan', 'wb').write(bytes(head) + packed)
assert (gdal.Open('u4.lan').ReadAsArray() == nibble).all()
