package tiff

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
)

// checkPredictor refuses what libtiff refuses too.
func (m *image) checkPredictor() error {
	switch m.predictor {
	case 1:
		return nil
	case 2:
		if m.bits == 8 || m.bits == 16 || m.bits == 32 || m.bits == 64 {
			return nil
		}
	case 3:
		if m.format == formatFloat {
			return nil
		}
	}
	return raster.Unsupported(roomName, m.place, "predictor %d with samples of %d bits, sample format %d", m.predictor, m.bits, m.format)
}

// accumulate undoes predictor 2 in a row of little-endian samples of size
// bytes: each holds the difference to the sample of the same band in the pixel
// before.
func accumulate(row []byte, samples, size int) {
	le := binary.LittleEndian
	switch size {
	case 1:
		for i := samples; i < len(row); i++ {
			row[i] += row[i-samples]
		}
	case 2:
		for i := 2 * samples; i+2 <= len(row); i += 2 {
			le.PutUint16(row[i:], le.Uint16(row[i:])+le.Uint16(row[i-2*samples:]))
		}
	case 4:
		for i := 4 * samples; i+4 <= len(row); i += 4 {
			le.PutUint32(row[i:], le.Uint32(row[i:])+le.Uint32(row[i-4*samples:]))
		}
	case 8:
		for i := 8 * samples; i+8 <= len(row); i += 8 {
			le.PutUint64(row[i:], le.Uint64(row[i:])+le.Uint64(row[i-8*samples:]))
		}
	}
}

// accumulateFloat undoes predictor 3: the row holds the most significant bytes
// of all samples, then the next ones and so on, as differences of bytes. The
// order of bytes in the file plays no part. The result is little-endian. Tmp is
// as long as row.
func accumulateFloat(row, tmp []byte, samples, size int) {
	for i := samples; i < len(row); i++ {
		row[i] += row[i-samples]
	}
	copy(tmp, row)
	n := len(row) / size
	for b := range size {
		plane := tmp[b*n : (b+1)*n]
		for i, v := range plane {
			row[i*size+size-1-b] = v
		}
	}
}
