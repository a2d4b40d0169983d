package dataset

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/bandprep/bandprep/dataset/internal/table"
)

// ColumnType is what the values of a column are.
type ColumnType uint8

// The types of columns.
const (
	TextColumn   ColumnType = iota
	NumberColumn            // float64
	BoolColumn
	TimeColumn
)

func (t ColumnType) String() string { return [...]string{"text", "number", "bool", "time"}[t] }

// Column is a further column of a table: one value for each item, or none.
type Column struct {
	Name    string
	Type    ColumnType
	numbers []float64         // NumberColumn, and BoolColumn as 0 and 1; NaN where there is none
	times   []int64           // TimeColumn
	words   []uint32          // TextColumn: index in values, from 1; 0 where there is none
	values  []string          // distinct texts
	known   map[string]uint32 // while it is filled
}

// At returns the value of item i: string, float64, bool, time.Time, or nil.
func (c *Column) At(i int) any {
	switch {
	case c.Type == TextColumn && i < len(c.words) && c.words[i] > 0:
		return c.values[c.words[i]-1]
	case c.Type == NumberColumn && i < len(c.numbers) && !math.IsNaN(c.numbers[i]):
		return c.numbers[i]
	case c.Type == BoolColumn && i < len(c.numbers) && !math.IsNaN(c.numbers[i]):
		return c.numbers[i] != 0
	case c.Type == TimeColumn && i < len(c.times) && c.times[i] != noTime:
		return time.UnixMicro(c.times[i]).UTC()
	}
	return nil
}

// newColumn returns an empty column of the narrowest type that all texts have.
func newColumn(name string, texts func(yield func(string) bool)) *Column {
	number, boolean, moment, any := true, true, true, false
	for s := range texts {
		if isNull(s) {
			continue
		}
		any = true
		if number {
			_, number = plainNumber(s)
		}
		if boolean {
			_, boolean = boolWord(s)
		}
		if moment {
			t, err := table.ParseTime(s)
			moment = err == nil && !t.IsZero()
		}
		if !number && !boolean && !moment {
			break
		}
	}
	c := &Column{Name: name}
	switch {
	case !any:
	case boolean:
		c.Type = BoolColumn
	case number:
		c.Type = NumberColumn
	case moment:
		c.Type = TimeColumn
	}
	return c
}

// set keeps the value of item i.
func (c *Column) set(i int, s string) {
	if isNull(s) {
		return
	}
	switch c.Type {
	case NumberColumn, BoolColumn:
		v, _ := plainNumber(s)
		if c.Type == BoolColumn {
			v = 0
			if b, _ := boolWord(s); b {
				v = 1
			}
		}
		c.numbers = grown(c.numbers, i+1, math.NaN())
		c.numbers[i] = v
	case TimeColumn:
		t, _ := table.ParseTime(s)
		c.times = grown(c.times, i+1, noTime)
		c.times[i] = t.UnixMicro()
	default:
		if c.known == nil {
			c.known = make(map[string]uint32)
		}
		at, ok := c.known[s]
		if !ok {
			c.values = append(c.values, s)
			at = uint32(len(c.values))
			c.known[s] = at
		}
		c.words = grown(c.words, i+1, 0)
		c.words[i] = at
	}
}

func (c *Column) arrange(order []int32) {
	c.numbers = arranged(c.numbers, order, math.NaN())
	c.times = arranged(c.times, order, noTime)
	c.words = arranged(c.words, order, 0)
	c.known = nil
}

// isNull reports whether a field of a table stands for no value.
func isNull(s string) bool {
	switch s {
	case "", "NA", "N/A", "NaN", "nan", "null", "NULL", "None":
		return true
	}
	return false
}

// plainNumber parses a number. One with leading zeros, as 007, is a name, and so
// is an integer that float64 does not hold.
func plainNumber(s string) (float64, bool) {
	digits := strings.TrimPrefix(s, "-")
	if len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9' {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(s, "xX_") {
		return 0, false
	}
	return v, math.Abs(v) < 1<<53 || strings.ContainsAny(s, ".eE")
}

// boolWord parses a truth value in words; 0 and 1 are numbers.
func boolWord(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "true", "yes":
		return true, true
	case "false", "no":
		return false, true
	}
	return false, false
}
