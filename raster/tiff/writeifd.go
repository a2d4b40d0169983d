package tiff

import (
	"encoding/binary"
	"math"
	"sort"
)

// tags collects the entries of a directory: bytes in little-endian order, and
// whether a number is an offset or count whose width depends on the format.
type tags []tag

type tag struct {
	id    uint16
	kind  uint16 // field type of the TIFF specification; 0: see wide
	count int
	value []byte
	wide  []int64 // offsets: 32 bits in a classic file, 64 in BigTIFF
}

func (t *tags) ascii(id uint16, s string) {
	*t = append(*t, tag{id: id, kind: 2, count: len(s) + 1, value: append([]byte(s), 0)})
}

func (t *tags) shorts(id uint16, v ...uint16) {
	b := make([]byte, 0, 2*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint16(b, x)
	}
	*t = append(*t, tag{id: id, kind: 3, count: len(v), value: b})
}

func (t *tags) long(id uint16, v int) {
	*t = append(*t, tag{id: id, kind: 4, count: 1, value: binary.LittleEndian.AppendUint32(nil, uint32(v))})
}

func (t *tags) doubles(id uint16, v ...float64) {
	b := make([]byte, 0, 8*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	*t = append(*t, tag{id: id, kind: 12, count: len(v), value: b})
}

func (t *tags) offsets(id uint16, v []int64) {
	*t = append(*t, tag{id: id, count: len(v), wide: v})
}

// format knows the two layouts: classic TIFF and BigTIFF.
type format struct{ big bool }

func (f format) headerSize() int {
	if f.big {
		return 16
	}
	return 8
}

// header returns the first bytes of the file; ifd is the offset of the first
// directory.
func (f format) header(ifd int64) []byte {
	le := binary.LittleEndian
	b := []byte{'I', 'I', 42, 0}
	if !f.big {
		return le.AppendUint32(b, uint32(ifd))
	}
	b[2] = 43
	b = append(b, 8, 0, 0, 0)
	return le.AppendUint64(b, uint64(ifd))
}

// number appends an offset or count.
func (f format) number(b []byte, v int64) []byte {
	if f.big {
		return binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	return binary.LittleEndian.AppendUint32(b, uint32(v))
}

// directory returns the bytes of a directory that starts at offset at, with
// the values that do not fit into its entries behind it. Next is the offset of
// the next directory, or 0. The length depends on the counts of t only.
func (f format) directory(t tags, at, next int64) []byte {
	sorted := append(tags(nil), t...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].id < sorted[j].id })
	le := binary.LittleEndian
	var b, values []byte
	inline, size := 4, int64(2+12*len(t)+4)
	if f.big {
		inline, size = 8, int64(8+20*len(t)+8)
		b = le.AppendUint64(b, uint64(len(t)))
	} else {
		b = le.AppendUint16(b, uint16(len(t)))
	}
	for _, e := range sorted {
		value, kind := e.value, e.kind
		if kind == 0 {
			kind = 4
			if f.big {
				kind = 16
			}
			for _, v := range e.wide {
				value = f.number(value, v)
			}
		}
		b = le.AppendUint16(b, e.id)
		b = le.AppendUint16(b, kind)
		b = f.number(b, int64(e.count))
		if len(value) > inline {
			b = f.number(b, at+size+int64(len(values)))
			values = append(values, value...)
			values = append(values, make([]byte, -len(values)&(inline-1))...)
			continue
		}
		b = append(b, value...)
		b = append(b, make([]byte, inline-len(value))...)
	}
	b = f.number(b, next)
	return append(b, values...)
}
