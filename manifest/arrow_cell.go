package manifest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"

	"github.com/bandprep/bandprep/exact"
)

// cell is one row of one column. What it returns is copied out of the record.
type cell struct {
	of  arrow.Array
	row int
}

func (c cell) null() bool { return c.of == nil || c.of.IsNull(c.row) }

// setField sets the field that p points to. Parts are its columns: one, or the
// three of a float sum.
func setField(p any, parts [3]cell, kind SumKind) error {
	c := parts[0]
	switch v := p.(type) {
	case *string:
		*v = c.text()
	case *int8:
		*v = c.grade()
	case *int32:
		*v = c.of.(*array.Int32).Value(c.row)
	case **int32:
		*v = new(int32)
		**v = c.of.(*array.Int32).Value(c.row)
	case *int64:
		*v = c.of.(*array.Int64).Value(c.row)
	case *time.Time:
		*v = time.UnixMicro(int64(c.of.(*array.Timestamp).Value(c.row))).UTC()
	case *[16]byte:
		copy(v[:], c.of.(*array.FixedSizeBinary).Value(c.row))
	case *[24]byte:
		copy(v[:], c.of.(*array.FixedSizeBinary).Value(c.row))
	case *[]byte:
		*v = append([]byte{}, c.of.(*array.Binary).Value(c.row)...)
	default:
		return setList(p, parts, kind)
	}
	return nil
}

// setList sets the list that p points to.
func setList(p any, parts [3]cell, kind SumKind) error {
	values, start, end, err := parts[0].list()
	if err != nil {
		return err
	}
	switch v := p.(type) {
	case *[]string:
		*v = make([]string, 0, end-start)
		for i := start; i < end; i++ {
			*v = append(*v, cell{values, i}.text())
		}
	case **[4]int32:
		if end-start != 4 {
			return fmt.Errorf("%d numbers, want 4", end-start)
		}
		*v = new([4]int32)
		copy((*v)[:], values.(*array.Int32).Int32Values()[start:end])
	case **[4]float64:
		if end-start != 4 {
			return fmt.Errorf("%d numbers, want 4", end-start)
		}
		*v = new([4]float64)
		copy((*v)[:], values.(*array.Float64).Float64Values()[start:end])
	case *[]int64:
		*v = append([]int64{}, values.(*array.Int64).Int64Values()[start:end]...)
	case *[]float64:
		*v = append([]float64{}, values.(*array.Float64).Float64Values()[start:end]...)
		for i := range *v {
			if values.IsNull(start + i) {
				(*v)[i] = math.NaN()
			}
		}
	case *[]exact.Sum:
		*v, err = sums(parts, kind)
	case *[]ClassPixels:
		s := values.(*array.Struct)
		class, pixels := s.Field(0).(*array.Int64), s.Field(1).(*array.Int64)
		*v = make([]ClassPixels, 0, end-start)
		for i := start; i < end; i++ {
			*v = append(*v, ClassPixels{class.Value(i), pixels.Value(i)})
		}
	case *[]Box:
		*v = boxes(values.(*array.Struct), start, end)
	}
	return err
}

// list returns the values of a list and where those of the row lie.
func (c cell) list() (values arrow.Array, start, end int, err error) {
	l := c.of.(array.ListLike)
	from, to := l.ValueOffsets(c.row)
	values = l.ListValues()
	if from < 0 || from > to || to > int64(values.Len()) {
		return nil, 0, 0, fmt.Errorf("a list of values %d to %d of %d", from, to, values.Len())
	}
	return values, int(from), int(to), nil
}

func (c cell) text() string { return strings.Clone(c.of.(*array.String).Value(c.row)) }

// grade reads the column of version 1 as well, which was text.
func (c cell) grade() int8 {
	if old, ok := c.of.(*array.String); ok {
		n, _ := strconv.ParseInt(old.Value(c.row), 10, 8)
		return int8(n)
	}
	return c.of.(*array.Int8).Value(c.row)
}

func sums(parts [3]cell, kind SumKind) ([]exact.Sum, error) {
	values, start, end, err := parts[0].list()
	if err != nil {
		return nil, err
	}
	out := make([]exact.Sum, 0, end-start)
	switch kind {
	case SumsInt64:
		for i := start; i < end; i++ {
			out = append(out, exact.IntSum(exact.FromInt64(values.(*array.Int64).Value(i))))
		}
		return out, nil
	case SumsDecimal:
		for i := start; i < end; i++ {
			d := values.(*array.Decimal128).Value(i)
			out = append(out, exact.IntSum(exact.Int{Hi: d.HighBits(), Lo: d.LowBits()}))
		}
		return out, nil
	}
	var part [3][]float64
	for i, c := range parts {
		if c.null() {
			return nil, fmt.Errorf("part %d of a sum is missing", i+1)
		}
		if values, start, end, err = c.list(); err != nil {
			return nil, err
		}
		part[i] = values.(*array.Float64).Float64Values()[start:end]
	}
	if len(part[1]) != len(part[0]) || len(part[2]) != len(part[0]) {
		return nil, fmt.Errorf("parts of sums of %d, %d and %d bands", len(part[0]), len(part[1]), len(part[2]))
	}
	for i := range part[0] {
		out = append(out, exact.TripleSum(exact.Triple{Hi: part[0][i], Mid: part[1][i], Lo: part[2][i]}))
	}
	return out, nil
}

func boxes(s *array.Struct, start, end int) []Box {
	var side [4]*array.Float64
	for i := range side {
		side[i] = s.Field(i).(*array.Float64)
	}
	out := make([]Box, 0, end-start)
	for i := start; i < end; i++ {
		b := Box{X: side[0].Value(i), Y: side[1].Value(i), Width: side[2].Value(i), Height: side[3].Value(i)}
		if label := (cell{s.Field(4), i}); !label.null() {
			b.Label = label.text()
		}
		out = append(out, b)
	}
	return out
}

// value returns the cell of a further column.
func (c cell) value() Value {
	if c.null() {
		return Value{}
	}
	switch a := c.of.(type) {
	case *array.String:
		return TextValue(c.text())
	case *array.Int64:
		return Int64Value(a.Value(c.row))
	case *array.Float64:
		return Float64Value(a.Value(c.row))
	case *array.Boolean:
		return BoolValue(a.Value(c.row))
	case *array.Timestamp:
		return Value{bits: uint64(a.Value(c.row)), typ: Time}
	}
	return Value{}
}
