package mat

import (
	"encoding/binary"
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// Sniff reports whether head, the first bytes of a file, begins a MATLAB file of
// level 5 or 7.3.
func Sniff(head []byte) bool {
	if len(head) < headerBytes {
		return false
	}
	switch string(head[124:128]) {
	case "\x00\x01IM", "\x01\x00MI", "\x00\x02IM", "\x02\x00MI":
		return true
	}
	return false
}

// Open reads the heads of the matrices and opens the largest cube. The Source is
// a [raster.Paged].
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	head := make([]byte, headerBytes)
	if err := raster.ReadFull(format, f, head, 0); err != nil {
		return nil, err
	}
	if !Sniff(head) {
		return nil, raster.Broken(format, "", "no MATLAB header")
	}
	r := &reader{file: f, order: binary.LittleEndian, limits: o.Limits}
	if head[126] == 'M' {
		r.order = binary.BigEndian
	}
	if r.order.Uint16(head[124:]) != 0x0100 {
		return nil, raster.Unsupported(format, "", "level 7.3 is HDF5; save with -v7 or convert to .npy")
	}
	all, err := r.matrices()
	if err != nil {
		return nil, err
	}
	m := choose(all)
	if m == nil {
		return nil, raster.Unsupported(format, "", "no array of real numbers with two to four dimensions")
	}
	if o.Axes == "" {
		o.Axes = "hwcn"[:len(m.array.Shape)]
	}
	if m.file == nil {
		if m.file, err = m.Packed.File(f); err != nil {
			return nil, err
		}
	}
	return m.array.Open(m.file, o)
}

// choose returns the largest array of three dimensions, else of four, else of
// two; of equals the first.
func choose(all []*matrix) *matrix {
	for _, dimensions := range []int{3, 4, 2} {
		var best *matrix
		for _, m := range all {
			side := slices.Contains(m.array.Shape, 1) && dimensions == 2 // a vector
			if len(m.array.Shape) == dimensions && !side && m.elements() > 0 && (best == nil || m.elements() > best.elements()) {
				best = m
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}
