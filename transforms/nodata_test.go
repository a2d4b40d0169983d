package transforms

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestResizeLeavesOutInvalid computes by hand: each output pixel averages two.
func TestResizeLeavesOutInvalid(t *testing.T) {
	nodata := -9999.0
	h := raster.Header{Width: 8, Height: 1, Bands: []raster.Band{{NoData: &nodata}}, Type: raster.Int16}
	var src, dst raster.Block
	src.Reset(h.Window(), 1, raster.StoreU16)
	for i, v := range []int{10, -9999, -9999, -9999, 30, 51, -7, 8} {
		src.U16[i] = uint16(v + 32768)
	}
	copy(src.MakeValid(), []bool{true, false, false, false, true, true, true, true})
	if err := (Resize{Width: 4, Height: 1, Filter: Box}).Apply(h, raster.Window{W: 4, H: 1}, &dst, &src); err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{10, -9999, 40, 0} { // 40.5 and 0.5 go to even
		if got := dst.At(i, raster.Int16); got != want || dst.Valid[i] != (i != 1) {
			t.Errorf("pixel %d is %v (valid %v), want %v", i, got, dst.Valid[i], want)
		}
	}
}

// TestConstantStaysConstant resizes one value with holes: whatever comes out
// valid must be that value, since holes do not contribute.
func TestConstantStaysConstant(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	for _, typ := range []raster.SampleType{raster.Uint8, raster.Uint16, raster.Float32} {
		for filter := range filters {
			src := randomImage(r, 20, 17, 1, typ, true)
			valid := src.block.MakeValid()
			for i := range valid {
				valid[i] = r.IntN(3) > 0
				if valid[i] {
					store(&src.block, 0, i, typ, []float64{77})
				}
			}
			for _, size := range [][2]int{{9, 8}, {31, 40}, {20, 5}} {
				v, err := Chain{Resize{Width: size[0], Height: size[1], Filter: Filter(filter)}}.Open(src)
				if err != nil {
					t.Fatal(err)
				}
				all, err := readAll(v, []raster.Window{{W: size[0], H: size[1]}})
				if err != nil {
					t.Fatal(err)
				}
				some := 0
				for i, ok := range all.Valid {
					if ok {
						some++
						if got := all.At(i, typ); math.Abs(got-77) > 1e-4 {
							t.Fatalf("%v %v to %v: pixel %d is %v", typ, Filter(filter), size, i, got)
						}
					}
				}
				if some == 0 {
					t.Errorf("%v %v to %v: nothing valid", typ, Filter(filter), size)
				}
			}
		}
	}
}

// TestNodataStaysNodata: samples that are not valid hold their band's nodata
// value bit for bit, and valid ones never do.
func TestNodataStaysNodata(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 5))
	nan, zero, minus := math.NaN(), 0.0, -9999.0
	for _, nodata := range []*float64{&nan, &zero, &minus, nil} {
		src := randomImage(r, 16, 16, 2, raster.Float32, true)
		src.block.MakeValid()
		for i := range src.header.Bands {
			src.header.Bands[i].NoData = nodata
		}
		// Values that normalization maps to each of the nodata values.
		src.block.F64[0], src.block.F64[1] = 100, 100-9999*4
		src.block.Valid[0], src.block.Valid[1] = true, true
		v, err := Chain{Normalize{Mean: []float64{100, 100}, Std: []float64{4, 4}}}.Open(src)
		if err != nil {
			t.Fatal(err)
		}
		h := v.Header()
		all, err := readAll(v, []raster.Window{h.Window()})
		if err != nil {
			t.Fatal(err)
		}
		fill := Fill(h.Bands[0], h.Type)
		for i, x := range all.F64 {
			holds := math.Float64bits(x) == math.Float64bits(fill) || x != x && fill != fill
			if holds == all.Valid[i] {
				t.Fatalf("nodata %v: sample %d is %v, valid %v", fill, i, x, all.Valid[i])
			}
			old := src.block.F64[i]
			if valid := src.block.Valid[i] && old-old == 0; valid != all.Valid[i] {
				t.Fatalf("nodata %v: sample %d was %v, valid %v", fill, i, old, all.Valid[i])
			}
			if want := (old - 100) / 4; all.Valid[i] && math.Abs(x-want) > 1e-5*max(1, math.Abs(want)) {
				t.Fatalf("%v became %v instead of %v", old, x, want)
			}
		}
	}
}

func TestPadIsInvalidUnlessGivenAValue(t *testing.T) {
	nodata, value := 255.0, 7.0
	src := randomImage(rand.New(rand.NewPCG(1, 2)), 2, 1, 1, raster.Uint8, false)
	src.header.Bands[0].NoData = &nodata
	copy(src.block.U8, []uint8{1, 2})
	for _, c := range []struct {
		pad  Pad
		want string
		ok   bool
	}{
		{Pad{W: 4, H: 1}, "\xff\x01\x02\xff", false},
		{Pad{W: 5, H: 1, Value: &value}, "\x07\x01\x02\x07\x07", true},
	} {
		v, err := Chain{c.pad}.Open(src)
		if err != nil {
			t.Fatal(err)
		}
		h := v.Header()
		all, err := readAll(v, []raster.Window{h.Window()})
		if err != nil {
			t.Fatal(err)
		}
		if string(all.U8) != c.want || all.Valid[0] != c.ok || !all.Valid[1] || h.HasMask == c.ok {
			t.Errorf("%v: %q %v, mask %v", c.pad, all.U8, all.Valid, h.HasMask)
		}
	}
}

// TestValidNeverBecomesNodata resizes and clips integers to their nodata value.
func TestValidNeverBecomesNodata(t *testing.T) {
	for _, c := range []struct {
		typ          raster.SampleType
		nodata       float64
		values       []float64
		chain        Chain
		first, after float64
	}{
		{raster.Int16, 0, []float64{-1, 1}, Chain{Resize{Width: 1, Height: 1, Filter: Box}}, 1, 1},
		{raster.Uint8, 255, []float64{255, 254}, Chain{Clip{Low: []float64{0}, High: []float64{255}}}, 254, 254},
		{raster.Int16, -32768, []float64{-32768, 5}, Chain{Clip{Low: []float64{-40000}, High: []float64{9}}}, -32767, 5},
		{raster.Int32, 7, []float64{3, 8}, Chain{Clip{Low: []float64{7}, High: []float64{9}}}, 8, 8},
		{raster.Uint16, -1, []float64{0, 3}, Chain{Clip{Low: []float64{0}, High: []float64{9}}}, 0, 3},
	} {
		src := row(c.typ, c.values...)
		src.header.Bands[0].NoData = &c.nodata
		v, err := c.chain.Open(src)
		if err != nil {
			t.Fatal(err)
		}
		h := v.Header()
		all, err := readAll(v, []raster.Window{h.Window()})
		if err != nil {
			t.Fatal(err)
		}
		if got, last := all.At(0, c.typ), all.At(h.Width-1, c.typ); got != c.first || last != c.after {
			t.Errorf("%v, nodata %v: %v became %v and %v", c.typ, c.nodata, c.values, got, last)
		}
	}
}
