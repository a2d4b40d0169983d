package raster

import (
	"context"
	"math"
	"slices"
	"testing"
)

// TestNoDataTexts lists for each text and type the samples that GDAL's mask
// band calls invalid. GDAL 3.6.2 gave the lists, but for fractions over
// integers (it cuts them in the mask and not in its statistics; here as in
// these) and for texts that begin no number (it takes them for 0).
func TestNoDataTexts(t *testing.T) {
	f := func(v float64) float64 { return float64(float32(v)) }
	const lowest = -math.MaxFloat32
	below := float64(math.Nextafter32(-9999, 0))
	bytes := []float64{0, 1, 3, 7, 16, 255}
	shorts := []float64{-9999, -10000, -32768, 32767, -1, -32767}
	longs := []float64{-2147483648, 2147483647, -2147483647, 0}
	singles := []float64{lowest, f(-3.4e38), f(-1e38), f(-2e35), f(-3e35), -9999, below, -lowest, f(0.1), 0}
	doubles := []float64{0.1, math.Nextafter(0.1, 1), f(0.1), -math.MaxFloat64, -9999, -9999.0000000001}
	for _, c := range []struct {
		text    string
		t       SampleType
		samples []float64
		want    []float64
	}{
		{"255.0", Uint8, bytes, []float64{255}},
		{"2.55e2", Uint8, bytes, []float64{255}},
		{"  7", Uint8, bytes, []float64{7}},
		{"+3", Uint8, bytes, []float64{3}},
		{"-0", Uint8, bytes, []float64{0}},
		{"256", Uint8, bytes, nil},
		{"-1", Uint8, bytes, nil},
		{"255.00000000001", Uint8, bytes, nil},
		{"nan", Uint8, bytes, nil},
		{"0.5", Uint8, bytes, nil},
		{"none", Uint8, bytes, nil},
		{"", Uint8, bytes, nil},
		{"-32768.0", Int16, shorts, []float64{-32768}},
		{"-32767.9999999999999", Int16, shorts, []float64{-32768}},
		{"32768", Int16, shorts, nil},
		{"65535", Int16, shorts, nil},
		{"-2147483648", Int32, longs, []float64{-2147483648}},
		{"2147483648", Int32, longs, nil},
		{"-3.39999999999999996e+38", Float32, singles, []float64{lowest, f(-3.4e38), f(-1e38), f(-3e35)}},
		{"-3.40282346638529e+038", Float32, singles, []float64{lowest, f(-3.4e38), f(-1e38), f(-2e35), f(-3e35)}},
		{"-3.4028e38", Float32, singles, []float64{lowest, f(-3.4e38), f(-1e38), f(-2e35), f(-3e35)}},
		{"3.4028235e38", Float32, singles, []float64{-lowest}},
		{"-9999.0004", Float32, singles, []float64{-9999, below}},
		{"-9999.001", Float32, singles, []float64{-9999, below}},
		{"1e40", Float32, singles, nil},
		{"nan", Float32, singles, nil},
		{"1e-46", Float32, singles, []float64{0}},
		{"0.1", Float32, singles, []float64{f(0.1)}},
		{"0.1", Float64, doubles, []float64{0.1, math.Nextafter(0.1, 1), f(0.1)}},
		{"-1.797693134862e+308", Float64, doubles, []float64{-math.MaxFloat64}},
		{"-9999", Float64, doubles, []float64{-9999, -9999.0000000001}},
	} {
		h := Header{Width: len(c.samples), Height: 1, Bands: make([]Band, 1), Type: c.t}
		if v, ok := ParseNoData(c.text); ok {
			h.Bands[0].NoData = &v
		}
		if got := invalid(t, h, c.samples, ViewOptions{}); !slices.Equal(got, c.want) {
			t.Errorf("%q over %v: %v are no data, GDAL: %v", c.text, c.t, got, c.want)
		}
	}
}

