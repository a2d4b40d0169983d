package dicom

import (
	"encoding/binary"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// segmented is a table of a palette in the form of segments (PS3.3, C.7.9.2).
// Numbers have the size of an entry.
type segmented struct {
	order binary.ByteOrder
	size  int // of a number, 1 or 2 bytes
	data  []byte
	table []uint16
	n     int // entries filled so far
}

// The kinds of segments.
const (
	discrete = iota // the entries
	linear          // the last of entries that lie on a line from the one before
	indirect        // segments that stand elsewhere
)

// expand fills the table.
func (s *segmented) expand() error {
	for at := 0; at+2*s.size <= len(s.data); {
		// One byte more may be there to make the length even.
		next, err := s.segment(at, true)
		if err != nil {
			return err
		}
		at = next
	}
	if s.n < len(s.table) {
		return raster.Broken(format, "palette", "segments give %d of %d entries", s.n, len(s.table))
	}
	return nil
}

// segment expands the segment at a byte and returns where the next one begins.
func (s *segmented) segment(at int, mayRefer bool) (next int, err error) {
	if at+2*s.size > len(s.data) {
		return 0, raster.Broken(format, "palette", "segments end early")
	}
	kind, length := s.number(at), s.number(at+s.size)
	at += 2 * s.size
	count := map[int]int{discrete: length, linear: 1, indirect: 4 / s.size}[kind]
	end := at + count*s.size
	switch {
	case kind > indirect || kind == indirect && !mayRefer:
		return 0, raster.Broken(format, "palette", "segment of kind %d", kind)
	case length == 0:
		return 0, raster.Broken(format, "palette", "empty segment")
	case end > len(s.data):
		return 0, raster.Broken(format, "palette", "segments end early")
	case kind == indirect:
		return end, s.refer(at, length)
	case s.n+length > len(s.table):
		return 0, raster.Broken(format, "palette", "segments give more than %d entries", len(s.table))
	case kind == discrete:
		for i := range length {
			s.table[s.n+i] = uint16(s.number(at + i*s.size))
		}
	default:
		if s.n == 0 {
			return 0, raster.Broken(format, "palette", "begins with a linear segment")
		}
		from, to := float64(s.table[s.n-1]), float64(s.number(at))
		for i := range length {
			s.table[s.n+i] = uint16(math.RoundToEven(from + float64((to-from)*float64(i+1))/float64(length)))
		}
	}
	s.n += length
	return end, nil
}

// refer expands so many segments that begin where the four bytes at at say, of
// which the low half comes first in either byte order.
func (s *segmented) refer(at, segments int) error {
	from := uint32(s.order.Uint16(s.data[at:])) | uint32(s.order.Uint16(s.data[at+2:]))<<16
	if int64(from) >= int64(len(s.data)) {
		return raster.Broken(format, "palette", "segments at byte %d of %d", from, len(s.data))
	}
	place := int(from)
	for range segments {
		var err error
		if place, err = s.segment(place, false); err != nil {
			return err
		}
	}
	return nil
}

func (s *segmented) number(at int) int {
	if s.size == 1 {
		return int(s.data[at])
	}
	return int(s.order.Uint16(s.data[at:]))
}
