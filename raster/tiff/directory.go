package tiff

import (
	"bytes"
	"fmt"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// directory is one image file directory (IFD) with its entries unread.
type directory struct {
	c       *container
	place   string // "IFD 3"
	entries map[uint16]entry
	next    int64 // offset of the next directory, or 0
}

// entry is a field: count values of a type, in at or at offset.
type entry struct {
	kind   uint16
	count  int64
	inline []byte // the values where they fit into the entry
	offset int64
}

// fieldSizes holds the bytes of one value of each field type.
var fieldSizes = [...]int64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}

// directory reads the entries of the directory at off. Where a field stands
// twice, its first entry counts. A file that ends before the offset of the next
// directory has no next one.
func (c *container) directory(index int, off int64) (*directory, error) {
	d := &directory{c: c, place: fmt.Sprintf("IFD %d", index), entries: map[uint16]entry{}}
	countBytes, entryBytes, inline := int64(2), int64(12), int64(4)
	if c.big {
		countBytes, entryBytes, inline = 8, 20, 8
	}
	head, err := c.read(d.place, "number of fields", off, countBytes)
	if err != nil {
		return nil, err
	}
	n := int64(c.order.Uint16(head))
	if c.big {
		n = c.number(head)
	}
	if n <= 0 || n > math.MaxUint16 {
		return nil, raster.Broken(roomName, d.place, "%d fields", n)
	}
	off += countBytes
	data, err := c.read(d.place, "fields", off, n*entryBytes)
	if err != nil {
		return nil, err
	}
	for ; len(data) > 0; data = data[entryBytes:] {
		id, kind := c.order.Uint16(data), c.order.Uint16(data[2:])
		if _, twice := d.entries[id]; twice || int(kind) >= len(fieldSizes) || fieldSizes[kind] == 0 {
			continue
		}
		e := entry{kind: kind, count: c.number(data[4:])}
		value := data[entryBytes-inline : entryBytes]
		if size := fieldSizes[kind]; e.count >= 0 && e.count <= inline/size {
			e.inline = value[:e.count*size]
		} else {
			e.offset = c.number(value)
		}
		d.entries[id] = e
	}
	if tail, err := c.read(d.place, "next directory", off+n*entryBytes, inline); err == nil {
		d.next = c.number(tail)
	}
	return d, nil
}

func (d *directory) has(id uint16) bool {
	_, ok := d.entries[id]
	return ok
}

// bytes returns the values of a field as they stand in the file, or nil where
// there is no such field.
func (d *directory) bytes(id uint16) ([]byte, error) {
	e, ok := d.entries[id]
	if !ok || e.inline != nil {
		return e.inline, nil
	}
	size := fieldSizes[e.kind]
	if e.count < 0 || e.count > d.c.size/size {
		return nil, raster.Broken(roomName, d.place, "field %d has %d values, more than the file", id, e.count)
	}
	return d.c.read(d.place, fmt.Sprintf("field %d", id), e.offset, e.count*size)
}

// column is a field of integers, kept as it stands in the file.
type column struct {
	d    *directory
	data []byte
	kind uint16
}

// column reads a field of integers; it has no values where there is none.
func (d *directory) column(id uint16) (column, error) {
	data, err := d.bytes(id)
	col := column{d, data, d.entries[id].kind}
	if err == nil && data != nil {
		switch col.kind {
		case 1, 3, 4, 6, 8, 9, 13, 16, 17, 18:
		default:
			err = raster.Broken(roomName, d.place, "field %d holds no integers but type %d", id, col.kind)
		}
	}
	return col, err
}

// constant returns a column of one value.
func (d *directory) constant(v int64) column {
	data := make([]byte, 8)
	d.c.order.PutUint64(data, uint64(v))
	return column{d, data, 16}
}

func (c column) len() int {
	if len(c.data) == 0 {
		return 0
	}
	return len(c.data) / int(fieldSizes[c.kind])
}

// at returns value i, or -1 where it is negative or beyond 2⁶².
func (c column) at(i int) int64 {
	order := c.d.c.order
	switch c.kind {
	case 1, 2, 7:
		return int64(c.data[i])
	case 6:
		return max(int64(int8(c.data[i])), -1)
	case 3:
		return int64(order.Uint16(c.data[2*i:]))
	case 8:
		return max(int64(int16(order.Uint16(c.data[2*i:]))), -1)
	case 4, 13:
		return int64(order.Uint32(c.data[4*i:]))
	case 9:
		return max(int64(int32(order.Uint32(c.data[4*i:]))), -1)
	}
	if v := order.Uint64(c.data[8*i:]); v < 1<<62 {
		return int64(v)
	}
	return -1
}

// number returns the only value of a field, or missing where there is none.
func (d *directory) number(id uint16, missing int64) (int64, error) {
	if e, ok := d.entries[id]; ok && e.count != 1 {
		return 0, raster.Broken(roomName, d.place, "field %d has %d values instead of one", id, e.count)
	}
	c, err := d.column(id)
	if err != nil || c.len() == 0 {
		return missing, err
	}
	return c.at(0), nil
}

// lenient is number for fields that may be left out: missing also where the
// field is damaged, and the first value where there are several.
func (d *directory) lenient(id uint16, missing int64) int64 {
	c, err := d.column(id)
	if err != nil || c.len() == 0 {
		return missing
	}
	return c.at(0)
}

// perSample returns the value of a field that holds one value for every
// sample of a pixel, all equal; those that are missing are taken for equal too.
func (d *directory) perSample(id uint16, samples, missing int64) (int64, error) {
	c, err := d.column(id)
	if err != nil || c.len() == 0 {
		return missing, err
	}
	first := c.at(0)
	for i := range min(c.len(), int(samples)) {
		if c.at(i) != first {
			return 0, raster.Unsupported(roomName, d.place, "field %d differs between samples: %d and %d", id, first, c.at(i))
		}
	}
	return first, nil
}

// doubles returns a field of numbers; nil where there is none or it is damaged.
func (d *directory) doubles(id uint16) []float64 {
	data, err := d.bytes(id)
	if err != nil || data == nil {
		return nil
	}
	kind, order := d.entries[id].kind, d.c.order
	size := int(fieldSizes[kind])
	values := make([]float64, 0, len(data)/size)
	for ; len(data) >= size; data = data[size:] {
		var v float64
		switch kind {
		case 5:
			v = float64(order.Uint32(data)) / float64(order.Uint32(data[4:]))
		case 10:
			v = float64(int32(order.Uint32(data))) / float64(int32(order.Uint32(data[4:])))
		case 11:
			v = float64(math.Float32frombits(order.Uint32(data)))
		case 12:
			v = math.Float64frombits(order.Uint64(data))
		default:
			v = float64(column{d, data[:size], kind}.at(0))
		}
		values = append(values, v)
	}
	return values
}

// text returns a field of characters without the zero that ends it; "" where
// there is none or it is damaged.
func (d *directory) text(id uint16) string {
	data, err := d.bytes(id)
	if err != nil {
		return ""
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		data = data[:i]
	}
	return string(data)
}
