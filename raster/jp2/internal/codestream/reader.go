package codestream

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
)

// The markers.
const (
	soc = 0xFF4F
	siz = 0xFF51
	cod = 0xFF52
	coc = 0xFF53
	rgn = 0xFF5E
	qcd = 0xFF5C
	qcc = 0xFF5D
	poc = 0xFF5F
	ppm = 0xFF60
	ppt = 0xFF61
	sot = 0xFF90
	sop = 0xFF91
	eph = 0xFF92
	sod = 0xFF93
	eoc = 0xFFD9
	mct = 0xFF74 // arrays of T.801, which change what samples are
	mcc = 0xFF75
	mco = 0xFF77
	nlt = 0xFF76
	cbd = 0xFF78
)

// A segment is the content of a marker segment. Reading beyond its end gives
// zeros and sets short.
type segment struct {
	data  []byte
	short bool
}

func (s *segment) u8() int {
	if len(s.data) < 1 {
		s.short = true
		return 0
	}
	v := s.data[0]
	s.data = s.data[1:]
	return int(v)
}

func (s *segment) u16() int {
	hi := s.u8()
	return hi<<8 | s.u8()
}

func (s *segment) u32() uint32 {
	hi := s.u16()
	return uint32(hi)<<16 | uint32(s.u16())
}

// component reads a component's number, which has two bytes where there are
// more than 256.
func (s *segment) component(n int) int {
	if n > 256 {
		return s.u16()
	}
	return s.u8()
}

// next splits the marker at the start of data from what follows it.
func next(data []byte) (marker int, content, rest []byte, err error) {
	if len(data) < 2 {
		return 0, nil, nil, broken("a header", "ends early")
	}
	marker = int(binary.BigEndian.Uint16(data))
	data = data[2:]
	if marker == sod || marker >= 0xFF30 && marker <= 0xFF3F {
		return marker, nil, data, nil
	}
	if marker < 0xFF00 || len(data) < 2 {
		return 0, nil, nil, broken("a header", "has %#04x where a marker is due", marker)
	}
	n := int(binary.BigEndian.Uint16(data))
	if n < 2 || n > len(data) {
		return 0, nil, nil, broken("a header", "marker %#04x has length %d of %d bytes", marker, n, len(data))
	}
	return marker, data[2:n], data[n:], nil
}

func broken(place, reason string, args ...any) error {
	return raster.Broken(format, place, reason, args...)
}

func unsupported(place, reason string, args ...any) error {
	return raster.Unsupported(format, place, reason, args...)
}