// invalid returns the samples that a view of an image with one row calls
// invalid, band after band.
func invalid(t *testing.T, h Header, samples []float64, o ViewOptions) []float64 {
	t.Helper()
	var src, seen Block
	src.Reset(h.Window(), len(h.Bands), h.Type.Storage())
	for i, v := range samples {
		switch {
		case src.U8 != nil:
			src.U8[i] = uint8(v)
		case src.U16 != nil:
			src.U16[i] = uint16(int64(v) + h.Type.Bias())
		default:
			src.F64[i] = v
		}
	}
	view := NewView(blockSource{h, &src}, o)
	if err := view.Read(context.Background(), h.Window(), &seen); err != nil {
		t.Fatal(err)
	}
	var list []float64
	for i := range seen.Valid {
		if !seen.Valid[i] {
			list = append(list, seen.At(i, h.Type))
		}
	}
	return list
}

type blockSource struct {
	h Header
	b *Block
}

func (s blockSource) Header() Header          { return s.h }
func (s blockSource) Tasks(w Window) []Window { return []Window{w} }
func (s blockSource) Close() error            { return nil }
func (s blockSource) Read(_ context.Context, w Window, dst *Block) error {
	dst.Crop(s.b, w)
	return nil
}

// TestNoDataSpan holds the ends of the interval, found by halving, against the
// rule asked of each neighbour.
func TestNoDataSpan(t *testing.T) {
	for _, v := range []float64{-9999, 1, 1e-40, -1e20, 3e38, -math.MaxFloat32, 0.1, 65504, 0} {
		s := noDataSpan(v, Float32)
		b := float32(v)
		for _, x := range []float64{s.low, s.high} {
			away := math.Inf(1)
			if x == s.low {
				away = math.Inf(-1)
			}
			a := float32(x)
			if !matchFloat32(float64(a), float64(b)) {
				t.Errorf("%v: %v does not match", v, a)
			}
			next := math.Nextafter32(a, float32(away))
			if next := float64(next); s.low != s.high && !math.IsInf(next, 0) && matchFloat32(math.Abs(next), math.Abs(float64(b))) {
				t.Errorf("%v: %v matches behind %v", v, next, a)
			}
		}
	}
}

// TestNoDataTogether has pixels of which all, some or no bands hold their value.
func TestNoDataTogether(t *testing.T) {
	zero, nine := 0.0, 9.0
	h := Header{Width: 4, Height: 1, Type: Uint8, NoDataTogether: true, Bands: []Band{{NoData: &zero}, {NoData: &nine}, {NoData: &zero}}}
	samples := []float64{
		0, 0, 5, 0,
		9, 9, 6, 1,
		0, 7, 7, 2,
	}
	if got := invalid(t, h, samples, ViewOptions{}); !slices.Equal(got, []float64{0, 9, 0}) {
		t.Errorf("no data: %v", got)
	}
	if got := invalid(t, h, samples, ViewOptions{Bands: []int{1}}); !slices.Equal(got, []float64{9}) {
		t.Errorf("one band seen: %v", got)
	}
	if got := invalid(t, h, samples, ViewOptions{NoData: []float64{0}}); !slices.Equal(got, []float64{0, 0, 0, 0}) {
		t.Errorf("a value given: %v", got)
	}
	out := ViewOptions{}.Header(h)
	if out.NoDataTogether || !out.HasMask || out.Bands[0].NoData != nil {
		t.Errorf("the view declares %+v", out)
	}
	if h.Bands[0].NoData == nil {
		t.Error("the view changed its source's header")
	}
}

func TestSetNoDataValues(t *testing.T) {
	h := Header{Type: Uint8, Bands: make([]Band, 3)}
	for _, text := range []string{"0 0", "0 0 0 0", "0 0 none", ""} {
		if h.SetNoDataValues(text); h.NoDataTogether || h.Bands[0].NoData != nil {
			t.Errorf("%q was taken for 3 bands", text)
		}
	}
	if h.SetNoDataValues(" 1 2  3 "); !h.NoDataTogether || *h.Bands[2].NoData != 3 {
		t.Errorf("%+v", h)
	}
}
