package dataset

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"
)

// TestFacts keeps facts of some items through sorting.
func TestFacts(t *testing.T) {
	when := time.Date(2020, 5, 1, 12, 0, 0, 0, time.UTC)
	given := map[string]Fact{
		"d.png": {Labels: []string{"x", "y"}, Fold: 2, Time: when},
		"b.png": {Fold: -1, LabelRaster: "ann/b.png", Sidecars: []string{"b.msk", "b.tfw"}},
		"a.png": {Fold: 0, Splits: []string{"train", "valid"}},
		"c.png": {Fold: -1},
	}
	l := NewListing(nil)
	size := &Column{Name: "size", Type: NumberColumn}
	for i, name := range []string{"d.png", "c.png", "b.png", "a.png"} {
		l.Items.Add(Item{ID: name, Path: "im/" + name, Group: "g" + name})
		f := given[name]
		l.Facts.set(i, &f)
		if name != "c.png" {
			size.set(i, strconv.Itoa(int(name[0])))
		}
	}
	l.Facts.Columns = []Column{*size}
	l.Items.sortWith(&l.Facts)
	for i, it := range l.Items.All() {
		want := given[it.ID]
		want.Group = "g" + it.ID
		if it.ID == "b.png" {
			want.Masks = []string{"im/b.msk"}
		}
		if got := l.Fact(i); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", it.ID, got, want)
		}
		var number any = float64(it.ID[0])
		if it.ID == "c.png" {
			number = nil
		}
		if got := l.Facts.Columns[0].At(i); got != number {
			t.Errorf("%s: size %v, want %v", it.ID, got, number)
		}
	}
}

// TestColumnTypes has the type that all values of a column share.
func TestColumnTypes(t *testing.T) {
	for _, c := range []struct {
		in   []string
		want string
	}{
		{[]string{"1", "", "2.5e3", "-0.25"}, "number [1 <nil> 2500 -0.25]"},
		{[]string{"true", "No", "NA"}, "bool [true false <nil>]"},
		{[]string{"0", "1"}, "number [0 1]"},
		{[]string{"007", "12"}, "text [007 12]"},                  // a name
		{[]string{"9007199254740993"}, "text [9007199254740993]"}, // float64 does not hold it
		{[]string{"0x10", "inf"}, "text [0x10 inf]"},
		{[]string{"2020-01-02", "2020-01-02T03:04:05Z"}, "time [2020-01-02 00:00:00 +0000 UTC 2020-01-02 03:04:05 +0000 UTC]"},
		{[]string{"2020-01-02", "x"}, "text [2020-01-02 x]"},
		{[]string{"", "nan"}, "text [<nil> <nil>]"},
	} {
		col := newColumn("c", slices.Values(c.in))
		var values []any
		for i, s := range c.in {
			col.set(i, s)
		}
		for i := range c.in {
			values = append(values, col.At(i))
		}
		if got := fmt.Sprint(col.Type, " ", values); got != c.want {
			t.Errorf("%q: %s, want %s", c.in, got, c.want)
		}
	}
}
