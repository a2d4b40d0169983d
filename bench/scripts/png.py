#!/usr/bin/python3
# png.py FOLDER OUT N: the first N photos below a folder as RGB PNGs (Pillow's
# default compression), half of them in each of two folders.
import glob
import os
import sys

from PIL import Image

out, n = sys.argv[2], int(sys.argv[3])
photos = sorted(glob.glob(sys.argv[1] + "/**/*.jpg", recursive=True))[:n]
if len(photos) != n:
    sys.exit("only %d photos" % len(photos))
for i, path in enumerate(photos):
    folder = "%s/%d" % (out, i * 2 // n)
    os.makedirs(folder, exist_ok=True)
    Image.open(path).convert("RGB").save("%s/%03d.png" % (folder, i))
