"""Writes ../epsg.txt, the table of coordinate reference systems, from the EPSG registry as PROJ's database holds it.

    python3 epsg.py /usr/share/proj/proj.db > ../epsg.txt

What is taken: every system of the registry that is not deprecated, whose axes are easting and northing, and whose
projection is one of METHODS. A datum's shift to WGS 84 is that of the registry's Helmert transformations (three or seven
parameters) which has the best stated accuracy, if that is at most 5 m and its area holds nine tenths of the datum's.
"""
import math
import sqlite3
import sys

METHODS = {  # EPSG method -> name in the table
    9807: "tm", 9801: "lcc1", 9802: "lcc2", 9822: "aea", 9829: "stereb", 9810: "sterea", 9809: "sterea2",
    9820: "laea", 9804: "merca", 9805: "mercb", 1024: "webmerc", 9815: "omercb", 9812: "omerca", 1041: "krovak",
    9818: "poly", 9835: "cea", 9806: "cass",
}
SAME = ("WGS 84", "ITRF", "IGS", "ETRS", "ETRF", "NAD83", "China Geodetic Coordinate System 2000")  # one ground within a metre or two

db = sqlite3.connect(sys.argv[1]).cursor()


def rows(sql, *a):
    return db.execute(sql, a).fetchall()


units = {code: factor for code, factor in rows("select code, conv_factor from unit_of_measure where auth_name='EPSG'")}


def angle(value, uom):  # in degrees
    if uom == 9110:  # sexagesimal DDD.MMSSsss
        sign, text = (-1 if value < 0 else 1), "%.10f" % abs(value)
        whole, part = text.split(".")
        return sign * (int(whole) + int(part[:2]) / 60 + float(part[2:4] + "." + part[4:]) / 3600)
    return value if uom == 9102 else math.degrees(value * units[uom])


def short(v):
    return "0" if abs(v) < 1e-12 else "%.14g" % v


def parameters(conv):
    """The parameters in the order of the registry: degrees, metres, ratios."""
    r = rows("select * from conversion_table where auth_name='EPSG' and code=?", conv)[0]
    out = []
    for k in range(6, len(r) - 1, 5):
        _, code, value, _, uom = r[k:k + 5]
        if code is None:
            continue
        kind = rows("select type from unit_of_measure where auth_name='EPSG' and code=?", uom)[0][0]
        out.append(angle(value, uom) if kind == "angle" else value * units[uom])
    return int(r[5]), out


def area(code, table):
    """The boxes (south, north, west, east) of the areas in which something is used."""
    return rows("select e.south_lat, e.north_lat, e.west_lon, e.east_lon from usage u join extent e on e.code=u.extent_code "
                "and e.auth_name=u.extent_auth_name where u.object_auth_name='EPSG' and u.object_code=? and u.object_table_name=?",
                code, table)


def size(box):
    s, n, w, e = box
    return max(n - s, 0) * max((e - w) if e >= w else e - w + 360, 0)


def covered(box, by):
    s, n, w, e = box
    a, b, c, d = by
    if e < w or d < c:
        return 1 if (w, e, s >= a, n <= b) == (c, d, True, True) else 0
    return size((max(s, a), min(n, b), max(w, c), max(min(e, d), max(w, c)))) / max(size(box), 1e-9)


def helmert(code):
    """The shift to WGS 84 as position vector: m, arc seconds, ppm; [] is none, None is not known."""
    if geographic[code][0].startswith(SAME):
        return []
    own = area(code, "geodetic_crs")
    found = []
    for r in rows("select code, method_code, tx, ty, tz, rx, ry, rz, scale_difference, accuracy, rotation_uom_code, scale_difference_uom_code, "
                  "target_crs_code, translation_uom_code from helmert_transformation_table where auth_name='EPSG' and source_crs_code=? and "
                  "target_crs_code in ('4326','4258') and method_code in ('9603','9606','9607') and deprecated=0 and rate_tx is null", code):
        op, method, tx, ty, tz, rx, ry, rz, s, accuracy = r[:10]
        if accuracy is None or accuracy > 5:
            continue
        boxes = area(op, "helmert_transformation")
        if own and not any(covered(own[0], b) >= 0.9 for b in boxes):
            continue
        shift = [tx, ty, tz]
        if rx is not None:
            arc = units[r[10]] * 180 / math.pi * 3600
            sign = -1 if method == 9607 else 1
            shift += [sign * rx * arc, sign * ry * arc, sign * rz * arc, s * units[r[11]] * 1e6]
        found.append((accuracy, r[12] != 4326, -int(op), shift))
    if not found:
        return None
    best = min(found)
    zero = [f for f in found if not any(f[3])]
    return [] if zero else best[3]


