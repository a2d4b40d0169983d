package manifest

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"strconv"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"

	"github.com/bandprep/bandprep/exact"
)

// File is an opened manifest.
type File struct {
	Meta    Meta
	Kind    SumKind
	name    string
	file    *os.File
	in      *ipc.FileReader
	records int
}

// Open opens the manifest of that name and reads its metadata. The error says
// so where the file is no Arrow file, no manifest, damaged, or of a version
// that this program does not know.
func Open(name string) (f *File, err error) {
	defer recovered(name, &err)
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			file.Close()
		}
	}()
	var magic [6]byte
	if _, err := io.ReadFull(file, magic[:]); err != nil || string(magic[:]) != "ARROW1" {
		return nil, fmt.Errorf("%s: not an Arrow IPC file", name)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	in, err := ipc.NewFileReader(file, ipc.WithAllocator(newBounded(info.Size())))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f = &File{Meta: make(Meta), name: name, file: file, in: in, records: in.NumRecords()}
	md := in.Schema().Metadata()
	for i, k := range md.Keys() {
		f.Meta[k] = md.Values()[i]
	}
	switch v := f.Meta[KeyVersion]; v {
	case strconv.Itoa(Version):
	case "":
		return nil, fmt.Errorf("%s: an Arrow file, but no bandprep manifest", name)
	default:
		return nil, fmt.Errorf("%s: manifest version %s; this program reads version %d", name, v, Version)
	}
	switch sums(f.Meta[KeySums]) {
	case sumsInt64:
		f.Kind = SumsInt64
	case sumsDecimal:
		f.Kind = SumsDecimal
	case sumsTriple:
		f.Kind = SumsTriple
	default:
		return nil, fmt.Errorf("%s: unknown layout of sums %q", name, f.Meta[KeySums])
	}
	if want := schema(f.Kind.layout(), nil); len(in.Schema().Fields()) != len(want.Fields()) {
		return nil, fmt.Errorf("%s: %d columns, want %d", name, len(in.Schema().Fields()), len(want.Fields()))
	} else {
		for i, c := range want.Fields() {
			if have := in.Schema().Field(i); have.Name != c.Name || !arrow.TypeEqual(have.Type, c.Type) {
				return nil, fmt.Errorf("%s: column %d is %s %s, want %s %s", name, i, have.Name, have.Type, c.Name, c.Type)
			}
		}
	}
	return f, nil
}

// Close closes the file.
func (f *File) Close() error { return errors.Join(f.in.Close(), f.file.Close()) }

// Rows yields the rows in the order of the file.
func (f *File) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for i := range f.records {
			rows, err := f.batch(i)
			if err != nil {
				yield(Row{}, err)
				return
			}
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

func (f *File) batch(i int) (rows []Row, err error) {
	defer recovered(f.name, &err)
	rec, err := f.in.Record(i)
	if err != nil {
		return nil, fmt.Errorf("%s: record batch %d: %w", f.name, i, err)
	}
	rows = make([]Row, rec.NumRows())
	for k := range rows {
		c := cursor{rec: rec, row: k, kind: f.Kind}
		rows[k] = c.read()
	}
	return rows, nil
}

// recovered turns a panic of the Arrow reader over a damaged file into an error.
func recovered(name string, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%s: damaged manifest: %v", name, p)
	}
}

// cursor reads the columns of one row in schema order.
type cursor struct {
	rec  arrow.Record
	row  int
	next int
	kind SumKind
}

func (c *cursor) column() (arrow.Array, bool) {
	a := c.rec.Column(c.next)
	c.next++
	return a, a.IsValid(c.row)
}

