#!/usr/bin/env python3
"""Makes small LERC blobs with Esri's library, and what it reads from them.

Needs libLerc 4.0 (Debian: liblerc4), numpy and, for LERC1, GDAL. Writes blobs.bin
and expected.json: place in it, size, SHA-256 of the little-endian samples (band after band,
pixel after pixel; 0 where a pixel is invalid) and of the flags, one byte each.
"""
import ctypes, hashlib, itertools, json, os, tempfile
import numpy as np
from osgeo import gdal

lerc = ctypes.CDLL('libLerc.so.4')
here = os.path.dirname(os.path.abspath(__file__))
types = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64']


def pointer(a):
    return a.ctypes.data_as(ctypes.c_void_p) if a is not None else None


def encode(data, mask, version, error):
    bands, rows, cols, depth = data.shape
    masks = 0 if mask is None else mask.shape[0]
    out = np.zeros(data.nbytes * 2 + 100000, np.uint8)
    written = ctypes.c_uint(0)
    status = lerc.lerc_encodeForVersion(
        pointer(data), version, types.index(data.dtype.name), depth, cols, rows, bands, masks, pointer(mask),
        ctypes.c_double(error), pointer(out), ctypes.c_uint(out.size), ctypes.byref(written))
    return None if status else out[:written.value].tobytes()


def decode(blob, dtype, depth, cols, rows, bands):
    data = np.zeros((bands, rows, cols, depth), dtype)
    info = np.zeros(11, np.uint32)
    b = np.frombuffer(blob, np.uint8)
    assert lerc.lerc_getBlobInfo(pointer(b), len(blob), pointer(info), None, 11, 0) == 0
    masks = int(info[8])
    mask = np.ones((max(masks, 1), rows, cols), np.uint8)
    uses, values = np.zeros(bands, np.uint8), np.zeros(bands, np.float64)
    assert lerc.lerc_decode_4D(pointer(b), len(blob), masks, pointer(mask) if masks else None, depth, cols, rows, bands,
                               types.index(dtype), pointer(data), pointer(uses), pointer(values)) == 0
    mask = np.broadcast_to(mask, (bands, rows, cols)).copy()
    data[mask == 0] = 0
    return data, mask


def encode_with_nodata(data, value):
    """A blob whose valid pixels hold nodata samples: version 6, several samples per pixel."""
    bands, rows, cols, depth = data.shape
    out = np.zeros(data.nbytes * 2 + 100000, np.uint8)
    written = ctypes.c_uint(0)
    uses, values = np.ones(bands, np.uint8), np.full(bands, value, np.float64)
    assert lerc.lerc_encode_4D(
        pointer(data), types.index(data.dtype.name), depth, cols, rows, bands, 0, None, ctypes.c_double(0.01), pointer(out),
        ctypes.c_uint(out.size), ctypes.byref(written), pointer(uses), pointer(values)) == 0
    return out[:written.value].tobytes()


def encode_lerc1(data, error):
    """A LERC1 tile as GDAL's MRF driver writes it; nodata is 0."""
    rows, cols = data.shape
    with tempfile.TemporaryDirectory() as folder:
        memory = gdal.GetDriverByName('MEM').Create('', cols, rows, 1, gdal.GDT_Float32)
        memory.GetRasterBand(1).WriteArray(data)
        memory.GetRasterBand(1).SetNoDataValue(0)
        gdal.GetDriverByName('MRF').CreateCopy(folder + '/t.mrf', memory, options=[
            'COMPRESS=LERC', 'BLOCKSIZE=64', f'OPTIONS=V1=ON LERC_PREC={error}'])
        return open(folder + '/t.lrc', 'rb').read()


