package jpeg

import (
	"encoding/binary"
	"errors"

	"github.com/bandprep/bandprep/raster"
)

// The markers that mean something here, as the second byte after 0xFF.
const (
	mSOF0  = 0xC0 // baseline sequential
	mSOF1  = 0xC1 // extended sequential
	mSOF2  = 0xC2 // progressive
	mSOF3  = 0xC3 // lossless
	mDHT   = 0xC4
	mSOF9  = 0xC9 // extended sequential, arithmetic
	mSOF10 = 0xCA // progressive, arithmetic
	mDAC   = 0xCC
	mRST0  = 0xD0
	mRST7  = 0xD7
	mSOI   = 0xD8
	mEOI   = 0xD9
	mSOS   = 0xDA
	mDQT   = 0xDB
	mDRI   = 0xDD
	mAPP0  = 0xE0
	mAPP1  = 0xE1
	mAPP14 = 0xEE
	mTEM   = 0x01
)

// errShort says that the bytes at hand end before the structure does.
var errShort = errors.New("ends early")

func broken(place, reason string, args ...any) error {
	return raster.Broken(format, place, reason, args...)
}

func unsupported(place, reason string, args ...any) error {
	return raster.Unsupported(format, place, reason, args...)
}

// markers walks over the segments of a file. Bytes that belong to no segment
// are passed over, as libjpeg does.
type markers struct {
	data []byte
	pos  int
}

// start passes over SOI.
func (m *markers) start() error {
	if len(m.data) < 2 {
		return errShort
	}
	if m.data[0] != 0xFF || m.data[1] != mSOI {
		return broken("", "does not begin with SOI")
	}
	m.pos = 2
	return nil
}

// next returns the next marker and stands behind it.
func (m *markers) next() (byte, error) {
	for m.pos < len(m.data) {
		if m.data[m.pos] != 0xFF {
			m.pos++
			continue
		}
		for m.pos < len(m.data) && m.data[m.pos] == 0xFF {
			m.pos++
		}
		if m.pos == len(m.data) {
			break
		}
		m.pos++
		if b := m.data[m.pos-1]; b != 0 {
			return b, nil
		}
	}
	return 0, errShort
}

// body returns the content of the segment whose marker was read.
func (m *markers) body() ([]byte, error) {
	rest := m.data[min(m.pos, len(m.data)):]
	if len(rest) < 2 {
		return nil, errShort
	}
	n := max(int(binary.BigEndian.Uint16(rest)), 2)
	if n > len(rest) {
		return nil, errShort
	}
	m.pos += n
	return rest[2:n], nil
}

// bare reports whether a marker stands alone, without a segment.
func bare(marker byte) bool {
	return marker >= mRST0 && marker <= mRST7 || marker == mTEM
}
