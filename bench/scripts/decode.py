#!/usr/bin/python3
# decode.py FOLDER PROCESSES: Pillow decodes every PNG below a folder and looks
# at nothing.
import glob
import sys
from multiprocessing import Pool

from PIL import Image


def decode(path):
    image = Image.open(path)
    image.load()
    return image.width * image.height


files = sorted(glob.glob(sys.argv[1] + "/**/*.png", recursive=True))
with Pool(int(sys.argv[2])) as pool:
    print("files", len(files), "pixels", sum(pool.imap_unordered(decode, files, chunksize=4)))
