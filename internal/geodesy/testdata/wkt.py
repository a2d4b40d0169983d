"""Writes lines "code, form, x, y, lon, lat, text": well-known text of three versions without the code of the whole.

    python3 wkt.py | gzip -9n > wkt.gz        (GDAL 3.6.2; the points are the first ones of points.gz)
"""
import gzip
import re

from osgeo import osr

osr.UseExceptions()
first = {}
for line in gzip.open("points.gz", "rt"):
    code, x, y, lon, lat, same = line.split()
    if same == "0":
        first.setdefault(int(code), (x, y, lon, lat))
for code, point in first.items():
    r = osr.SpatialReference()
    r.ImportFromEPSG(code)
    for form in ("WKT1_GDAL", "WKT1_ESRI", "WKT2_2019"):
        text = r.ExportToWkt(["FORMAT=" + form])
        text = re.sub(r',(AUTHORITY\["EPSG","%d"\]|\s*ID\["EPSG",%d\])\]$' % (code, code), "]", text)
        print("\t".join((str(code), form) + point + (text.replace("\n", " "),)))
