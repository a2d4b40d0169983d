"""Writes the files of this folder with nibabel 5.0.0: volumes of 5 × 4 × 3 (x, y, z)
whose element (x, y, z) is z * 40 + y * 7 + x, less 60 for signed types, divided by 4
for floats. NAME-be is big endian, NAME-2 is NIfTI-2, NAME-pair.img has a header beside it.
time is 5 × 4 × 3 × 2, element (x, y, z, t) of which has t * 100 more. Slope and intercept
are 2 and -10."""
import numpy as np
import nibabel as nib

x, y, z = np.mgrid[0:5, 0:4, 0:3]
base = z * 40 + y * 7 + x

def values(t):
    return (base - 60 if t[0] == 'i' else base / 4 if t[0] == 'f' else base).astype(t)

def write(name, v, image, order='<', slope=True):
    header = image.header_class(endianness=order)
    header.set_data_dtype(v.dtype)
    img = image(v, np.diag([2, 3, 4, 1.0]), header)
    if slope:
        img.header['scl_slope'], img.header['scl_inter'] = 2, -10
    img.header['descrip'] = b'made by make.py'
    # nibabel would scale what it writes: header and samples are put down as they are.
    head = img.header
    if image in (nib.Nifti1Pair, nib.Nifti2Pair):
        head['magic'] = head.pair_magic
        open(name + '.hdr', 'wb').write(head.binaryblock)
        open(name + '.img', 'wb').write(v.astype(v.dtype.newbyteorder(order)).tobytes('F'))
        return
    offset = head.single_vox_offset
    head['vox_offset'], head['magic'] = offset, head.single_magic
    data = head.binaryblock.ljust(offset, b'\0') + v.astype(v.dtype.newbyteorder(order)).tobytes('F')
    if name.endswith('.gz'):
        import gzip
        data = gzip.compress(data, mtime=0)
    open(name, 'wb').write(data)

for t in ['u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f4', 'f8']:
    write(t + '.nii', values(t), nib.Nifti1Image)
    write(t + '-be.nii', values(t), nib.Nifti1Image, '>')
write('i2-2.nii', values('i2'), nib.Nifti2Image)
write('f4-2-be.nii', values('f4'), nib.Nifti2Image, '>')
write('i2-pair', values('i2'), nib.Nifti1Pair)
write('f8-2-pair-be', values('f8'), nib.Nifti2Pair, '>')
write('i2-packed.nii.gz', values('i2'), nib.Nifti1Image)
write('f4-2-packed.nii.gz', values('f4'), nib.Nifti2Image)
write('time.nii', np.stack([base, base + 100], 3).astype('i2'), nib.Nifti1Image)
write('flat.nii', base[:, :, 0].astype('u1'), nib.Nifti1Image)
write('complex.nii', values('f4').astype('c8'), nib.Nifti1Image, slope=False)
rgb = np.zeros(base.shape, dtype=[('R', 'u1'), ('G', 'u1'), ('B', 'u1')])
rgb['R'], rgb['G'], rgb['B'] = base, base + 1, base + 2
write('rgb.nii', rgb, nib.Nifti1Image, slope=False)
rgba = np.zeros(base.shape, dtype=[('R', 'u1'), ('G', 'u1'), ('B', 'u1'), ('A', 'u1')])
rgba['R'], rgba['G'], rgba['B'], rgba['A'] = base, base + 1, base + 2, 255
write('rgba.nii', rgba, nib.Nifti1Image, slope=False)

for name in ['i2.nii', 'u8-be.nii', 'f4-2-be.nii', 'i2-packed.nii.gz', 'f8-2-pair-be.img', 'time.nii']:  # nibabel reads what was meant
    img = nib.load(name)
    t = img.dataobj.get_unscaled()
    want = base - 60 if t.dtype.kind == 'i' else base / 4 if t.dtype.kind == 'f' else base
    assert name == 'time.nii' and (t[..., 1] == base + 100).all() or name != 'time.nii' and (t == want).all(), name
    assert (np.asanyarray(img.dataobj) == t * 2.0 - 10).all(), name
