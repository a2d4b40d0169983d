package tiff

import "github.com/bandprep/bandprep/raster"

// subsampling reads how many pixels share a colour difference where a block
// holds it once for all of them. In JPEG blocks that is the codec's affair.
func (l *layout) subsampling(d *directory) error {
	l.subX, l.subY = 1, 1
	if l.photometric != isYCbCr || l.compression == compressJPEG || l.compression == compressOldJPEG {
		return nil
	}
	c, err := d.column(tagYCbCrSubSampling)
	if err != nil {
		return err
	}
	x, y := int64(2), int64(2)
	if c.len() >= 2 {
		x, y = c.at(0), c.at(1)
	}
	if x == 1 && y == 1 {
		return nil
	}
	valid := (x == 1 || x == 2 || x == 4) && (y == 1 || y == 2 || y == 4) && y <= max(x, 2)
	if !valid || l.separate || l.samples != 3 || l.bits != 8 {
		return raster.Unsupported(roomName, d.place, "YCbCr of %d samples of %d bits with colours subsampled by %d×%d", l.samples, l.bits, x, y)
	}
	l.subX, l.subY = int(x), int(y)
	return nil
}

// unpackedBytes is the size of the first rows of a block as its codec
// delivers them.
func (l *layout) unpackedBytes(rows int) int {
	if l.subX*l.subY == 1 {
		return rows * int(l.rowBytes())
	}
	return (rows + l.subY - 1) / l.subY * l.unitRowBytes()
}

// unitRowBytes is the size of a row of data units: subX·subY samples of luma
// and the two colour differences that they share.
func (l *layout) unitRowBytes() int {
	return (l.blockW + l.subX - 1) / l.subX * (l.subX*l.subY + 2)
}

// expandUnits turns data units into rows of three samples per pixel.
func (l *layout) expandUnits(out, in []byte, rows int) {
	rowBytes := int(l.rowBytes())
	luma := l.subX * l.subY
	for y := range rows {
		row := out[y*rowBytes : (y+1)*rowBytes]
		units := in[y/l.subY*l.unitRowBytes():]
		first := y % l.subY * l.subX
		for x := range l.blockW {
			u := units[x/l.subX*(luma+2):]
			row[3*x], row[3*x+1], row[3*x+2] = u[first+x%l.subX], u[luma], u[luma+1]
		}
	}
}
