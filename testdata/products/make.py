"""Makes small products in the forms that their producers publish, with invented
pixels, and prints what GDAL and numpy count in them. None of the pixels are of a
satellite: the files may be used freely. Sources of the forms: Sentinel-2 Products
Specification Document 14.9, USGS LSDS-1619, HLS Product User Guide 2.0, PlanetScope
Product Specification, Sentinel-1 Product Specification, STAC 1.1.

Run with python3, GDAL and numpy in this folder; GDAL 3.6.2 and numpy 1.24.2 made
what lies here.
"""
import json, os, shutil
import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
rng = np.random.default_rng(62)


def write(name, bands, metres, dtype, nodata=None):
    os.makedirs(os.path.dirname(name), exist_ok=True)
    bands = np.asarray(bands)
    if bands.ndim == 2:
        bands = bands[None]
    n, h, w = bands.shape
    ds = gdal.GetDriverByName("GTiff").Create(name, w, h, n, dtype, ["COMPRESS=DEFLATE"])
    ds.SetGeoTransform((600000, metres, 0, 4500000, 0, -metres))
    s = osr.SpatialReference()
    s.ImportFromEPSG(32630)
    ds.SetProjection(s.ExportToWkt())
    for i in range(n):
        ds.GetRasterBand(i + 1).WriteArray(bands[i])
        if nodata is not None:
            ds.GetRasterBand(i + 1).SetNoDataValue(nodata)
    ds = None


def read(name):
    return gdal.Open(name).ReadAsArray().astype(np.int64)


def fine(a, shape):
    k = shape[0] // a.shape[0]
    return np.kron(a, np.ones((k, k), np.int64))


def count(title, bands, nodata, keep):
    for name, a in bands.items():
        valid = a != nodata if nodata is not None else np.ones(a.shape, bool)
        q = a[valid & keep]
        print('{"%s", "%s", %d, %d, %d, %d},' % (title, name, valid.sum(), a[valid].sum(), len(q), q.sum()))


S2 = """<?xml version="1.0" encoding="UTF-8"?>
<n1:Level-2A_User_Product xmlns:n1="https://psd-14.sentinel2.eo.esa.int/PSD/User_Product_Level-2A.xsd"><n1:General_Info><Product_Info>
<PRODUCT_START_TIME>{date}T11:07:51.024Z</PRODUCT_START_TIME><PRODUCT_URI>{uri}.SAFE</PRODUCT_URI>
<PROCESSING_LEVEL>Level-{level}</PROCESSING_LEVEL><PROCESSING_BASELINE>04.00</PROCESSING_BASELINE></Product_Info>
<Product_Image_Characteristics><Special_Values><SPECIAL_VALUE_TEXT>NODATA</SPECIAL_VALUE_TEXT><SPECIAL_VALUE_INDEX>0</SPECIAL_VALUE_INDEX></Special_Values>
<QUANTIFICATION_VALUES_LIST><{q}QUANTIFICATION_VALUE unit="none">10000</{q}QUANTIFICATION_VALUE></QUANTIFICATION_VALUES_LIST>
<{o}_ADD_OFFSET_VALUES_LIST>{offsets}</{o}_ADD_OFFSET_VALUES_LIST>
</Product_Image_Characteristics></n1:General_Info>
<n1:Quality_Indicators_Info><Cloud_Coverage_Assessment>{cloud}</Cloud_Coverage_Assessment></n1:Quality_Indicators_Info></n1:Level-2A_User_Product>
"""


