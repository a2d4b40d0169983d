"""Writes the files of this folder: small images cut from a photo of
alexeygrigorev/clothing-dataset-small (CC0), in every transfer syntax that dcmtk 3.6.7 and
gdcm 3.0.21 write. Usage: make.py PHOTO. Native files are written here, byte by
byte; expected.json holds numpy's sums of them. NAME-SYNTAX.dcm is NAME.dcm in
another transfer syntax; of lossy ones, NAME-SYNTAX.out.dcm is what dcmdjpeg
makes of them."""
import json
import struct
import subprocess
import sys
import numpy as np
from PIL import Image

def element(group, number, vr, value):
    if isinstance(value, str):
        value = value.encode()
        value += (b'\0' if vr == 'UI' else b' ') * (len(value) % 2)
    elif vr == 'US' and isinstance(value, int):
        value = struct.pack('<H', value)
    value += b'\0' * (len(value) % 2)
    head = struct.pack('<HH', group, number) + vr.encode()
    if vr in ('OB', 'OW', 'SQ', 'UN'):
        return head + b'\0\0' + struct.pack('<I', len(value)) + value
    return head + struct.pack('<H', len(value)) + value

expected = {}

def write(name, pixels, photometric='MONOCHROME2', stored=None, signed=0, frames=1, planar=0, samples=1, more=b'', raw=None):
    """pixels: frames × rows × columns × samples, as the file should deliver them."""
    size = pixels.dtype.itemsize
    allocated, raw_bytes = 8 * size, raw
    stored = stored or allocated
    data = pixels.astype(pixels.dtype.newbyteorder('<'))
    if stored < allocated and signed:  # high bits as an overlay might use them
        data = (data.astype('i4') & (1 << stored) - 1).astype(f'<u{size}')
    if planar:
        data = data.transpose(0, 3, 1, 2)
    rows, columns = pixels.shape[1:3]
    meta = element(2, 1, 'OB', b'\0\1') + element(2, 2, 'UI', '1.2.840.10008.5.1.4.1.1.7') + \
        element(2, 3, 'UI', '1.2.826.0.1.3680043.2.1143.1.1') + element(2, 16, 'UI', '1.2.840.10008.1.2.1') + \
        element(2, 18, 'UI', '1.2.826.0.1.3680043.2.1143.107')
    body = element(8, 0x16, 'UI', '1.2.840.10008.5.1.4.1.1.7') + element(8, 0x18, 'UI', '1.2.826.0.1.3680043.2.1143.1.1') + \
        element(8, 0x60, 'CS', 'OT') + element(0x10, 0x10, 'PN', 'Nobody') + element(0x10, 0x20, 'LO', 'P-17') + \
        element(0x20, 0xd, 'UI', '1.2.3') + element(0x20, 0xe, 'UI', '1.2.3.4') + element(0x28, 2, 'US', samples) + element(0x28, 4, 'CS', photometric)
    if samples > 1:
        body += element(0x28, 6, 'US', planar)
    if frames > 1:
        body += element(0x28, 8, 'IS', str(frames))
    if raw is not None:
        allocated, stored = 1, 1
    body += element(0x28, 0x10, 'US', rows) + element(0x28, 0x11, 'US', columns) + element(0x28, 0x100, 'US', allocated) + \
        element(0x28, 0x101, 'US', stored) + element(0x28, 0x102, 'US', stored - 1) + element(0x28, 0x103, 'US', signed) + more + \
        element(0x7fe0, 0x10, 'OB' if allocated == 8 else 'OW', raw_bytes if raw is not None else data.tobytes())
    open(name + '.dcm', 'wb').write(b'\0' * 128 + b'DICM' + element(2, 0, 'UL', struct.pack('<I', len(meta))) + meta + body)
    expected[name] = [[{'min': int(p.min()), 'max': int(p.max()), 'sum': int(p.sum(dtype='i8')), 'weighted': int((p.ravel().astype('i8') * np.arange(p.size)).sum())}
                       for p in frame.transpose(2, 0, 1)] for frame in pixels]

photo = Image.open(sys.argv[1]).convert('RGB').crop((100, 100, 388, 340)).resize((49, 38))
rgb = np.asarray(photo)[None]
grey = np.asarray(photo.convert('L'))[None, :, :, None]
noise = np.random.default_rng(1).integers(0, 16, grey.shape)
twelve = (grey.astype('u2') * 16 + noise).astype('u2')
rescale = element(0x28, 0x1052, 'DS', '-1024') + element(0x28, 0x1053, 'DS', '0.5')

