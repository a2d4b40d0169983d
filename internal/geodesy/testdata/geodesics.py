"""Writes geodesics.txt: "lon1 lat1 lon2 lat2 metres" by Karney's algorithm in the library of PROJ 9.1.1.

    python3 geodesics.py > geodesics.txt
"""
import ctypes
import random

proj = ctypes.CDLL("libproj.so.25")
d = ctypes.c_double
body = ctypes.create_string_buffer(4096)
proj.geod_init(body, d(6378137), d(1 / 298.257223563))
random.seed(5)
out = d()
for k in range(240):
    lat1, lon1 = round(random.uniform(-90, 90), 6), round(random.uniform(-180, 180), 6)
    if k % 4 == 0:  # near the antipode
        lat2, lon2 = round(-lat1 + random.uniform(-0.5, 0.5), 6), round((lon1 + 360 + random.uniform(-0.7, 0.7)) % 360 - 180, 6)
    elif k % 4 == 1:  # near each other
        lat2, lon2 = round(lat1 + random.uniform(-0.1, 0.1), 6), round(lon1 + random.uniform(-0.1, 0.1), 6)
    else:
        lat2, lon2 = round(random.uniform(-90, 90), 6), round(random.uniform(-180, 180), 6)
    lat2 = max(-90, min(90, lat2))
    if lon2 > lon1 + 0.7 + 180 or lon2 < -180:
        lon2 = (lon2 + 540) % 360 - 180
    proj.geod_inverse(body, d(lat1), d(lon1), d(lat2), d(lon2), ctypes.byref(out), None, None)
    print("%.9g %.9g %.9g %.9g %.4f" % (lon1, lat1, lon2, lat2, out.value))
