"""Writes TIFF stacks with tifffile into a folder and prints, as JSON, how each
is to be opened and the samples as numpy has them: pages, bands, rows, columns."""
import json, sys, itertools
import numpy, tifffile

folder = sys.argv[1]
out = []


def case(name, array, order, axes="", **options):
    """order names the dimensions of array: those called n and c are merged."""
    tifffile.imwrite(f"{folder}/{name}", array, **options)
    expect(name, array, order, axes)


def expect(name, array, order, axes="", **more):
    groups = [[i for i, letter in enumerate(order) if letter == role] for role in "nchw"]
    a = array.transpose(sum(groups, []))
    shape = [int(numpy.prod([array.shape[i] for i in g], dtype=int)) for g in groups]
    a = a.reshape(shape)
    out.append(dict(file=name, axes=axes, shape=shape, values=a.astype(float).ravel().tolist(), **more))


def data(shape, dtype="u2"):
    n = int(numpy.prod(shape))
    return ((numpy.arange(n, dtype="i8") * 7919 + 13) % 251).reshape(shape).astype(dtype)


sizes = dict(T=2, Z=3, C=4, S=3, Y=5, X=6)
role = dict(T="n", Z="n", C="c", S="c", Y="h", X="w")


def shape(axes):
    return tuple(sizes[a] for a in axes)


# Described by OME-XML: every order of the three dimensions that count planes.
# Pages run through frames, then slices; the array is put into that order.
for outer in itertools.permutations("TZC"):
    axes = "".join(outer) + "YX"
    a = data(shape(axes))
    tifffile.imwrite(f"{folder}/ome_{axes}.ome.tif", a, metadata={"axes": axes, "Channel": {"Name": ["a", "b", "c", "d"]}})
    b = a.transpose([axes.index(x) for x in "TZCYX"])
    expect(f"ome_{axes}.ome.tif", b, "nnchw", names=["a", "b", "c", "d"])
for axes in ("YX", "ZYX", "CYX", "TYX", "YXS", "ZYXS", "TZYX", "ZCYX"):
    order = "".join(role[x] for x in axes)
    case(f"ome_{axes}.ome.tif", data(shape(axes), "u1"), order, metadata={"axes": axes}, photometric="rgb" if "S" in axes else "minisblack")
# ImageJ's hyperstacks, one directory or many.
for axes in ("TZCYX", "ZYX", "CYX", "TCYX", "ZCYX", "TZYX", "TZYXS"):
    order = "".join(role[x] for x in axes)
    for truncate in (False, True):
        case(f"ij_{axes}_{truncate}.tif", data(shape(axes), "u1"), order, imagej=True, metadata={"axes": axes}, truncate=truncate)
# Described by tifffile's own JSON.
for axes in ("CZYX", "ZCYX", "TCZYX", "CTYX"):
    order = "".join(role[x] for x in axes)
    for truncate in (False, True):
        case(f"shaped_{axes}_{truncate}.tif", data(shape(axes), "i2"), order, metadata={"axes": axes},
             photometric="minisblack", truncate=truncate)
# Axes that nothing describes: the array is what tifffile reads back.
for axes in ("hwc", "chw", "nhw", "whc", "cwh", "hcw", "wch", "wnh"):
    name = f"axes_{axes}.tif"
    case(name, data((4, 5, 6), "f4"), axes, axes, photometric="minisblack", metadata=None)
for axes in ("nhwc", "chwn", "nwhc"):
    case(f"axes_{axes}.tif", data((4, 5, 6, 3), "u1"), axes, axes, photometric="rgb", metadata=None)
case("axes_nchw.tif", data((2, 3, 5, 6), "u1"), "nchw", "nchw", photometric="rgb", planarconfig="separate", metadata=None)
case("axes_nncHW.tif", data((2, 3, 4, 5, 6), "u1"), "nnchw", "nnchw", imagej=True, metadata={"axes": "TZCYX"})
case("axes_cnnhw.tif", data((2, 3, 4, 5, 6), "u1"), "cnnhw", "cnnhw", imagej=True, metadata={"axes": "TZCYX"})
case("axes_hw.tif", data((5, 6), "u1"), "hw", "hw", metadata=None)
case("axes_wh.tif", data((5, 6), "u1"), "wh", "wh", metadata=None)
json.dump(out, sys.stdout)