pm = {c: angle(lon, u) for c, lon, u in rows("select code, longitude, uom_code from prime_meridian where auth_name='EPSG'")}
ellipsoids = {}
for c, a, uom, inv, b in rows("select code, semi_major_axis, uom_code, inv_flattening, semi_minor_axis from ellipsoid where auth_name='EPSG'"):
    a *= units[uom]
    if inv is None:
        b *= units[uom]
        inv = 0 if a == b else a / (a - b)
    ellipsoids[c] = (a, inv)

geographic = {}
for code, name, datum, ell, meridian in rows(
        "select g.code, g.name, g.datum_code, d.ellipsoid_code, d.prime_meridian_code from geodetic_crs g join geodetic_datum d on "
        "d.code=g.datum_code and d.auth_name=g.datum_auth_name where g.auth_name='EPSG' and g.type='geographic 2D' and g.deprecated=0"):
    geographic[code] = (name, datum, ellipsoids[ell], pm[meridian])


def ground(code):
    """Shift of a datum; one with another prime meridian has that of the same ellipsoid and name."""
    shift = helmert(code)
    name, datum, ell, meridian = geographic[code]
    if shift is None and meridian:
        for c, (n, _, e, m) in geographic.items():
            if not m and e == ell and name.split(" (")[0] == n:
                return helmert(c)
    return shift


degrees = {}
for code in geographic:
    unit = rows("select x.uom_code from axis x join geodetic_crs g on g.coordinate_system_code=x.coordinate_system_code where g.auth_name='EPSG' "
                "and g.code=? and x.coordinate_system_auth_name='EPSG'", code)[0][0]
    degrees[code] = 1 if unit in (9102, 9122) or units[unit] is None else math.degrees(units[unit])


def plain(name):
    """Letters and digits in lower case, without the D of ESRI's datums and the word ensemble."""
    name = name[2:] if name.startswith("D_") else name
    return "".join(c for c in name.lower().replace("+", "plus") if c.isascii() and c.isalnum()).removesuffix("ensemble")


def names(code):
    name, datum = geographic[code][:2]
    found = [name] + [n for n, in rows("select name from geodetic_datum where auth_name='EPSG' and code=?", datum)]
    found += [n for n, in rows("select alt_name from alias_name where auth_name='EPSG' and source='ESRI' and (table_name='geodetic_crs' and "
                               "code=? or table_name='geodetic_datum' and code=?) order by 1", code, datum)]
    return sorted({plain(n) for n in found})


systems, conversions = [], {}
for code, base, conv, cs in rows(
        "select p.code, p.geodetic_crs_code, p.conversion_code, p.coordinate_system_code from projected_crs p where p.auth_name='EPSG' and "
        "p.deprecated=0 and p.conversion_auth_name='EPSG' and p.geodetic_crs_auth_name='EPSG' order by cast(p.code as integer)"):
    axes = rows("select orientation, uom_code, name from axis where coordinate_system_auth_name='EPSG' and coordinate_system_code=? "
                "order by coordinate_system_order", cs)
    polar = all(" along " in a[0] for a in axes) and sorted(a[2] for a in axes) == ["Easting", "Northing"]
    if not polar and sorted(a[0] for a in axes) != ["east", "north"] or base not in geographic:
        continue
    method, values = parameters(conv)
    if method not in METHODS:
        continue
    if conv not in conversions:
        conversions[conv] = (METHODS[method], values)
    systems.append((int(code), base, conv, units[axes[0][1]]))

print("# Coordinate reference systems of the EPSG registry; made by testdata/epsg.py, which says what is taken.")
print("# D code, semi-major axis, inverse flattening, prime meridian, degrees per unit, shift to WGS 84 (0: none; ?: not known) | names.")
for code in sorted(geographic, key=int):
    name, datum, (a, inv), meridian = geographic[code]
    shift = ground(code)
    text = "?" if shift is None else "0" if not any(shift) else " ".join(short(v) for v in shift)
    print("D", code, short(a), short(inv), short(meridian), short(degrees[code]), text + "|" + "|".join(names(code)))
numbers = {}
print("# C projection and parameters, numbered from 0: degrees, metres, in the order of the registry.")
for conv in sorted(conversions):  # zones follow each other
    numbers[conv] = len(numbers)
    method, values = conversions[conv]
    print("C", method, *[short(v) for v in values])
print("# P first code, last code, D of the first, C of the first (one more each), metres per unit.")
k = 0
while k < len(systems):
    code, base, conv, unit = systems[k]
    n = 1
    while k + n < len(systems) and systems[k + n] == (code + n, base, systems[k + n][2], unit) and numbers[systems[k + n][2]] == numbers[conv] + n:
        n += 1
    print("P", code, code + n - 1, base, numbers[conv], short(unit))
    k += n
