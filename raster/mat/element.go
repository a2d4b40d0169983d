package mat

import (
	"encoding/binary"
	"io"

	"github.com/klauspost/compress/zlib"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

const (
	format      = "mat"
	headerBytes = 128
)

// Types of data elements.
const (
	typeMatrix     = 14
	typeCompressed = 15
)

// types maps the type of an element's numbers.
var types = map[uint32]raster.SampleType{
	1: raster.Int8, 2: raster.Uint8, 3: raster.Int16, 4: raster.Uint16, 5: raster.Int32, 6: raster.Uint32,
	7: raster.Float32, 9: raster.Float64, 12: raster.Int64, 13: raster.Uint64,
}

// classes maps the class of a matrix, which is the type of its samples.
var classes = map[uint32]raster.SampleType{
	6: raster.Float64, 7: raster.Float32, 8: raster.Int8, 9: raster.Uint8, 10: raster.Int16, 11: raster.Uint16,
	12: raster.Int32, 13: raster.Uint32, 14: raster.Int64, 15: raster.Uint64,
}

// Flags of the word that holds the class.
const (
	flagLogical = 1 << 9
	flagComplex = 1 << 11
)

// matrix is one numeric array.
type matrix struct {
	name  string
	array strided.Array
	file  raster.File // that array.Start counts in; nil: packed
	whole.Packed
}

// elements returns the number of numbers.
func (m *matrix) elements() int64 {
	n := int64(1)
	for _, d := range m.array.Shape {
		if d == 0 || n > 1<<40/d {
			return 0
		}
		n *= d
	}
	return n
}

// reader walks data elements.
type reader struct {
	file   raster.File
	order  binary.ByteOrder
	limits raster.Limits

	inflate io.ReadCloser // of heads, kept
}

// tag reads the tag of the element at byte at: its type, where its data begin,
// how many bytes they are and where the next element begins.
func (r *reader) tag(f raster.File, at int64) (kind uint32, data, n, next int64, err error) {
	var b [8]byte
	if err := raster.ReadFull(format, f, b[:], at); err != nil {
		return 0, 0, 0, 0, err
	}
	kind, size := r.order.Uint32(b[:]), r.order.Uint32(b[4:])
	if kind>>16 != 0 { // up to four bytes stand in the tag
		n = int64(kind >> 16)
		if n > 4 {
			return 0, 0, 0, 0, raster.Broken(format, "", "element of %d bytes in four, at byte %d", n, at)
		}
		return kind & 0xffff, at + 4, n, at + 8, nil
	}
	n = int64(size)
	next = at + 8 + n
	if kind != typeCompressed {
		next = at + 8 + (n+7)&^7
	}
	return kind, at + 8, n, next, nil
}

// matrices returns the numeric arrays of the file.
func (r *reader) matrices() ([]*matrix, error) {
	var all []*matrix
	var broken error
	for at := int64(headerBytes); at+8 <= r.file.Size(); {
		kind, data, n, next, err := r.tag(r.file, at)
		if err != nil {
			return nil, err
		}
		if data+n > r.file.Size() {
			broken = raster.Broken(format, "", "element of %d bytes at byte %d ends behind the file", n, at)
			break
		}
		m, err := (*matrix)(nil), error(nil)
		switch kind {
		case typeMatrix:
			m, err = r.matrix(r.file, data, n)
		case typeCompressed:
			m, err = r.compressed(data, n)
		}
		if err != nil {
			return nil, err
		}
		if m != nil {
			all = append(all, m)
		}
		at = next
	}
	if len(all) == 0 && broken != nil {
		return nil, broken
	}
	return all, nil
}

// maxName bounds the name of an array; MATLAB allows 63 bytes.
const maxName = 4096

// matrix reads the head of a matrix whose n bytes of data begin at byte at of
// f. It returns nil for what is not an array of real numbers.
func (r *reader) matrix(f raster.File, at, n int64) (*matrix, error) {
	end := at + n
	_, data, size, next, err := r.tag(f, at)
	if err != nil {
		return nil, err
	}
	var flags [4]byte
	if err := raster.ReadFull(format, f, flags[:], data); err != nil {
		return nil, err
	}
	word := r.order.Uint32(flags[:])
	class := classes[word&0xff]
	if size != 8 || class == raster.Unknown || word&flagComplex != 0 {
		return nil, nil
	}
	m := &matrix{file: f, array: strided.Array{Format: format, Type: class, Fortran: true, BigEndian: r.order == binary.BigEndian}}
	_, data, size, next, err = r.tag(f, next)
	if err != nil {
		return nil, err
	}
	if size%4 != 0 || size > 4*32 {
		return nil, raster.Broken(format, "", "dimensions of %d bytes", size)
	}
	dims := make([]byte, size)
	if err := raster.ReadFull(format, f, dims, data); err != nil {
		return nil, err
	}
	for ; len(dims) > 0; dims = dims[4:] {
		m.array.Shape = append(m.array.Shape, int64(int32(r.order.Uint32(dims))))
	}
	_, data, size, next, err = r.tag(f, next)
	if err != nil {
		return nil, err
	}
	if size > maxName {
		return nil, raster.Broken(format, "", "name of %d bytes", size)
	}
	name := make([]byte, size)
	if err := raster.ReadFull(format, f, name, data); err != nil {
		return nil, err
	}
	m.name = string(name)
	kind, data, size, _, err := r.tag(f, next)
	if err != nil {
		return nil, err
	}
	m.array.Stored, m.array.Start = types[kind], data
	if word&flagLogical != 0 {
		m.array.Bits = 1
	}
	if m.array.Stored == raster.Unknown || !holds(class, m.array.Stored) {
		return nil, raster.Broken(format, m.name, "numbers of type %d in an array of %s", kind, class)
	}
	if data+size > end || size/int64(m.array.Stored.Bits()/8) < m.elements() {
		return nil, raster.Broken(format, m.name, "%d bytes for the dimensions %v", size, m.array.Shape)
	}
	return m, nil
}

// holds reports whether every number of a stored type is one of the class.
func holds(class, stored raster.SampleType) bool {
	low, high := class.Range()
	least, most := stored.Range()
	return least >= low && most <= high && (class.IsFloat() || stored.IsInteger())
}

// headBytes holds the head of any compressed matrix with a short name.
const headBytes = 1024

// compressed reads the head of a compressed element of n bytes at byte at.
func (r *reader) compressed(at, n int64) (*matrix, error) {
	head, err := r.head(at, n)
	if err != nil {
		return nil, err
	}
	kind, data, size, _, err := r.tag(raster.Bytes(head), 0)
	if err != nil || kind != typeMatrix {
		return nil, err
	}
	m, err := r.matrix(raster.Bytes(head), data, size)
	if m == nil || err != nil {
		return nil, err
	}
	m.file, m.Packed = nil, whole.Packed{Format: format, Place: m.name, Bytes: n, Size: data + size, Limit: r.limits.WithDefaults().BlockBytes,
		Stream: func() (io.ReadCloser, error) { return zlib.NewReader(io.NewSectionReader(r.file, at, n)) }}
	return m, nil
}

// head returns up to headBytes bytes of the compressed element.
func (r *reader) head(at, n int64) ([]byte, error) {
	packed := io.NewSectionReader(r.file, at, n)
	var err error
	if r.inflate == nil {
		r.inflate, err = zlib.NewReader(packed)
	} else {
		err = r.inflate.(zlib.Resetter).Reset(packed, nil) // a reader takes more than many a head
	}
	if err != nil {
		return nil, raster.Broken(format, "", "compressed element at byte %d: %v", at, err)
	}
	head := make([]byte, headBytes)
	got, err := io.ReadFull(r.inflate, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, raster.Broken(format, "", "compressed element at byte %d: %v", at, err)
	}
	return head[:got], nil
}
