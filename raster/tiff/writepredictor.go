package tiff

import "encoding/binary"

// difference replaces the samples of a row, size bytes each, by their
// difference from the same band of the pixel to the left: predictor 2.
func difference(row []byte, bands, size int) {
	le := binary.LittleEndian
	back := bands * size
	switch size {
	case 1:
		for i := len(row) - 1; i >= back; i-- {
			row[i] -= row[i-back]
		}
	case 2:
		for i := len(row) - 2; i >= back; i -= 2 {
			le.PutUint16(row[i:], le.Uint16(row[i:])-le.Uint16(row[i-back:]))
		}
	case 4:
		for i := len(row) - 4; i >= back; i -= 4 {
			le.PutUint32(row[i:], le.Uint32(row[i:])-le.Uint32(row[i-back:]))
		}
	}
}

// differencePlanes splits the samples of a row into planes of bytes, the most
// significant first, and takes the difference of each byte from the one that
// stands bands places before: predictor 3. Tmp has the length of row.
func differencePlanes(row, tmp []byte, bands, size int) {
	n := len(row) / size
	for p := range size {
		plane := tmp[p*n : (p+1)*n]
		for i := range plane {
			plane[i] = row[i*size+size-1-p]
		}
	}
	copy(row[:bands], tmp)
	for i := bands; i < len(row); i++ {
		row[i] = tmp[i] - tmp[i-bands]
	}
}
