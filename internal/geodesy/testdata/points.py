"""Writes lines "code x y lon lat same": map coordinates and what GDAL makes of them.

    python3 points.py 30 $(cat codes.txt) | gzip -9n > points.gz        (GDAL 3.6.2, PROJ 9.1.1)

lon and lat are degrees on the system's own geographic system (same is 0: projection alone) and, for the codes whose datum
is shifted, again on WGS 84 (same is 1). The points are drawn in the area of use that the registry states.
"""
import random
import sys

from osgeo import osr

osr.UseExceptions()


def reference(code):
    r = osr.SpatialReference()
    r.ImportFromEPSG(code)
    r.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return r


n = int(sys.argv[1])
shifted = {31467, 27700, 28992, 2056, 21781, 31370, 2193, 3021, 23700, 31287, 29902, 27572, 2039, 28355, 20355}
for code in map(int, sys.argv[2:]):
    random.seed(code)
    r = reference(code)
    area = r.GetAreaOfUse()
    west, east = area.west_lon_degree, area.east_lon_degree
    if east < west:
        east += 360
    base = r.CloneGeogCS() if r.IsProjected() else r
    base.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    try:
        there, back = osr.CoordinateTransformation(base, r), osr.CoordinateTransformation(r, base)
        ground = osr.CoordinateTransformation(r, reference(4326))
    except RuntimeError:
        continue
    left, tries = n, 0
    while left and tries < 20 * n:
        tries += 1
        lon, lat = random.uniform(west, east), random.uniform(area.south_lat_degree, area.north_lat_degree)
        try:
            x, y, _ = there.TransformPoint((lon + 180) % 360 - 180, lat)
            x, y = round(x, 2 if r.IsProjected() else 7), round(y, 2 if r.IsProjected() else 7)
            print("%d %.12g %.12g %.8f %.8f 0" % ((code, x, y) + back.TransformPoint(x, y)[:2]))
            if code in shifted:
                print("%d %.12g %.12g %.8f %.8f 1" % ((code, x, y) + ground.TransformPoint(x, y)[:2]))
            left -= 1
        except RuntimeError:
            pass
