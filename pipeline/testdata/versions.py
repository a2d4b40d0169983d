#!/usr/bin/python3
# versions.py RAW DTYPE OUT HEIGHT WIDTH BANDS: one image, of which RAW holds the
# samples (little-endian; rows, columns, bands), as GDAL, numpy, SciPy and Pillow
# write it in the formats that can hold it.
import sys

import numpy as np
from osgeo import gdal, gdal_array
from PIL import Image
from scipy.io import savemat

gdal.UseExceptions()
raw, dtype, out = sys.argv[1:4]
h, w, n = map(int, sys.argv[4:])
a = np.fromfile(raw, "<" + dtype).reshape(h, w, n)


def image(driver, name, options=()):
    kind = gdal_array.NumericTypeCodeToGDALTypeCode(a.dtype)
    d = gdal.GetDriverByName(driver).Create(out + "/" + name, w, h, n, kind, options)
    for i in range(n):
        d.GetRasterBand(i + 1).WriteArray(np.ascontiguousarray(a[:, :, i]))


for interleave in ["BSQ", "BIL", "BIP"]:
    image("ENVI", "gdal_%s.img" % interleave.lower(), ["INTERLEAVE=" + interleave])
image("GTiff", "gdal.tif")
image("GTiff", "gdal_band.tif", ["INTERLEAVE=BAND", "COMPRESS=DEFLATE"])
if dtype in ("u1", "i2"):
    image("LAN", "gdal.lan")
np.save(out + "/numpy.npy", a)
np.save(out + "/numpy_fortran.npy", np.asfortranarray(a))
np.save(out + "/numpy_chw.npy", np.ascontiguousarray(a.transpose(2, 0, 1)))
np.save(out + "/numpy_big.npy", a.astype(">" + dtype))
np.savez(out + "/numpy.npz", a)
np.savez_compressed(out + "/numpy_packed.npz", a)
savemat(out + "/scipy.mat", {"cube": a})
savemat(out + "/scipy_packed.mat", {"cube": a}, do_compression=True)
if dtype == "u1":
    p = Image.fromarray(a[:, :, 0] if n == 1 else a)
    for name in ["pillow.png", "pillow.bmp", "pillow.ppm", "pillow.tif"]:
        p.save(out + "/" + name)
    if n == 1:
        p.save(out + "/pillow.gif", optimize=False)  # which keeps the palette of all greys
    else:
        p.save(out + "/pillow.webp", lossless=True)
