package manifest

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Column is a further column of a table or product: its name in the manifest
// and the type of its cells.
type Column struct {
	Name string
	Type ColumnType
}

// ColumnType is the type of a further column.
type ColumnType uint8

// The types.
const (
	Text ColumnType = iota + 1
	Int64
	Float64
	Bool
	Time // microseconds, UTC
)

var columnTypes = [...]string{0: "null", Text: "text", Int64: "int64", Float64: "float64", Bool: "bool", Time: "time"}

// String returns the type in lower case.
func (t ColumnType) String() string { return columnTypes[t] }

// Value is the cell of a further column. The zero Value is null.
type Value struct {
	text string
	bits uint64
	typ  ColumnType
}

// TextValue returns a cell of a [Text] column; "" is a text, not null.
func TextValue(s string) Value { return Value{text: s, typ: Text} }

// Int64Value returns a cell of an [Int64] column.
func Int64Value(v int64) Value { return Value{bits: uint64(v), typ: Int64} }

// Float64Value returns a cell of a [Float64] column; NaN is null.
func Float64Value(v float64) Value {
	if v != v {
		return Value{}
	}
	return Value{bits: math.Float64bits(v), typ: Float64}
}

// BoolValue returns a cell of a [Bool] column.
func BoolValue(v bool) Value {
	if v {
		return Value{bits: 1, typ: Bool}
	}
	return Value{typ: Bool}
}

// TimeValue returns a cell of a [Time] column; what is finer than a microsecond
// is cut, and the zero time is null.
func TimeValue(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	return Value{bits: uint64(t.UnixMicro()), typ: Time}
}

// Type returns the type of the column that the cell belongs to, 0 for null.
func (v Value) Type() ColumnType { return v.typ }

// Text returns the text of a [Text] cell, else "".
func (v Value) Text() string { return v.text }

// Int64 returns the number of an [Int64] cell.
func (v Value) Int64() int64 { return int64(v.bits) }

// Float64 returns the number of a [Float64] cell.
func (v Value) Float64() float64 { return math.Float64frombits(v.bits) }

// Bool returns the value of a [Bool] cell.
func (v Value) Bool() bool { return v.bits != 0 }

// Time returns the time of a [Time] cell.
func (v Value) Time() time.Time { return time.UnixMicro(int64(v.bits)).UTC() }

// furtherPrefix goes before the name of a further column that is taken.
const furtherPrefix = "x_"

// FurtherColumns returns the columns with the names that a manifest gives them:
// a name that is empty, one of the manifest's own, or already taken gets x_ in
// front until it is free. Case does not count, since SQL ignores it. Names
// that were given this way stay as they are.
func FurtherColumns(columns []Column) []Column {
	taken := make(map[string]bool)
	for i := range fields {
		for _, kind := range []SumKind{SumsInt64, SumsTriple} {
			for _, c := range fields[i].columns(kind) {
				taken[c[0]] = true
			}
		}
	}
	out := make([]Column, len(columns))
	for i, c := range columns {
		c.Name = strings.ToValidUTF8(c.Name, "\uFFFD")
		for c.Name == "" || taken[strings.ToLower(c.Name)] {
			c.Name = furtherPrefix + c.Name
		}
		taken[strings.ToLower(c.Name)] = true
		out[i] = c
	}
	return out
}

// cell returns cell i of the row, which has to be null or of the column's type.
func (c *Column) cell(r *Row, i int) (Value, error) {
	if i >= len(r.Extra) {
		return Value{}, nil
	}
	if v := r.Extra[i]; v.typ == 0 || v.typ == c.Type {
		return v, nil
	}
	return Value{}, fmt.Errorf("%s: column %s: a cell of type %s, want %s", r.ID, c.Name, r.Extra[i].typ, c.Type)
}
