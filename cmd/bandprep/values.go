package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/pipeline/table"
)

// numberList is a list of floats as a flag; "nan" is a number.
type numberList []float64

func (l *numberList) String() string {
	var parts []string
	for _, v := range *l {
		parts = append(parts, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return strings.Join(parts, ",")
}

func (l *numberList) Set(s string) error {
	*l = nil
	for part := range strings.SplitSeq(s, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			return fmt.Errorf("%q is not a number", part)
		}
		*l = append(*l, v)
	}
	return nil
}

func (l *numberList) Type() string { return "numbers" }

// floatList is a list of floats of a view as a flag.
type floatList []table.Float

func (l *floatList) String() string {
	list := numberList((&table.View{NoData: *l}).NoDataValues())
	return list.String()
}

func (l *floatList) Set(s string) error {
	var list numberList
	if err := list.Set(s); err != nil {
		return err
	}
	*l = table.Floats(list)
	return nil
}

func (l *floatList) Type() string { return "numbers" }

// size is a width and a height as a flag: 256 or 256x128.
type size struct{ w, h *int }

func (v *size) String() string {
	if v.w == nil || *v.w == 0 {
		return ""
	}
	return fmt.Sprintf("%dx%d", *v.w, *v.h)
}

func (v *size) Set(s string) error {
	w, h, two := strings.Cut(s, "x")
	if !two {
		h = w
	}
	a, errA := strconv.Atoi(w)
	b, errB := strconv.Atoi(h)
	if errA != nil || errB != nil || a < 1 || b < 1 {
		return fmt.Errorf("want a size in pixels, as 256 or 256x128")
	}
	*v.w, *v.h = a, b
	return nil
}

func (v *size) Type() string { return "W[xH]" }
