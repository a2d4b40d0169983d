package manifest

import (
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/ipc"
)

// arrowReader reads the rows of an Arrow IPC file.
type arrowReader struct {
	*ipc.FileReader
	file    io.ReaderAt
	batches []block
	header  *Header
	at      [][3]int // columns of each field, −1 where the file has none
	extra   []int    // columns that are further ones
}

// openArrow reads the header of the file into h.
func openArrow(file *os.File, h *Header) (a *arrowReader, err error) {
	defer recovered(&err)
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	batches := checkArrow(file, info.Size())
	in, err := ipc.NewFileReader(file)
	if err != nil {
		return nil, err
	}
	a = &arrowReader{FileReader: in, file: file, header: h, batches: batches}
	h.Meta = make(Meta)
	md := in.Schema().Metadata()
	for i, k := range md.Keys() {
		h.Meta[k] = md.Values()[i]
	}
	version, err := h.Meta.version()
	if err != nil {
		return nil, err
	}
	if h.Kind, err = h.Meta.kind(); err != nil {
		return nil, err
	}
	return a, a.match(version)
}

// match finds the columns of the fields by name, whatever their order. What
// may be null may be missing; every other column is a further one.
func (a *arrowReader) match(version int) error {
	index := make(map[string]int)
	list := a.Schema().Fields()
	for i, c := range list {
		if _, twice := index[c.Name]; twice {
			return fmt.Errorf("two columns %s", c.Name)
		}
		index[c.Name] = i
	}
	ours := make([]bool, len(list))
	a.at = make([][3]int, len(fields))
	var none Row
	for i := range fields {
		f := &fields[i]
		a.at[i] = [3]int{-1, -1, -1}
		want := arrowType(f.at(&none), a.header.Kind)
		for k, c := range f.columns(a.header.Kind) {
			at, ok := index[c[0]]
			if !ok && f.required {
				return fmt.Errorf("no column %s", c[0])
			}
			if !ok {
				continue
			}
			if have := list[at].Type; !arrow.TypeEqual(have, want) && !(version == 1 && version1Type(f.name, have)) {
				return fmt.Errorf("column %s is %s, want %s", c[0], have, want)
			}
			ours[at], a.at[i][k] = true, at
		}
	}
	for i, c := range list {
		if ours[i] {
			continue
		}
		t := furtherType(c.Type)
		if t == 0 {
			return fmt.Errorf("column %s is %s, which no further column may be", c.Name, c.Type)
		}
		a.header.Columns = append(a.header.Columns, Column{c.Name, t})
		a.extra = append(a.extra, i)
	}
	return nil
}

// version1Type reports whether the field had that type in version 1.
func version1Type(name string, t arrow.DataType) bool {
	switch name {
	case "grade":
		return t.ID() == arrow.STRING
	case "window":
		return arrow.TypeEqual(t, arrow.FixedSizeListOf(4, arrow.PrimitiveTypes.Int32))
	case "bbox":
		return arrow.TypeEqual(t, arrow.FixedSizeListOf(4, arrow.PrimitiveTypes.Float64))
	}
	return false
}

func furtherType(t arrow.DataType) ColumnType {
	for i, have := range arrowColumnTypes {
		if have != nil && arrow.TypeEqual(have, t) {
			return ColumnType(i)
		}
	}
	return 0
}

// rows yields the rows of all record batches.
func (a *arrowReader) rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for i := range a.batches {
			rec, err := a.batch(i)
			if err != nil {
				yield(Row{}, fmt.Errorf("record batch %d: %w", i, err))
				return
			}
			for k := range int(rec.NumRows()) {
				r, err := a.row(rec, k)
				if err != nil {
					err = fmt.Errorf("record batch %d, row %d: %w", i, k, err)
				}
				if !yield(r, err) || err != nil {
					return
				}
			}
		}
	}
}

func (a *arrowReader) batch(i int) (rec arrow.Record, err error) {
	defer recovered(&err)
	checkBatch(a.file, a.batches[i], a.Schema())
	return a.Record(i)
}

func (a *arrowReader) row(rec arrow.Record, k int) (r Row, err error) {
	defer recovered(&err)
	r.Fold = -1
	for i := range fields {
		var parts [3]cell
		for j, at := range a.at[i] {
			if at >= 0 {
				parts[j] = cell{rec.Column(at), k}
			}
		}
		if parts[0].null() {
			continue
		}
		if err := setField(fields[i].at(&r), parts, a.header.Kind); err != nil {
			return r, fmt.Errorf("column %s: %w", fields[i].name, err)
		}
	}
	if len(a.extra) > 0 {
		r.Extra = make([]Value, len(a.extra))
	}
	for i, at := range a.extra {
		r.Extra[i] = cell{rec.Column(at), k}.value()
	}
	return r, nil
}
