package where

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Type is the type of a column or literal.
type Type uint8

// The types. Null is that of the literal null alone.
const (
	Null Type = iota
	Text
	Number
	Bool
	Time
)

func (t Type) String() string {
	return [...]string{"null", "text", "number", "truth value", "time"}[t]
}

// Truth is the answer for one row.
type Truth int8

// The answers.
const (
	False Truth = iota - 1
	Unknown
	True
)

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

// compare returns the order of two values of one type; false is before true.
func compare(t Type, a, b any) (int, error) {
	switch t {
	case Text:
		x, ok := a.(string)
		y, ok2 := b.(string)
		if ok && ok2 {
			return strings.Compare(x, y), nil
		}
	case Number:
		x, ok := a.(float64)
		y, ok2 := b.(float64)
		if ok && ok2 {
			return cmp.Compare(x, y), nil
		}
	case Bool:
		x, ok := a.(bool)
		y, ok2 := b.(bool)
		if ok && ok2 {
			return int(truth(x)) - int(truth(y)), nil
		}
	case Time:
		x, ok := a.(time.Time)
		y, ok2 := b.(time.Time)
		if ok && ok2 {
			return x.Compare(y), nil
		}
	}
	return 0, fmt.Errorf("values %v and %v where the columns promise a %s", a, b, t)
}

// parseTime reads a time as literals write it.
func parseTime(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