def sentinel2(day, level, cloud, metres):
    date = "2022-10-%02d" % day
    uri = "S2A_MSIL%s_%sT110751_N0400_R023_T30TXM_%sT164454" % (level, date.replace("-", ""), date.replace("-", ""))
    root = uri + ".SAFE"
    shutil.rmtree(root, ignore_errors=True)
    stem = "/T30TXM_%sT110751_" % date.replace("-", "")
    img = root + "/GRANULE/L%s_T30TXM_A035569_%sT110751/IMG_DATA" % (level, date.replace("-", ""))
    files = {}
    wedge = np.add.outer(np.arange(12), np.arange(12)) < (8 if day == 15 else 0)
    for band, m in metres.items():
        n = 120 // m
        a = rng.integers(1100, 4000, (n, n))
        a[wedge[::m // 10, ::m // 10]] = 0
        if level == "2A":
            files[band] = img + "/R%dm" % m + stem + "%s_%dm.tif" % (band, m)
        else:
            files[band] = img + stem + band + ".tif"
        write(files[band], a, m, gdal.GDT_UInt16)
    if level == "2A":
        scl = rng.choice([3, 4, 5, 6, 8, 9, 11], (6, 6))
        scl[wedge[::2, ::2]] = 0
        files["SCL"] = img + "/R20m" + stem + "SCL_20m.tif"
        write(files["SCL"], scl, 20, gdal.GDT_Byte)
        write(img + "/R60m" + stem + "B02_60m.tif", np.full((2, 2), 7), 60, gdal.GDT_UInt16)  # a coarser copy
    o = "BOA" if level == "2A" else "RADIO"
    offsets = "".join('<%s_ADD_OFFSET band_id="%d">-1000</%s_ADD_OFFSET>' % (o, i, o) for i in range(13))
    with open(root + "/MTD_MSIL%s.xml" % level, "w") as f:
        f.write(S2.format(date=date, uri=uri, level=level, cloud=cloud, q="BOA_" if level == "2A" else "", o=o, offsets=offsets))
    return uri, files


def stac(uri, date, files, cloud):
    assets = {}
    for band, name in files.items():
        a = {"href": "./" + name, "type": "image/tiff; application=geotiff", "roles": ["data"]}
        if band != "SCL":
            a["bands"] = [{"name": band}]
            a["nodata"], a["raster:scale"], a["raster:offset"] = 0, 1e-4, -0.1
        assets[band.lower()] = a
    return {"type": "Feature", "stac_version": "1.1.0", "id": uri, "geometry": None, "properties": {
        "datetime": date + "T11:07:51.024Z", "constellation": "sentinel-2", "s2:product_type": "S2MSI2A", "s2:processing_baseline": "04.00",
        "grid:code": "MGRS-30TXM", "eo:cloud_cover": cloud}, "links": [], "assets": assets}


items = []
for day, cloud in ((5, 12.5), (15, 40)):
    uri, files = sentinel2(day, "2A", cloud, {"B01": 60, "B02": 10, "B04": 10, "B05": 20})
    items.append(stac(uri, "2022-10-%02d" % day, files, cloud))
    scl = fine(read(files["SCL"]), (12, 12))
    count("S2A_MSIL2A_202210%02d" % day, {b: fine(read(files[b]), (12, 12)) for b in files if b != "SCL"}, 0, np.isin(scl, [4, 5, 6, 7, 11]))
with open("item.json", "w") as f:
    json.dump(items[1], f, indent=1)
with open("items.json", "w") as f:
    json.dump({"type": "FeatureCollection", "features": items}, f)

uri, files = sentinel2(15, "1C", 40, {"B02": 10, "B04": 10, "B10": 60})

ID = "LC08_L2SP_047027_20201204_20210313_02_T1"
shutil.rmtree(ID, ignore_errors=True)
fill = np.arange(100).reshape(10, 10) % 10 < 2
landsat = {}
for band in ("B2", "B3"):
    a = rng.integers(7000, 20000, (10, 10))
    a[fill] = 0
    write(ID + "/%s_SR_%s.TIF" % (ID, band), a, 30, gdal.GDT_UInt16)
    landsat[band] = a
write(ID + "/%s_ST_B10.TIF" % ID, rng.integers(30000, 45000, (10, 10)), 30, gdal.GDT_UInt16)
# 21824: clear; 22280: cloud; 23888: cloud shadow; 54596: cirrus; 21826: dilated cloud; 1: fill (LSDS-1619, table 6-3)
qa = rng.choice([21824, 21952, 22280, 23888, 54596, 21826], (10, 10))
qa[fill] = 1
write(ID + "/%s_QA_PIXEL.TIF" % ID, qa, 30, gdal.GDT_UInt16)
lines = ["GROUP = LANDSAT_METADATA_FILE", "GROUP = PRODUCT_CONTENTS", 'LANDSAT_PRODUCT_ID = "%s"' % ID, 'PROCESSING_LEVEL = "L2SP"',
         'FILE_NAME_BAND_2 = "%s_SR_B2.TIF"' % ID, 'FILE_NAME_BAND_3 = "%s_SR_B3.TIF"' % ID, 'FILE_NAME_BAND_ST_B10 = "%s_ST_B10.TIF"' % ID,
         'FILE_NAME_QUALITY_L1_PIXEL = "%s_QA_PIXEL.TIF"' % ID, "END_GROUP = PRODUCT_CONTENTS", "GROUP = IMAGE_ATTRIBUTES",
         'SPACECRAFT_ID = "LANDSAT_8"', 'SENSOR_ID = "OLI_TIRS"', "WRS_PATH = 47", "WRS_ROW = 27", "DATE_ACQUIRED = 2020-12-04",
         'SCENE_CENTER_TIME = "19:02:11.1944860Z"', "CLOUD_COVER = 1.55", "END_GROUP = IMAGE_ATTRIBUTES",
         "GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS"]
for b in (2, 3):
    lines += ["REFLECTANCE_MULT_BAND_%d = 2.75e-05" % b, "REFLECTANCE_ADD_BAND_%d = -0.2" % b]
lines += ["END_GROUP = LEVEL2_SURFACE_REFLECTANCE_PARAMETERS", "END_GROUP = LANDSAT_METADATA_FILE", "END", ""]
with open(ID + "/%s_MTL.txt" % ID, "w") as f:
    f.write("\n".join(lines))
bit = lambda n: qa >> n & 1 == 0
count(ID, landsat, 0, bit(0) & bit(1) & bit(2) & bit(3) & bit(4))

HLS = "HLS.S30.T30TXM.2022288T110751.v2.0"
shutil.rmtree("hls", ignore_errors=True)
hls = {}
for band in ("B02", "B8A"):
    a = rng.integers(-100, 5000, (8, 8))
    a[0] = -9999
    write("hls/%s.%s.tif" % (HLS, band), a, 30, gdal.GDT_Int16, -9999)
    hls[band] = a
fmask = rng.choice([64, 66, 68, 72, 96, 224], (8, 8))
write("hls/%s.Fmask.tif" % HLS, fmask, 30, gdal.GDT_Byte, 255)
count(HLS, hls, -9999, fmask & 14 == 0)

PS = "20221015_110751_32_2442"
shutil.rmtree("planet", ignore_errors=True)
a = rng.integers(300, 4000, (4, 9, 9))
a[:, :, 0] = 0
write("planet/%s_3B_AnalyticMS_SR.tif" % PS, a, 3, gdal.GDT_UInt16)
udm = np.zeros((8, 9, 9), int)
udm[0] = rng.integers(0, 2, (9, 9))
udm[5] = 1 - udm[0]
write("planet/%s_3B_udm2.tif" % PS, udm, 3, gdal.GDT_Byte)
with open("planet/%s_metadata.json" % PS, "w") as f:
    json.dump({"type": "Feature", "id": PS, "properties": {"acquired": "2022-10-15T11:07:51.3Z", "cloud_cover": 0.5}}, f)
count(PS, dict(zip(("blue", "green", "red", "nir"), a)), 0, udm[0] == 1)

S1 = "S1A_IW_GRDH_1SDV_20221015T061051_20221015T061116_045426_056E8B_7C1B.SAFE"
shutil.rmtree(S1, ignore_errors=True)
grd = {}
for i, pol in enumerate(("vv", "vh")):
    a = rng.integers(10, 900, (8, 8))
    write(S1 + "/measurement/s1a-iw-grd-%s-20221015t061051-20221015t061116-045426-056e8b-00%d.tiff" % (pol, i + 1), a, 10, gdal.GDT_UInt16)
    grd[pol.upper()] = a
with open(S1 + "/manifest.safe", "w") as f:
    f.write('<xfdu:XFDU xmlns:xfdu="urn:ccsds:schema:xfdu:1" xmlns:safe="http://www.esa.int/safe/sentinel-1.0"><safe:acquisitionPeriod>'
            '<safe:startTime>2022-10-15T06:10:51.5</safe:startTime></safe:acquisitionPeriod></xfdu:XFDU>')
count(S1[:-5], grd, None, np.ones((8, 8), bool))
