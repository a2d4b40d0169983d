package manifest

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"strconv"

	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/decimal128"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/apache/arrow/go/v15/arrow/memory"

	"github.com/bandprep/bandprep/exact"
)

// SumKind says how the sums of all rows of a manifest are stored.
type SumKind uint8

// The kinds.
const (
	SumsInt64   SumKind = iota // every sum fits into an int64
	SumsDecimal                // integers of up to 128 bits
	SumsTriple                 // three float64 each
)

func (k SumKind) layout() sums { return [...]sums{sumsInt64, sumsDecimal, sumsTriple}[k] }

// Write writes rows and metadata as one Arrow IPC file.
func Write(w io.WriteSeeker, kind SumKind, meta Meta, rows iter.Seq2[Row, error]) error {
	meta = maps.Clone(meta)
	if meta == nil {
		meta = make(Meta)
	}
	meta[KeyVersion] = strconv.Itoa(Version)
	meta[KeySums] = string(kind.layout())
	s := schema(kind.layout(), meta)
	out, err := ipc.NewFileWriter(w, ipc.WithSchema(s))
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	b := &builder{RecordBuilder: array.NewRecordBuilder(memory.DefaultAllocator, s), kind: kind}
	defer b.Release()
	n := 0
	flush := func() error {
		rec := b.NewRecord()
		defer rec.Release()
		n = 0
		return out.Write(rec)
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		b.add(&row)
		if n++; n == BatchRows {
			if err := flush(); err != nil {
				return fmt.Errorf("manifest: %w", err)
			}
		}
	}
	if n > 0 {
		if err := flush(); err != nil {
			return fmt.Errorf("manifest: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	return nil
}

// builder appends rows to the columns in schema order.
type builder struct {
	*array.RecordBuilder
	kind SumKind
	next int
}

func (b *builder) field() array.Builder {
	f := b.Field(b.next)
	b.next++
	return f
}

func (b *builder) add(r *Row) {
	b.next = 0
	b.text(r.ID, true)
	b.text(r.Path, true)
	if win := b.field().(*array.FixedSizeListBuilder); r.Window == nil {
		win.AppendNull()
	} else {
		win.Append(true)
		win.ValueBuilder().(*array.Int32Builder).AppendValues(r.Window[:], nil)
	}
	b.int32(r.Width)
	b.int32(r.Height)
	b.int32(r.Bands)
	b.text(r.SampleType, true)
	b.text(r.Label, false)
	b.text(r.Group, false)
	b.text(r.Split, false)
	b.int32(r.Fold)
	b.text(r.Grade, false)
	b.field().(*array.Int64Builder).Append(r.Bytes)
	b.field().(*array.FixedSizeBinaryBuilder).Append(r.ContentHash[:])
	if p := b.field().(*array.BinaryBuilder); r.PHash == nil {
		p.AppendNull()
	} else {
		p.Append(r.PHash)
	}
	b.text(r.CRS, false)
	if box := b.field().(*array.FixedSizeListBuilder); r.BBox == nil {
		box.AppendNull()
	} else {
		box.Append(true)
		box.ValueBuilder().(*array.Float64Builder).AppendValues(r.BBox[:], nil)
	}
	b.text(r.Decoder, false)
	b.int64s(r.Valid)
	measured := r.Valid != nil
	b.int64(r.Total, measured)
	for _, f := range [][]float64{r.Mean, r.StdDev, r.Minimum, r.Maximum} {
		b.floats(f)
	}
	b.sums(r.Sum)
	b.sums(r.SumSquares)
	b.int64(r.Complete, measured)
	b.sums(r.SumComplete)
	b.sums(r.SumProducts)
}

func (b *builder) text(s string, required bool) {
	if f := b.field().(*array.StringBuilder); s == "" && !required {
		f.AppendNull()
	} else {
		f.Append(s)
	}
}

// int32 appends v, or null for −1, which only Fold uses.
func (b *builder) int32(v int32) {
	if f := b.field().(*array.Int32Builder); v < 0 {
		f.AppendNull()
	} else {
		f.Append(v)
	}
}

func (b *builder) int64(v int64, valid bool) {
	if f := b.field().(*array.Int64Builder); valid {
		f.Append(v)
	} else {
		f.AppendNull()
	}
}

func (b *builder) int64s(v []int64) {
	f := b.field().(*array.ListBuilder)
	if v == nil {
		f.AppendNull()
		return
	}
	f.Append(true)
	f.ValueBuilder().(*array.Int64Builder).AppendValues(v, nil)
}

// floats appends per-band numbers; what is undefined (NaN) is null.
func (b *builder) floats(v []float64) {
	f := b.field().(*array.ListBuilder)
	if v == nil {
		f.AppendNull()
		return
	}
	f.Append(true)
	values := f.ValueBuilder().(*array.Float64Builder)
	for _, x := range v {
		if x != x {
			values.AppendNull()
		} else {
			values.Append(x)
		}
	}
}

func (b *builder) sums(v []exact.Sum) {
	lists := []*array.ListBuilder{b.field().(*array.ListBuilder)}
	if b.kind == SumsTriple {
		lists = append(lists, b.field().(*array.ListBuilder), b.field().(*array.ListBuilder))
	}
	for _, f := range lists {
		if v == nil {
			f.AppendNull()
		} else {
			f.Append(true)
		}
	}
	for _, s := range v {
		switch b.kind {
		case SumsInt64:
			lists[0].ValueBuilder().(*array.Int64Builder).Append(int64(s.Int().Lo))
		case SumsDecimal:
			i := s.Int()
			lists[0].ValueBuilder().(*array.Decimal128Builder).Append(decimal128.New(i.Hi, i.Lo))
		default:
			t := s.Triple()
			for i, x := range []float64{t.Hi, t.Mid, t.Lo} {
				lists[i].ValueBuilder().(*array.Float64Builder).Append(x)
			}
		}
	}
}
