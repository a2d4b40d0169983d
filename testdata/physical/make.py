"""Makes the images of this folder, whose samples stand for other values, and
expected.json: what pydicom and numpy make of them.

usage: /usr/bin/python3 make.py
Made with numpy 1.24.2, pydicom 2.3.1 and GDAL 3.6.2 (its Python module).
"""
import json
import os

import numpy as np
import pydicom
from osgeo import gdal
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixel_data_handlers.util import apply_modality_lut
from pydicom.uid import ExplicitVRLittleEndian

here = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(15)


def statistics(values):
    """Of values[..., band], NaN where there is no data; divisor n."""
    v = values.reshape(-1, values.shape[-1])
    return {"mean": np.nanmean(v, 0).tolist(), "std": np.nanstd(v, 0).tolist(),
            "minimum": np.nanmin(v, 0).tolist(), "maximum": np.nanmax(v, 0).tolist(), "valid": np.sum(~np.isnan(v), 0).tolist()}


def ct():
    """Four slices of four series: slope, intercept, sign, window and photometric
    interpretation differ."""
    os.makedirs(os.path.join(here, "ct"), exist_ok=True)
    pooled = []
    series = [(1, -1024, 0, 40, "MONOCHROME2"), (1, -1024, 0, 40, "MONOCHROME2"), (0.5, -1000, 0, -600, "MONOCHROME2"), (1, 0, 1, 40, "MONOCHROME1")]
    for i, (slope, intercept, signed, center, photometric) in enumerate(series):
        a = random.integers(0, 3000, (20, 24)).astype("<i2" if signed else "<u2")
        if signed:
            a -= 1000
        d = Dataset()
        d.file_meta = FileMetaDataset()
        d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        d.is_little_endian, d.is_implicit_VR = True, False
        d.SOPClassUID, d.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.3.4.%d" % i
        d.file_meta.MediaStorageSOPClassUID, d.file_meta.MediaStorageSOPInstanceUID = d.SOPClassUID, d.SOPInstanceUID
        d.Modality, d.PatientID = "CT", "p%d" % i
        d.StudyInstanceUID, d.SeriesInstanceUID = "1.2.3.%d" % i, "1.2.3.3.%d" % i
        d.Rows, d.Columns = a.shape
        d.SamplesPerPixel, d.PhotometricInterpretation = 1, photometric
        d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 16 if signed else 12, 15 if signed else 11, signed
        d.RescaleSlope, d.RescaleIntercept, d.WindowCenter, d.WindowWidth = slope, intercept, center, 400
        d.PixelData = a.tobytes()
        name = os.path.join(here, "ct", "%d.dcm" % i)
        d.save_as(name, write_like_original=False)
        d = pydicom.dcmread(name)
        pooled.append(apply_modality_lut(d.pixel_array, d).astype(np.float64).ravel())
    v = np.concatenate(pooled)[:, None]
    return {"ct": statistics(v), "ct window": statistics(np.clip(v, -160, 240))}


def reflectance():
    """Two scenes of three bands with a scale and an offset of their own each, and
    nodata."""
    os.makedirs(os.path.join(here, "reflectance"), exist_ok=True)
    stored, physical = [], []
    for k in range(2):
        a = random.integers(1, 12000, (3, 30, 40)).astype(np.uint16)
        a[:, :4, :9] = 0
        d = gdal.GetDriverByName("GTiff").Create(os.path.join(here, "reflectance", "s%d.tif" % k), 40, 30, 3, gdal.GDT_UInt16, ["COMPRESS=DEFLATE"])
        v = a.astype(np.float64)
        v[a == 0] = np.nan
        stored.append(v.copy())
        for b in range(3):
            band = d.GetRasterBand(b + 1)
            band.WriteArray(a[b])
            band.SetNoDataValue(0)
            band.SetScale(0.0001 * (b + 1))
            band.SetOffset(-0.1 * b)
            v[b] = v[b] * 0.0001 * (b + 1) - 0.1 * b
        d = None
        physical.append(v)
    return {"stored": statistics(np.moveaxis(np.stack(stored), 1, -1)), "reflectance": statistics(np.moveaxis(np.stack(physical), 1, -1))}


with open(os.path.join(here, "expected.json"), "w") as f:
    json.dump({**ct(), **reflectance()}, f, indent=1)
    f.write("\n")
