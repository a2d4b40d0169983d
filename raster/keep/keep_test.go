package keep_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/keep"
)

// memory is an image of one row in memory, as float64, or as unsigned 16 bits
// where whole is set.
type memory struct {
	bands  [][]float64
	whole  bool
	closed *int
}

func (m memory) Header() raster.Header {
	t := raster.Float64
	if m.whole {
		t = raster.Uint16
	}
	return raster.Header{Width: len(m.bands[0]), Height: 1, Bands: make([]raster.Band, len(m.bands)), Type: t, BlockW: len(m.bands[0]), BlockH: 1}
}
func (m memory) Tasks(w raster.Window) []raster.Window { return []raster.Window{w} }
func (m memory) Close() error                          { *m.closed++; return nil }
func (m memory) Read(_ context.Context, w raster.Window, dst *raster.Block) error {
	dst.Reset(w, len(m.bands), m.Header().Type.Storage())
	for b := range m.bands {
		for i := range w.W {
			if v := m.bands[b][w.X+i]; m.whole {
				dst.U16[b*w.W+i] = uint16(v)
			} else {
				dst.F64[b*w.W+i] = v
			}
		}
	}
	return nil
}

func window(s raster.Source) raster.Window {
	h := s.Header()
	return h.Window()
}

// TestExpr compares expressions with what they say, value by value.
func TestExpr(t *testing.T) {
	values := []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 16, 22, 255, 21824, 22280, 65535}
	bit := func(v float64, n int) bool { return uint64(v)>>n&1 == 1 }
	for text, want := range map[string]func(v float64) bool{
		"SCL in 4,5,6,7,11":                func(v float64) bool { return v >= 4 && v <= 7 || v == 11 },
		"scl IN (4-7, 0xb)":                func(v float64) bool { return v >= 4 && v <= 7 || v == 11 },
		"SCL not in 4-7":                   func(v float64) bool { return v < 4 || v > 7 },
		"SCL !in 4-7":                      func(v float64) bool { return v < 4 || v > 7 },
		"not SCL in 4-7":                   func(v float64) bool { return v < 4 || v > 7 },
		"QA_PIXEL !bits 1,2,3,4":           func(v float64) bool { return !(bit(v, 1) || bit(v, 2) || bit(v, 3) || bit(v, 4)) },
		"QA_PIXEL not bits 1-4":            func(v float64) bool { return !(bit(v, 1) || bit(v, 2) || bit(v, 3) || bit(v, 4)) },
		"QA bits 1,2":                      func(v float64) bool { return bit(v, 1) && bit(v, 2) },
		"!(QA bits 1,2)":                   func(v float64) bool { return !(bit(v, 1) && bit(v, 2)) },
		"udm2.clear == 1":                  func(v float64) bool { return v == 1 },
		"a = 1 or a >= 255 && a != 65535":  func(v float64) bool { return v == 1 || v >= 255 && v != 65535 },
		"a > 1 and a < 6 and not (a == 3)": func(v float64) bool { return v > 1 && v < 6 && v != 3 },
		"a <= -1 || a in -5--1, 2":         func(v float64) bool { return v == 2 },
	} {
		e, err := keep.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for _, whole := range []bool{false, true} {
			n := 0
			src := memory{[][]float64{values}, whole, &n}
			m, err := keep.New(src, e, []raster.Source{memory{[][]float64{values}, whole, &n}})
			if err != nil {
				t.Fatal(err)
			}
			var b raster.Block
			if err := m.Read(t.Context(), window(m), &b); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				if got := b.Valid[i]; got != want(v) {
					t.Errorf("%s at %v: %v", text, v, got)
				}
			}
			if m.Close(); n != 2 {
				t.Errorf("%d of 2 sources closed", n)
			}
		}
	}
}

// TestSeveral uses three masks of two types, one without a number at a place.
func TestSeveral(t *testing.T) {
	e, err := keep.Parse("not a == 1 and (B.x in 2 or c < 0) or A == 5")
	if err != nil || !slices.Equal(e.Names(), []string{"a", "B.x", "c"}) {
		t.Fatal(e.Names(), err)
	}
	n := 0
	src := memory{[][]float64{{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}}, false, &n}
	masks := []raster.Source{memory{[][]float64{{0, 1, 0, 0, 5, 0}}, true, &n}, memory{[][]float64{{2, 2, 0, 0, 0, 2}}, true, &n},
		memory{[][]float64{{1, 1, -1, 1, 1, math.NaN()}}, false, &n}}
	m, err := keep.New(src, e, masks)
	if err != nil {
		t.Fatal(err)
	}
	var b raster.Block
	for _, w := range []raster.Window{window(m), {X: 1, W: 4, H: 1}} {
		if err := m.Read(t.Context(), w, &b); err != nil {
			t.Fatal(err)
		}
		want := []bool{true, false, true, false, true, false}[w.X : w.X+w.W]
		if !slices.Equal(b.ValidBand(0), want) || !slices.Equal(b.ValidBand(1), want) {
			t.Errorf("%v: %v, want %v", w, b.Valid, want)
		}
	}
	// Classes are those of the first mask, where pixels count.
	var got []string
	c := m.Crop(raster.Window{X: 1, W: 5, H: 1})
	if err := c.Classes(t.Context(), window(c), func(class float64, b *raster.Block) { got = append(got, fmt.Sprint(class, b.ValidBand(1))) }); err != nil {
		t.Fatal(err)
	}
	if want := "0 [false true false false false]; 5 [false false false true false]"; strings.Join(got, "; ") != want {
		t.Errorf("%s, want %s", strings.Join(got, "; "), want)
	}
	for _, mask := range []memory{{[][]float64{{1, 2}}, false, &n}, {[][]float64{{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}}, false, &n}} {
		one, _ := keep.Parse("m != 0")
		if _, err := keep.New(src, one, []raster.Source{mask}); !raster.IsTyped(err) {
			t.Error("a mask of another kind: ", err)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"": "ends early", "SCL": "want in, bits", "SCL in": "want a number", "SCL in 4,": "want a number", "SCL in 7-4": "ends before it starts", "SCL in (4": "want )",
		"4 in SCL": `at "4 in SCL"`, "SCL == x": `at "x"`, "SCL == 1 SCL": "want and", "QA bits 64": "0 to 63", "QA bits 0.5": "0 to 63", "QA bits -1": "0 to 63", "a == 1 or": "ends early",
		"a !== 1": "want a number", "a not 1": "want in or bits", "a # 1": `at "# 1"`, "a in 0x": `want and`, strings.Repeat("(", 100) + "a == 1": "too deep", "a == 1e999": "want a number",
	} {
		if _, err := keep.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// FuzzParse holds that no text panics, and that what is an expression is one
// again as it is written.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"SCL in 4-7,0xB", "not (a.b !bits 1,2 or c<=-1.5e3) && d==0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := keep.Parse(text)
		if err != nil {
			return
		}
		again, err := keep.Parse(e.String())
		if err != nil || !slices.Equal(again.Names(), e.Names()) {
			t.Fatal(err)
		}
		blocks, types := make([]*raster.Block, len(e.Names())), make([]raster.SampleType, len(e.Names()))
		for i := range blocks {
			blocks[i], types[i] = &raster.Block{Window: raster.Window{W: 4, H: 1}, Bands: 1, F64: []float64{0, -1, 4, 1e300}}, raster.Float64
		}
		a, b := make([]bool, 4), make([]bool, 4)
		e.Eval(blocks, types, a)
		again.Eval(blocks, types, b)
		if !slices.Equal(a, b) {
			t.Fatal(a, b)
		}
	})
}
