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

// accumulateGo undoes predictor 2 in a row src of little-endian samples of size
// bytes, and writes it to dst, which is as long: each sample holds the
// difference to the one of the same band in the pixel before. The first done
// pixels are there already.
func accumulateGo(dst, src []byte, samples, size, done int) {
	le := binary.LittleEndian
	step := samples * size
	if done == 0 {
		copy(dst, src[:min(step, len(src))])
		done = 1
	}
	at := done * step
	switch size {
	case 1:
		for i := at; i < len(src); i++ {
			dst[i] = src[i] + dst[i-step]
		}
	case 2:
		for i := at; i+2 <= len(src); i += 2 {
			le.PutUint16(dst[i:], le.Uint16(src[i:])+le.Uint16(dst[i-step:]))
		}
	case 4:
		for i := at; i+4 <= len(src); i += 4 {
			le.PutUint32(dst[i:], le.Uint32(src[i:])+le.Uint32(dst[i-step:]))
		}
	case 8:
		for i := at; i+8 <= len(src); i += 8 {
			le.PutUint64(dst[i:], le.Uint64(src[i:])+le.Uint64(dst[i-step:]))
		}
	}
}

// accumulateFloat undoes predictor 3: the row holds the most significant bytes
// of all samples, then the next ones and so on, as differences of bytes. The
// order of bytes in the file plays no part. The result is little-endian. Tmp is
// as long as row.
func accumulateFloat(row, tmp []byte, samples, size int) {
	accumulate(tmp, row, samples, 1)
	merge(row, tmp, size)
}

// mergeGo makes little-endian numbers of size bytes out of planes of bytes, the
// most significant ones first. The first done numbers are there already.
func mergeGo(dst, src []byte, size, done int) {
	n := len(src) / size
	for b := range size {
		plane := src[b*n : (b+1)*n]
		at := done*size + size - 1 - b
		for _, v := range plane[done:] {
			dst[at] = v
			at += size
		}
	}
}
