"""Writes vrt.json: members of stacks, and what gdalbuildvrt makes of them on the grid of the finest one.

    python3 vrt.py > vrt.json        (GDAL 3.6.2)

Sample (column x, row y) of member k is 1 + (37 x + 101 y + 53 k + 7 x y) mod 997. Per case and resampling, one list per
member: the samples on the grid, 0 where the member does not reach.
"""
import json
import os
import subprocess
import tempfile

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
CASES = {  # name: members as (west, north, pixel, columns, rows), the finest first
    "10, 20 and 60 m": [(500000, 5000000, 10, 12, 12), (500000, 5000000, 20, 6, 6), (500000, 5000000, 60, 2, 2)],
    "shifted by half a fine pixel": [(500000, 5000000, 10, 12, 12), (500005, 4999995, 20, 6, 6)],
    "shifted by a third": [(500000, 5000000, 10, 12, 12), (500003, 4999996, 10, 12, 12), (499987, 5000017, 30, 5, 5)],
    "pan": [(499992.5, 5000007.5, 15, 13, 13), (499985, 5000015, 30, 7, 7)],
    "partial cover": [(500000, 5000000, 10, 12, 12), (500030, 4999980, 10, 6, 6), (500060, 5000000, 20, 4, 3)],
    "coarse and far beyond": [(500000, 5000000, 10, 12, 12), (499900, 5000300, 100, 5, 6)],
    "odd ratios": [(500000, 5000000, 10, 12, 12), (500000, 5000000, 24, 5, 5), (500007, 4999991, 17, 6, 6)],
}
wgs = osr.SpatialReference()
wgs.ImportFromEPSG(32632)
out = []
for name, members in CASES.items():
    with tempfile.TemporaryDirectory() as d:
        files = []
        for k, (west, north, size, w, h) in enumerate(members):
            y, x = np.mgrid[0:h, 0:w]
            files.append(os.path.join(d, "%d.tif" % k))
            ds = gdal.GetDriverByName("GTiff").Create(files[-1], w, h, 1, gdal.GDT_UInt16)
            ds.SetProjection(wgs.ExportToWkt())
            ds.SetGeoTransform((west, size, 0, north, 0, -size))
            ds.GetRasterBand(1).WriteArray((1 + (37 * x + 101 * y + 53 * k + 7 * x * y) % 997).astype(np.uint16))
            ds = None
        west, north, size, w, h = members[0]
        case = {"name": name, "members": members}
        for how in ("nearest", "bilinear"):
            vrt = os.path.join(d, how + ".vrt")
            subprocess.run(["gdalbuildvrt", "-q", "-separate", "-r", how, "-vrtnodata", "0", "-tr", str(size), str(size), "-te", str(west),
                            str(north - h * size), str(west + w * size), str(north), vrt] + files, check=True)
            case[how] = [a.ravel().tolist() for a in gdal.Open(vrt).ReadAsArray().reshape(len(members), h, w)]
        out.append(case)
print(json.dumps(out, separators=(",", ":")))
