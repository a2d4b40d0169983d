package tally

import (
	"math"
	"math/rand"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestStoragesAgree counts the same whole numbers as 16-bit codes and as floats:
// all that is exact of both is equal, and equals what sorting gives.
func TestStoragesAgree(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for _, most := range []int{3, 100, 5000} {
		var values []float64
		codes, reals := New(2, raster.Int16), New(2, raster.Float64)
		for range 5 {
			const side = 37
			var a, b raster.Block
			a.Reset(raster.Window{W: side, H: side}, 2, raster.StoreU16)
			b.Reset(raster.Window{W: side, H: side}, 2, raster.StoreF64)
			valid, same := a.MakeValid(), b.MakeValid()
			for i := range a.U16 {
				v := random.Intn(most) - most/2
				a.U16[i], b.F64[i] = uint16(int64(v)+raster.Int16.Bias()), float64(v)
				valid[i] = random.Intn(9) > 0
				same[i] = valid[i]
				if i < side*side && valid[i] {
					values = append(values, float64(v))
				}
			}
			for i := range 2 {
				codes.Add(i, &a)
				reals.Add(i, &b)
			}
		}
		c, r := codes.Summaries()[0], reals.Summaries()[0]
		slices.Sort(values)
		if c.Samples != int64(len(values)) || c.Min != values[0] || c.Max != values[len(values)-1] || !c.Whole || !r.Whole {
			t.Errorf("%d values: %d samples in %v…%v, want %d in %v…%v", most, c.Samples, c.Min, c.Max, len(values), values[0], values[len(values)-1])
		}
		if r.Samples != c.Samples || !slices.Equal(c.Low, r.Low) || !slices.Equal(c.High, r.High) || !slices.Equal(c.Values, r.Values) || c.Equal != r.Equal {
			t.Errorf("%d values: %+v and %+v", most, c, r)
		}
		for _, pair := range [][2]float64{{c.Mean, r.Mean}, {c.StdDev, r.StdDev}, {c.Roughness, r.Roughness}} {
			if math.Abs(pair[0]-pair[1]) > 1e-9*(1+math.Abs(pair[0])) {
				t.Errorf("%d values: %v as codes, %v as floats", most, pair[0], pair[1])
			}
		}
		if len(values) <= maxSample && !slices.Equal(c.Sample, values) {
			t.Errorf("%d values: the sample is not all of them", most)
		}
		distinct := slices.Compact(values)
		if len(distinct) <= MaxValues && !slices.Equal(c.Values, distinct) {
			t.Errorf("%d values: %v, want %v", most, c.Values, distinct)
		}
	}
}

// TestSampleOfMany has at most its limit of a large band, spread over its ranks.
func TestSampleOfMany(t *testing.T) {
	var b raster.Block
	b.Reset(raster.Window{W: 300, H: 300}, 1, raster.StoreU8)
	for i := range b.U8 {
		b.U8[i] = uint8(i % 256)
	}
	b.U8[7] = 0
	counts := New(1, raster.Uint8)
	counts.Add(0, &b)
	s := counts.Summaries()[0]
	if len(s.Sample) == 0 || len(s.Sample) > maxSample || !slices.IsSorted(s.Sample) {
		t.Fatalf("%d samples", len(s.Sample))
	}
	if m := s.Sample[len(s.Sample)/2]; m < 126 || m > 129 {
		t.Errorf("the middle of the sample is %v", m)
	}
}

// TestNothing has a band without a valid sample.
func TestNothing(t *testing.T) {
	var b raster.Block
	b.Reset(raster.Window{W: 2, H: 1}, 2, raster.StoreF64)
	b.F64[0], b.F64[1], b.F64[2], b.F64[3] = math.NaN(), math.Inf(1), 4, 4
	counts := New(2, raster.Float32)
	counts.Add(0, &b)
	counts.Add(1, &b)
	list := counts.Summaries()
	if list[0].Samples != 0 || list[1].Samples != 2 || list[1].Equal != 1 {
		t.Errorf("%+v", list)
	}
}