write('g8', grey)
write('g12', twelve, stored=12)
write('g16', (twelve * 16 + noise[:, ::-1]).astype('u2'), photometric='MONOCHROME1')
write('s16', (twelve.astype('i4') * 16 - 30000).astype('i2'), signed=1, more=element(0x28, 0x120, 'SS', struct.pack('<h', -2000)) + rescale)
write('s12', (twelve.astype('i4') - 2048).astype('i2'), signed=1, stored=12, more=rescale)
write('rgb', rgb, photometric='RGB', samples=3)
write('planes', rgb, photometric='RGB', samples=3, planar=1)
write('frames', np.concatenate([grey, 255 - grey, grey // 2]), frames=3)
bits = (np.concatenate([grey, 255 - grey]) > 100).astype('u1')
write('bits', bits, frames=2, raw=np.packbits(bits.ravel(), bitorder='little').tobytes())
ramp = np.arange(256)
descriptor = struct.pack('<HHH', 256, 0, 16)
tables = [(ramp * 257).astype('<u2'), (ramp[::-1] * 257).astype('<u2'), (ramp * 100).astype('<u2')]
write('palette', grey, photometric='PALETTE COLOR', more=b''.join(element(0x28, 0x1101 + i, 'US', descriptor) for i in range(3)) +
      b''.join(element(0x28, 0x1201 + i, 'OW', t.tobytes()) for i, t in enumerate(tables)))
expected['palette'] = [[{'min': int(t[grey].min()), 'max': int(t[grey].max()), 'sum': int(t[grey].sum(dtype='i8')),
                         'weighted': int((t[grey].ravel().astype('i8') * np.arange(grey.size)).sum())} for t in tables]]
json.dump(expected, open('expected.json', 'w'), indent=1)

def run(*command):
    print(*command)
    subprocess.run(command, check=True)

for name in ['g8', 'g12', 's16', 'rgb']:
    for option, syntax in [('+ti', 'implicit'), ('+tb', 'big'), ('+td', 'deflated')]:
        run('dcmconv', option, name + '.dcm', f'{name}-{syntax}.dcm')
for name in ['g8', 'g12', 's16', 's12', 'rgb', 'frames']:
    run('dcmcrle', name + '.dcm', name + '-rle.dcm')
    run('dcmcjpeg', '+e1', name + '.dcm', name + '-sv1.dcm')
for predictor in range(1, 8):
    run('dcmcjpeg', '+el', '+sv', str(predictor), 'g16.dcm', f'g16-predictor{predictor}.dcm')
for name in ['g8', 'g12', 'g16', 's16', 'rgb', 'frames']:
    run('dcmcjpls', '+el', name + '.dcm', name + '-ls.dcm')
    run('gdcmconv', '--j2k', name + '.dcm', name + '-j2k.dcm')
for mode, option in [('line', '+il'), ('sample', '+is'), ('none', '+in')]:
    run('dcmcjpls', '+el', option, 'rgb.dcm', f'rgb-ls{mode}.dcm')
run('dcmcjpls', '+en', '+md', '2', 'g8.dcm', 'g8-near.dcm')
run('dcmdjpls', 'g8-near.dcm', 'g8-near.out.dcm')
for name, option, syntax in [('g8', '+eb', 'baseline'), ('frames', '+eb', 'baseline'), ('rgb', '+eb', 'baseline'), ('g8', '+ee', 'extended'), ('g12', '+ee', 'extended')]:
    run('dcmcjpeg', option, name + '.dcm', f'{name}-{syntax}.dcm')
    run('dcmdjpeg', f'{name}-{syntax}.dcm', f'{name}-{syntax}.out.dcm')
# Frames of several fragments, with and without an offset table.
run('dcmcjpeg', '+e1', '+fs', '1', '+ot', 'frames.dcm', 'frames-parts.dcm')
run('dcmcjpeg', '+e1', '+fs', '1', '-ot', 'frames.dcm', 'frames-notable.dcm')
# Luma and chroma, not compressed.
run('dcmdjpeg', '+cn', 'rgb-baseline.dcm', 'rgb-ybr.dcm')
run('dcmdjpeg', '+ca', 'rgb-baseline.dcm', 'rgb-ybr.out.dcm')
