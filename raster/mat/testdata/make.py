"""Writes the files of this folder with SciPy. Element (y, x, b) of a cube is
(b * 40 + y * 7 + x) % 120, less 60 for signed types, divided by 4 for floats."""
import numpy as np
from scipy.io import savemat

y, x, b = np.mgrid[0:5, 0:7, 0:3]
base = (b * 40 + y * 7 + x) % 120
for t in ['u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'i8', 'u8', 'f4', 'f8']:
    v = (base - 60 if t[0] == 'i' else base / 4 if t[0] == 'f' else base).astype(t)
    for packed in [False, True]:
        if packed and t not in ('u2', 'f4'):
            continue
        savemat(t + ('-packed' if packed else '') + '.mat',
                {'labels': np.arange(35).reshape(5, 7), 'names': 'text', 'cube': v, 'small': v[:2, :2]}, do_compression=packed)
savemat('images.mat', {'X': np.arange(4 * 6 * 3 * 5).reshape(4, 6, 3, 5).astype('u2'), 'y': np.arange(5)})
savemat('map.mat', {'gt': base[:, :, 0].astype('u1'), 'vector': np.arange(100.0)})
savemat('complex.mat', {'z': base * 1j, 's': {'a': 1}, 'c': np.array(['a', 2], object)})
