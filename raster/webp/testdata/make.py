"""Writes small images with Pillow (libwebp), reduced from a photo of
alexeygrigorev/clothing-dataset-small (CC0), and what Pillow reads from them,
band after band. Usage: make.py PHOTO"""
import sys
import numpy as np
from PIL import Image

photo = Image.open(sys.argv[1]).convert('RGB')
alpha = Image.fromarray((np.arange(29 * 37).reshape(29, 37) * 7 % 256).astype('u1'))
for name, size, options in [('lossy', (37, 29), {'quality': 60}), ('even', (38, 30), {'quality': 60}),
                            ('alpha', (37, 29), {'quality': 60}), ('lossless', (17, 9), {'lossless': True})]:
    image = photo.resize(size)
    if name == 'alpha':
        image.putalpha(alpha)
    image.save(name + '.webp', **options)
    np.asarray(Image.open(name + '.webp')).transpose(2, 0, 1).tofile(name + '.raw')
