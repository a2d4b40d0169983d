"""Makes the images of this folder from testdata/photos/dress/dress-00.jpg (CC0).

usage: python3 make.py
Needs Pillow, numpy, opj_compress and GDAL's Python module. Made with Pillow 9.4,
OpenJPEG 2.5.0 and GDAL 3.6.2. expected.json has, per file, the samples' shape,
their minimum, maximum and sum per band, and the CRC-32 of all samples, band
after band, as little-endian int32: of the source where the file is lossless,
else of what OpenJPEG decodes, which lies beside it as .samples (one byte each).
"""
import json
import os
import subprocess
import sys
import tempfile
import zlib

import numpy as np
from osgeo import gdal, osr
from PIL import Image

gdal.UseExceptions()
here = os.path.dirname(os.path.abspath(__file__))
photo = os.path.join(here, "../../../testdata/photos/dress/dress-00.jpg")
rgb = np.array(Image.open(photo).convert("RGB").crop((40, 40, 101, 93))).transpose(2, 0, 1).astype(np.int32)
grey = rgb[1:2]
deep = grey * 251 + (grey * grey) % 251  # 16 bits
signed = deep // 16 - 2048  # 12 bits
expected = {}


def note(name, samples, lossy=False):
    expected[name] = {
        "shape": list(samples.shape),
        "min": samples.min((1, 2)).tolist(),
        "max": samples.max((1, 2)).tolist(),
        "sum": samples.sum((1, 2)).tolist(),
        "crc": zlib.crc32(samples.astype("<i4").tobytes()),
    }
    if lossy:
        samples.astype(np.uint8).tofile(os.path.join(here, name + ".samples"))


def compress(name, samples, kind, *options, lossy=False):
    bits, sign = kind
    out = os.path.join(here, name)
    with tempfile.TemporaryDirectory() as d:
        raw = os.path.join(d, "in.raw")
        samples.astype(">u1" if bits <= 8 else ">i2" if sign == "s" else ">u2").tofile(raw)
        bands, h, w = samples.shape
        subprocess.run(["opj_compress", "-i", raw, "-o", out, "-F", f"{w},{h},{bands},{bits},{sign}", *options],
                       check=True, stdout=subprocess.DEVNULL)
    if lossy:
        samples = gdal.Open(out).ReadAsArray().reshape(samples.shape).astype(np.int32)
    note(name, samples, lossy)


u8 = (8, "u")
compress("rgb.jp2", rgb, u8)
compress("tiles.j2k", rgb, u8, "-t", "32,24", "-c", "[16,16],[8,8]", "-b", "8,16", "-p", "RPCL", "-SOP", "-EPH", "-n", "4")
compress("offset.j2k", rgb, u8, "-t", "20,17", "-d", "5,3", "-T", "2,1", "-p", "PCRL", "-n", "3")
compress("bypass.j2k", grey, u8, "-M", "1", "-r", "8,4,2,1")
compress("styles.j2k", deep, (16, "u"), "-M", "63", "-b", "16,32", "-p", "RLCP", "-r", "16,4,1")
compress("causal.j2k", deep, (16, "u"), "-M", "10", "-p", "CPRL", "-c", "[32,32]")
compress("signed.jp2", signed, (12, "s"))
compress("order.j2k", rgb, u8, "-n", "4", "-r", "4,1", "-POC",
         "T1=0,0,1,2,3,RLCP/T1=0,0,2,4,2,CPRL/T1=0,0,2,4,3,PCRL", lossy=True)  # the encoder leaves packets out
compress("region.j2k", grey, u8, "-ROI", "c=0,U=9")
compress("lossy.jp2", rgb, u8, "-I", "-r", "12,6", lossy=True)
compress("cut.jp2", rgb, u8, "-r", "10,5", lossy=True)

# YCbCr with chroma at half width and height: GDAL gives RGB, within 1 of it.
y, u, v = (np.array(Image.open(photo).convert("YCbCr").crop((40, 40, 100, 92)))).transpose(2, 0, 1)
with tempfile.TemporaryDirectory() as d:
    raw, name = os.path.join(d, "in.raw"), "chroma.j2k"
    with open(raw, "wb") as f:
        f.write(y.tobytes() + u[::2, ::2].tobytes() + v[::2, ::2].tobytes())
    subprocess.run(["opj_compress", "-i", raw, "-o", os.path.join(here, name), "-mct", "0",
                    "-F", "60,52,3,8,u@1x1:2x2:2x2"], check=True, stdout=subprocess.DEVNULL)
    note(name, gdal.Open(os.path.join(here, name)).ReadAsArray().astype(np.int32), lossy=True)

# A palette and an alpha channel, with georeference: OpenJPEG through GDAL.
memory = gdal.GetDriverByName("MEM")
srs = osr.SpatialReference()
srs.ImportFromEPSG(32630)


def geo(name, samples, *options, table=None):
    bands, h, w = samples.shape
    ds = memory.Create("", w, h, bands, gdal.GDT_Byte)
    ds.SetGeoTransform((500000, 10, 0, 4600000, 0, -10))
    ds.SetProjection(srs.ExportToWkt())
    for i in range(bands):
        ds.GetRasterBand(i + 1).WriteArray(samples[i].astype(np.uint8))
    if table:
        ds.GetRasterBand(1).SetColorTable(table)
    if bands == 4:
        for i, c in enumerate((gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand, gdal.GCI_AlphaBand)):
            ds.GetRasterBand(i + 1).SetColorInterpretation(c)
    gdal.GetDriverByName("JP2OpenJPEG").CreateCopy(
        os.path.join(here, name), ds, options=["REVERSIBLE=YES", "QUALITY=100", *options])


table = gdal.ColorTable()
entries = [(i * 16, 255 - i * 5, i * i, 255) for i in range(16)]
for i, e in enumerate(entries):
    table.SetColorEntry(i, e)
geo("palette.jp2", grey // 16, "GMLJP2=NO", table=table)
note("palette.jp2", np.array(entries, np.int32)[grey[0] // 16][:, :, :3].transpose(2, 0, 1))
rgba = np.concatenate([rgb, np.where(grey > 100, 255, 0)])
geo("alpha.jp2", rgba, "GeoJP2=NO", "YCBCR420=NO")
note("alpha.jp2", rgba)

with open(os.path.join(here, "expected.json"), "w") as f:
    json.dump(expected, f, indent=1)
    f.write("\n")
