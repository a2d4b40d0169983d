"""Writes the images of this folder with GDAL. Sample (band b, row y, column x) is
(b * 40 + y * 7 + x) % 120, less 60 for signed types, divided by 4 for floats."""
import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
b, y, x = np.mgrid[0:3, 0:5, 0:7]
base = (b * 40 + y * 7 + x) % 120
kinds = {'u1': gdal.GDT_Byte, 'i2': gdal.GDT_Int16, 'u2': gdal.GDT_UInt16, 'i4': gdal.GDT_Int32,
         'u4': gdal.GDT_UInt32, 'f4': gdal.GDT_Float32, 'f8': gdal.GDT_Float64}
crs = osr.SpatialReference()
crs.ImportFromEPSG(32733)
for name, kind in kinds.items():
    v = base - 60 if name[0] == 'i' else base / 4 if name[0] == 'f' else base
    for interleave in ['bsq', 'bil', 'bip']:
        if name not in ('i2', 'f4') and interleave != 'bip':
            continue
        d = gdal.GetDriverByName('ENVI').Create(f'{name}-{interleave}', 7, 5, 3, kind, ['INTERLEAVE=' + interleave])
        d.SetGeoTransform([500000, 30, 0, 8000000, 0, -30])
        d.SetProjection(crs.ExportToWkt())
        for i in range(3):
            d.GetRasterBand(i + 1).WriteArray(v[i])
            d.GetRasterBand(i + 1).SetDescription(f'B{i + 1:02}')
            d.GetRasterBand(i + 1).SetNoDataValue(5)
        d = None
# GDAL writes in the order of the machine only.
for interleave in ['bil']:
    np.fromfile('i2-bil', '<i2').astype('>i2').tofile('i2big-bil')
    open('i2big-bil.hdr', 'w').write(open('i2-bil.hdr').read().replace('byte order = 0', 'byte order = 1'))
