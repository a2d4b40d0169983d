#!/usr/bin/python3
# cut.py FOLDER OUT N: N JPEGs of 32x32 pixels out of the photos in a folder
# (quality 90, Pillow's default subsampling 4:2:0), a thousand in a folder.
import glob
import os
import sys

from PIL import Image

photos = sorted(glob.glob(sys.argv[1] + "/*"))
out, n = sys.argv[2], int(sys.argv[3])
each = -(-n // len(photos))
done = 0
for path in photos:
    photo = Image.open(path).convert("RGB")
    columns, rows = photo.width // 32, photo.height // 32
    for i in range(min(each, n - done)):
        cell = i * columns * rows // each if columns * rows >= each else i % (columns * rows)
        x, y = cell % columns * 32, cell // columns * 32
        folder = "%s/%02d" % (out, done // 1000)
        os.makedirs(folder, exist_ok=True)
        photo.crop((x, y, x + 32, y + 32)).save("%s/%05d.jpg" % (folder, done), quality=90)
        done += 1
if done != n:
    sys.exit("cut only %d of %d" % (done, n))