def image(rng, kind, dtype, bands, rows, cols, depth):
    y, x = np.mgrid[0:rows, 0:cols]
    low, high = (-1000, 1000) if dtype.startswith('f') else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    d = np.arange(depth)
    wave = 0.5 + 0.3 * np.sin(x[..., None] / 9 + d) * np.cos(y[..., None] / 7)
    wave = np.broadcast_to(wave, (bands, rows, cols, depth))
    if kind == 'noise':
        v = rng.random((bands, rows, cols, depth))
    elif kind == 'smooth':
        v = wave + 0.01 * rng.random((bands, rows, cols, depth))
    elif kind == 'small':
        v = np.floor(wave * 9) / 255
    elif kind == 'plane':
        v = np.broadcast_to((x[..., None] + 2 * y[..., None] + d) / 256, (bands, rows, cols, depth))
    elif kind == 'rare':  # few values, one of them much more often: long codes
        v = np.floor(rng.exponential(0.02, (bands, rows, cols, depth)) * 255) / 255
    elif kind == 'steps':
        v = np.floor(wave * 4) / 4
    else:
        v = np.full((bands, rows, cols, depth), 0.25)
        if kind == 'spot':
            v[:, rows // 2:, :, :] = rng.random((bands, rows - rows // 2, cols, depth))
    v = low + v * (float(high) - low)
    return np.ascontiguousarray(np.clip(v, low, high).astype(dtype) if dtype.startswith('f') else np.floor(v).clip(low, high).astype(dtype))


def main():
    rng = np.random.default_rng(1)
    blobs, expected, kinds = bytearray(), {}, ['noise', 'smooth', 'small', 'steps', 'constant', 'spot']
    def add(name, blob, *shape):
        expected[name] = expect(blob, *shape) | dict(offset=len(blobs), bytes=len(blob))
        blobs.extend(blob)

    for n, (dtype, version) in enumerate(itertools.product(types, [2, 3, 4, 5, 6])):
        for m in range(3):
            kind = kinds[(n + 2 * m + n // 5) % len(kinds)]
            rows, cols = int(rng.integers(5, 24)), int(rng.integers(5, 24))
            bands = 1 + (n + m) % 3 // 2 * 2
            depth = 3 if version >= 4 and (n + m) % 4 == 3 else 1
            error = [0, 0, 1.5][m] if dtype.startswith('f') else [0, 0.5, 2][m]
            data = image(rng, kind, dtype, bands, rows, cols, depth)
            mask = None
            if (n + m) % 3 == 1:
                mask = (rng.random((bands if n % 2 else 1, rows, cols)) < 0.7).astype(np.uint8)
            blob = encode(data, mask, version, error)
            if blob is None:
                continue
            name = f'{dtype}-v{version}-{kind}-{m}'
            add(name, blob, dtype, depth, cols, rows, bands)
    for n, (kind, dtype) in enumerate(itertools.product(['plane', 'rare', 'smooth', 'noise', 'constant'], ['uint8', 'int8', 'float32', 'float64'])):
        for depth in 1, 2:
            rows, cols = (40, 60) if kind == 'rare' else (17, 30)
            data = image(rng, kind, dtype, 1, rows, cols, depth)
            if kind == 'plane' and dtype.startswith('f'):
                data = np.round(data)
            mask = None if n % 2 else (rng.random((1, rows, cols)) < 0.9).astype(np.uint8)
            add(f'{dtype}-{kind}-{depth}', encode(data, mask, 6, 0), dtype, depth, cols, rows, 1)
    for dtype in 'uint8', 'float32':
        data = image(rng, 'noise', dtype, 2, 20, 20, 1)
        add(f'{dtype}-invalid', encode(data, np.zeros((1, 20, 20), np.uint8), 4, 0), dtype, 1, 20, 20, 2)
    data = image(rng, 'smooth', 'float32', 1, 20, 30, 3)
    data[rng.random(data.shape) < 0.2] = -9999
    add('float32-nodata', encode_with_nodata(data, -9999), 'float32', 3, 30, 20, 1)
    for error, kind in itertools.product([0.0001, 0.5, 20], ['smooth', 'steps', 'noise', 'spot']):
        data = image(rng, kind, 'float32', 1, 50, 45, 1)[0, :, :, 0]
        if kind != 'noise':
            data[rng.random(data.shape) < 0.1] = 0
            data[:10, :17] = 0
        add(f'lerc1-{kind}-{error}', encode_lerc1(data, error), 'float32', 1, 64, 64, 1)
    open(os.path.join(here, 'blobs.bin'), 'wb').write(blobs)
    json.dump(expected, open(os.path.join(here, 'expected.json'), 'w'), indent=0)


def expect(blob, dtype, depth, cols, rows, bands):
    data, mask = decode(blob, dtype, depth, cols, rows, bands)
    return dict(type=dtype, bands=bands, height=rows, width=cols, depth=depth,
                data=hashlib.sha256(data.tobytes()).hexdigest(), valid=hashlib.sha256(mask.tobytes()).hexdigest())


if __name__ == '__main__':
    main()
