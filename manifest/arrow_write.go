package manifest

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/decimal128"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/apache/arrow/go/v15/arrow/memory"

	"github.com/bandprep/bandprep/exact"
)

// A record batch ends after batchRows rows, or earlier where they are large.
const (
	batchRows  = 4096
	batchBytes = 4 << 20
)

// Write writes rows, in the order given, as one Arrow IPC file: uncompressed
// and without dictionaries, which not every reader knows. Names of further
// columns become those of [FurtherColumns].
func Write(w io.Writer, h Header, rows iter.Seq2[Row, error]) error {
	h = h.written()
	s := arrowSchema(&h)
	out, err := ipc.NewFileWriter(&counted{w: w}, ipc.WithSchema(s))
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	b := &arrowBuilder{RecordBuilder: array.NewRecordBuilder(memory.DefaultAllocator, s), header: &h}
	defer b.Release()
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := b.add(&row); err != nil {
			return fmt.Errorf("manifest: %w", err)
		}
		if b.rows == batchRows || b.bytes >= batchBytes {
			if err := b.flush(out); err != nil {
				return fmt.Errorf("manifest: %w", err)
			}
		}
	}
	if b.rows > 0 {
		if err := b.flush(out); err != nil {
			return fmt.Errorf("manifest: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	return nil
}

// counted knows how much was written: Arrow asks for it by seeking, which a
// pipe cannot.
type counted struct {
	w io.Writer
	n int64
}

// Write implements io.Writer.
func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// Seek implements io.Seeker for the question where the file ends.
func (c *counted) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekCurrent {
		return 0, fmt.Errorf("cannot seek while writing")
	}
	return c.n, nil
}

// arrowBuilder appends rows to the columns of a record batch.
type arrowBuilder struct {
	*array.RecordBuilder
	header *Header
	next   int // column that is filled next
	rows   int // in the batch
	bytes  int // in the batch, roughly
}

func (b *arrowBuilder) flush(out *ipc.FileWriter) error {
	rec := b.NewRecord()
	defer rec.Release()
	b.rows, b.bytes = 0, 0
	return out.Write(rec)
}

func (b *arrowBuilder) column() array.Builder {
	f := b.Field(b.next)
	b.next++
	return f
}

func (b *arrowBuilder) add(r *Row) error {
	b.next = 0
	b.rows++
	for i := range fields {
		f := &fields[i]
		p := f.at(r)
		null := f.null(r, p)
		if sums, ok := p.(*[]exact.Sum); ok {
			b.sums(*sums, null)
			continue
		}
		c := b.column()
		if null {
			c.AppendNull()
			b.bytes += 4
		} else {
			b.append(c, p)
		}
	}
	for i := range b.header.Columns {
		v, err := b.header.Columns[i].cell(r, i)
		if err != nil {
			return err
		}
		b.value(v)
	}
	if n := len(b.header.Columns); len(r.Extra) > n {
		return fmt.Errorf("%s: %d cells for %d further columns", r.ID, len(r.Extra), n)
	}
	return nil
}

// append appends the field that p points to.
func (b *arrowBuilder) append(c array.Builder, p any) {
	b.bytes += 8
	switch v := p.(type) {
	case *string:
		b.text(c, *v)
	case *int8:
		c.(*array.Int8Builder).Append(*v)
	case *int32:
		c.(*array.Int32Builder).Append(*v)
	case **int32:
		c.(*array.Int32Builder).Append(**v)
	case *int64:
		c.(*array.Int64Builder).Append(*v)
	case *time.Time:
		c.(*array.TimestampBuilder).Append(arrow.Timestamp(v.UnixMicro()))
	case *[16]byte:
		c.(*array.FixedSizeBinaryBuilder).Append(v[:])
	case *[24]byte:
		c.(*array.FixedSizeBinaryBuilder).Append(v[:])
	case *[]byte:
		c.(*array.BinaryBuilder).Append(*v)
	default:
		l := c.(*array.ListBuilder)
		l.Append(true)
		b.list(l.ValueBuilder(), p)
	}
}

// list appends the entries of the list that p points to.
func (b *arrowBuilder) list(c array.Builder, p any) {
	switch v := p.(type) {
	case *[]string:
		for _, s := range *v {
			b.text(c, s)
		}
	case **[4]int32:
		c.(*array.Int32Builder).AppendValues((*v)[:], nil)
	case **[4]float64:
		c.(*array.Float64Builder).AppendValues((*v)[:], nil)
	case *[]int64:
		c.(*array.Int64Builder).AppendValues(*v, nil)
		b.bytes += 8 * len(*v)
	case *[]float64:
		b.bytes += 8 * len(*v)
		for _, x := range *v {
			if x != x {
				c.AppendNull()
			} else {
				c.(*array.Float64Builder).Append(x)
			}
		}
	case *[]ClassPixels:
		s := c.(*array.StructBuilder)
		for _, class := range *v {
			b.bytes += 16
			s.Append(true)
			s.FieldBuilder(0).(*array.Int64Builder).Append(class.Value)
			s.FieldBuilder(1).(*array.Int64Builder).Append(class.Pixels)
		}
	case *[]Box:
		s := c.(*array.StructBuilder)
		for _, box := range *v {
			b.bytes += 32
			s.Append(true)
			for i, x := range [...]float64{box.X, box.Y, box.Width, box.Height} {
				s.FieldBuilder(i).(*array.Float64Builder).Append(x)
			}
			if box.Label == "" {
				s.FieldBuilder(4).AppendNull()
			} else {
				b.text(s.FieldBuilder(4), box.Label)
			}
		}
	default:
		panic(fmt.Sprintf("manifest: no list of %T", p))
	}
}

func (b *arrowBuilder) text(c array.Builder, s string) {
	b.bytes += 4 + len(s)
	c.(*array.StringBuilder).Append(validText(s))
}

// validText replaces what is not UTF-8, which readers refuse.
func validText(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

func (b *arrowBuilder) sums(list []exact.Sum, null bool) {
	parts := []*array.ListBuilder{b.column().(*array.ListBuilder)}
	if b.header.Kind == SumsTriple {
		parts = append(parts, b.column().(*array.ListBuilder), b.column().(*array.ListBuilder))
	}
	for _, c := range parts {
		if null {
			c.AppendNull()
		} else {
			c.Append(true)
		}
	}
	b.bytes += 24 * len(list)
	for _, s := range list {
		switch b.header.Kind {
		case SumsInt64:
			parts[0].ValueBuilder().(*array.Int64Builder).Append(int64(s.Int().Lo))
		case SumsDecimal:
			i := s.Int()
			parts[0].ValueBuilder().(*array.Decimal128Builder).Append(decimal128.New(i.Hi, i.Lo))
		default:
			t := s.Triple()
			for i, x := range [...]float64{t.Hi, t.Mid, t.Lo} {
				parts[i].ValueBuilder().(*array.Float64Builder).Append(x)
			}
		}
	}
}

// value appends the cell of a further column.
func (b *arrowBuilder) value(v Value) {
	b.bytes += 8
	switch c := b.column(); v.Type() {
	case Text:
		b.text(c, v.Text())
	case Int64:
		c.(*array.Int64Builder).Append(v.Int64())
	case Float64:
		c.(*array.Float64Builder).Append(v.Float64())
	case Bool:
		c.(*array.BooleanBuilder).Append(v.Bool())
	case Time:
		c.(*array.TimestampBuilder).Append(arrow.Timestamp(v.Int64()))
	default:
		c.AppendNull()
	}
}
