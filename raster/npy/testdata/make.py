"""Writes the arrays of this folder with NumPy. Element k in C order is k % 100,
signed types less 50, floats divided by 4; the shape is (4, 5, 3)."""
import io
import numpy as np
from numpy.lib import format

def values(dtype, shape=(4, 5, 3)):
    v = np.arange(np.prod(shape)).reshape(shape) % 100
    dtype = np.dtype(dtype)
    if dtype.kind == 'b':
        return v % 2 == 1
    if dtype.kind in 'if':
        v = v - 50
    if dtype.kind == 'f':
        v = v / 4
    return v.astype(dtype)

for t in ['|b1', '|u1', '|i1', '<u2', '>u2', '<i2', '>i4', '<u4', '<i8', '>u8', '<f2', '>f2', '<f4', '>f4', '<f8']:
    np.save(t[1:] + ('-big' if t[0] == '>' else '') + '.npy', values(t))
np.save('fortran.npy', np.asfortranarray(values('<u2')))
for version in [(2, 0), (3, 0)]:
    with open(f'version{version[0]}.npy', 'wb') as f:
        format.write_array(f, values('|u1'), version=version)
np.save('complex.npy', np.zeros((4, 5), 'c8'))
np.save('line.npy', np.zeros(4))
images, labels = values('|u1', (20, 6, 6)), np.arange(20)
np.savez('plain.npz', labels=labels, images=images, more=values('<u2', (4, 5)))
np.savez_compressed('packed.npz', labels=labels, images=images, more=values('<u2', (4, 5)))