func (c *cursor) read() Row {
	r := Row{ID: c.text(), Path: c.text()}
	if from, ok := c.list(); ok {
		r.Window = new([4]int32)
		copy(r.Window[:], from.(*array.Int32).Int32Values()[c.at():])
	}
	r.Width, r.Height, r.Bands = c.int32(), c.int32(), c.int32()
	r.SampleType, r.Label, r.Group, r.Split = c.text(), c.text(), c.text(), c.text()
	r.Fold = c.int32()
	r.Grade = c.text()
	r.Bytes = c.int64()
	hash, _ := c.column()
	copy(r.ContentHash[:], hash.(*array.FixedSizeBinary).Value(c.row))
	if p, ok := c.column(); ok {
		r.PHash = append([]byte{}, p.(*array.Binary).Value(c.row)...)
	}
	r.CRS = c.text()
	if from, ok := c.list(); ok {
		r.BBox = new([4]float64)
		copy(r.BBox[:], from.(*array.Float64).Float64Values()[c.at():])
	}
	r.Decoder = c.text()
	r.Valid = c.int64s()
	r.Total = c.int64()
	r.Mean, r.StdDev, r.Minimum, r.Maximum = c.floats(), c.floats(), c.floats(), c.floats()
	r.Sum, r.SumSquares = c.sums(), c.sums()
	r.Complete = c.int64()
	r.SumComplete, r.SumProducts = c.sums(), c.sums()
	return r
}

// at is the first value of this row in the fixed-size list of four that was
// read last.
func (c *cursor) at() int { return 4 * (c.row + c.rec.Column(c.next-1).Data().Offset()) }

func (c *cursor) list() (arrow.Array, bool) {
	a, ok := c.column()
	return a.(*array.FixedSizeList).ListValues(), ok
}

func (c *cursor) text() string {
	a, ok := c.column()
	if !ok {
		return ""
	}
	return string(append([]byte(nil), a.(*array.String).Value(c.row)...))
}

func (c *cursor) int32() int32 {
	a, ok := c.column()
	if !ok {
		return -1
	}
	return a.(*array.Int32).Value(c.row)
}

func (c *cursor) int64() int64 {
	a, ok := c.column()
	if !ok {
		return 0
	}
	return a.(*array.Int64).Value(c.row)
}

// span returns the values of this row's list, or false where it is null.
func (c *cursor) span() (values arrow.Array, start, end int64, ok bool) {
	a, ok := c.column()
	if !ok {
		return nil, 0, 0, false
	}
	l := a.(*array.List)
	start, end = l.ValueOffsets(c.row)
	if n := l.ListValues().Len(); start < 0 || start > end || end > int64(n) {
		panic(fmt.Sprintf("column %d: a list of values %d to %d of %d", c.next-1, start, end, n))
	}
	return l.ListValues(), start, end, true
}

func (c *cursor) int64s() []int64 {
	v, start, end, ok := c.span()
	if !ok {
		return nil
	}
	return append([]int64{}, v.(*array.Int64).Int64Values()[start:end]...)
}

func (c *cursor) floats() []float64 {
	v, start, end, ok := c.span()
	if !ok {
		return nil
	}
	out := make([]float64, 0, end-start)
	for i := int(start); i < int(end); i++ {
		if v.IsNull(i) {
			out = append(out, math.NaN())
		} else {
			out = append(out, v.(*array.Float64).Value(i))
		}
	}
	return out
}

func (c *cursor) sums() []exact.Sum {
	v, start, end, ok := c.span()
	var mid, low arrow.Array
	if c.kind == SumsTriple {
		mid, _, _, _ = c.span()
		low, _, _, _ = c.span()
	}
	if !ok {
		return nil
	}
	out := make([]exact.Sum, 0, end-start)
	for i := int(start); i < int(end); i++ {
		switch c.kind {
		case SumsInt64:
			out = append(out, exact.IntSum(exact.FromInt64(v.(*array.Int64).Value(i))))
		case SumsDecimal:
			d := v.(*array.Decimal128).Value(i)
			out = append(out, exact.IntSum(exact.Int{Hi: d.HighBits(), Lo: d.LowBits()}))
		default:
			out = append(out, exact.TripleSum(exact.Triple{Hi: v.(*array.Float64).Value(i), Mid: mid.(*array.Float64).Value(i), Lo: low.(*array.Float64).Value(i)}))
		}
	}
	return out
}
