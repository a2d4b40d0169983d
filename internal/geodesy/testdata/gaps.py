"""Writes gaps.txt: "code rectangle code rectangle metres": how far two rectangles of different systems lie apart.

    python3 gaps.py > gaps.txt        (GDAL 3.6.2, PROJ 9.1.1)

The edges are cut into 400 parts each, their points go through GDAL to WGS 84, the nearest two points on the ellipsoid are
found by brute force, refined once, and measured by Karney's algorithm in PROJ. −1 is an overlap: a point of a grid of 21 by
21 in one rectangle lies in the other by GDAL's transformation into its system.
"""
import ctypes
import random

import numpy as np
from osgeo import osr

osr.UseExceptions()
proj = ctypes.CDLL("libproj.so.25")
d = ctypes.c_double
body = ctypes.create_string_buffer(4096)
proj.geod_init(body, d(6378137), d(1 / 298.257223563))


def reference(code):
    r = osr.SpatialReference()
    r.ImportFromEPSG(code)
    r.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return r


world = reference(4326)
known = {}


def transform(a, b, points):
    if (a, b) not in known:
        known[a, b] = osr.CoordinateTransformation(reference(a), reference(b))
    return np.array(known[a, b].TransformPoints(np.asarray(points).tolist()))[:, :2]


def edge(r, n):
    x0, y0, x1, y1 = r
    t = np.linspace(0, 1, n, endpoint=False)
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    return np.concatenate([np.stack([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])], 1) for a, b in zip(corners, corners[1:])])


def ecef(lonlat):
    lon, lat = np.radians(lonlat).T
    e2 = 2 / 298.257223563 - 1 / 298.257223563**2
    nu = 6378137 / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return np.stack([nu * np.cos(lat) * np.cos(lon), nu * np.cos(lat) * np.sin(lon), nu * (1 - e2) * np.sin(lat)], 1)


def inside(points, r):
    return ((points[:, 0] > r[0]) & (points[:, 0] < r[2]) & (points[:, 1] > r[1]) & (points[:, 1] < r[3])).any()


def grid(r):
    x, y = np.meshgrid(np.linspace(r[0], r[2], 23)[1:-1], np.linspace(r[1], r[3], 23)[1:-1])
    return np.stack([x.ravel(), y.ravel()], 1)


def gap(a, ra, b, rb):
    if inside(transform(a, b, grid(ra)), rb) or inside(transform(b, a, grid(rb)), ra):
        return -1
    pa, pb = transform(a, 4326, edge(ra, 400)), transform(b, 4326, edge(rb, 400))
    ea, eb = ecef(pa), ecef(pb)
    best = min(((np.linalg.norm(eb - p, axis=1).min(), i) for i, p in enumerate(ea)))
    i = best[1]
    j = np.linalg.norm(eb - ea[i], axis=1).argmin()
    fine = []
    for k, points in ((i, edge(ra, 400)), (j, edge(rb, 400))):  # once more between the neighbours
        around = [points[(k - 1) % len(points)], points[k], points[(k + 1) % len(points)]]
        fine.append(np.concatenate([u + np.linspace(0, 1, 200)[:, None] * (v - u) for u, v in zip(around, around[1:])]))
    pa, pb = transform(a, 4326, fine[0]), transform(b, 4326, fine[1])
    ea, eb = ecef(pa), ecef(pb)
    all = np.linalg.norm(ea[:, None] - eb[None], axis=2)
    i, j = np.unravel_index(all.argmin(), all.shape)
    out = d()
    proj.geod_inverse(body, d(pa[i][1]), d(pa[i][0]), d(pb[j][1]), d(pb[j][0]), ctypes.byref(out), None, None)
    return out.value


PAIRS = [  # two systems, and a place that both of them cover
    (32632, 32633, 12, 48), (32632, 3035, 10, 50), (25832, 3857, 11, 52), (4326, 32633, 14, 59), (3413, 3995, -120, 86),
    (3413, 4326, 30, 84), (32601, 32660, 180, 20), (3857, 32760, 179.9, -17), (2056, 32632, 8, 47), (27700, 32630, -2, 53),
    (28992, 25831, 5.5, 52), (5070, 26915, -93, 40), (3031, 32733, 15, -77), (31467, 25832, 9, 51), (2154, 32631, 3, 46),
    (3995, 32661, 179, 89.97), (6933, 32630, -3, 10), (32756, 28356, 153, -30),
]
random.seed(11)
for a, b, lon, lat in PAIRS:
    for size in (640, 5000, 100000):
        for _ in range(4):
            rects = []
            for code in (a, b):
                unit = 1 / 111320 if code == 4326 else 1
                near = lon + random.uniform(-2, 2) * size / 60000, max(-89.99, min(89.99, lat + random.uniform(-2, 2) * size / 111320))
                x, y = transform(4326, code, [((near[0] + 180) % 360 - 180, near[1])])[0]
                w, h = random.uniform(0.3, 1) * size * unit, random.uniform(0.3, 1) * size * unit
                digits = 7 if code == 4326 else 2
                rects.append([round(v, digits) for v in (x, y, x + w, y + h)])
            try:
                print(a, *("%.12g" % v for v in rects[0]), b, *("%.12g" % v for v in rects[1]), "%.3f" % gap(a, rects[0], b, rects[1]))
            except RuntimeError:
                pass
