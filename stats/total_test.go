package stats

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
)

func total(t *testing.T, items ...Moments) *Total {
	t.Helper()
	sum := NewTotal()
	for i := range items {
		if err := sum.Add(&items[i]); err != nil {
			t.Fatal(err)
		}
	}
	return sum
}

// print shows every bit: floats are printed so that they read back.
func print(s Summary) string { return fmt.Sprintf("%+v", s) }

// item is a picture of one row per band.
func item(kind raster.SampleType, rows ...[]float64) picture {
	p := picture{t: kind, bands: len(rows), n: len(rows[0])}
	for _, r := range rows {
		p.x = append(p.x, r...)
	}
	return p
}

// without marks the samples equal to nodata[band] as invalid.
func (p picture) without(nodata ...float64) picture {
	p.valid = make([]bool, len(p.x))
	for i, v := range p.x {
		p.valid[i] = v != nodata[i/p.n]
	}
	return p
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > tolerance*math.Abs(want) {
		t.Errorf("%s = %.17g, want %.17g", what, got, want)
	}
}

// Traps of other tools. A mean of standard deviations and a pooled variance
// that drops the variance between images both say 0 here.
func TestBlackAndWhiteImage(t *testing.T) {
	black := item(raster.Uint8, []float64{0, 0, 0, 0}).moments(Options{})
	white := item(raster.Uint8, []float64{255, 255, 255, 255}).moments(Options{})
	b := total(t, black, white).Summary(0).Bands[0]
	if b.Mean != 127.5 || b.StdDev != 127.5 || b.StdDevBetween != 127.5 || b.StdDevWithin != 0 || b.StdDevImageMean != 0 {
		t.Errorf("%+v", b)
	}
	b = total(t, black, white).Summary(1).Bands[0]
	near(t, "stddev with n-1", b.StdDev, math.Sqrt(8*127.5*127.5/7), 1e-15)
}

// An image with one band that is all nodata changes neither the other images
// nor its own other bands; a merge that multiplies 0 by NaN does.
func TestDeadBand(t *testing.T) {
	a := item(raster.Float32, []float64{1, 2, 3}, []float64{4, 6, 5}).moments(Options{})
	b := item(raster.Float32, []float64{7, 8, 9}, []float64{-9999, -9999, -9999}).without(math.NaN(), -9999).moments(Options{})
	if !reflect.DeepEqual(b.Dead, []bool{false, true}) || b.Complete != 3 || !math.IsNaN(b.Min[1]) {
		t.Fatalf("%+v", b)
	}
	s := total(t, a, b).Summary(0)
	if s.Bands[0].Mean != 5 || s.Bands[0].Valid != 6 || s.Bands[1].Mean != 5 || s.Bands[1].Valid != 3 || s.Bands[1].Images != 1 {
		t.Errorf("%+v", s.Bands)
	}
	if s.Images != 2 || s.CompleteImages != 1 || s.LackingImages != 1 || s.Complete != 3 {
		t.Errorf("%+v", s)
	}
	if want := total(t, a).Summary(0).Covariance; !reflect.DeepEqual(s.Covariance, want) {
		t.Errorf("covariance %v, want %v", s.Covariance, want)
	}
	none := total(t, b).Summary(0)
	if none.Covariance != nil || !math.IsNaN(none.Bands[1].Mean) || !math.IsNaN(none.Bands[1].MeanPerImage) || !math.IsNaN(none.Bands[1].StdDevPerImage) || !math.IsNaN(none.Bands[1].Minimum) {
		t.Errorf("%+v", none)
	}
}

// The covariance of rgbsmall.tif with divisor n−1 is the one that GDAL's own
// tests expect (autotest, STATISTICS_COVARIANCES); sums by numpy.
func TestCovarianceOfGDAL(t *testing.T) {
	sums := func(v ...int64) (s []exact.Sum) {
		for _, v := range v {
			s = append(s, exact.IntSum(exact.FromInt64(v)))
		}
		return s
	}
	m := Moments{
		Type: raster.Uint8, Bands: 3, Pixels: 2500, Valid: []int64{2500, 2500, 2500}, Complete: 2500,
		Min: []float64{0, 0, 0}, Max: []float64{216, 222, 181},
		Sum: sums(163597, 227577, 68920), SumComplete: sums(163597, 227577, 68920), SumSquares: sums(16307611, 30463289, 3405560),
		SumProducts: sums(16307611, 22136516, 7033982, 30463289, 9394229, 3405560),
	}
	want := [][]float64{
		{2241.7045363745387, 2898.8196128051163, 1009.979953581434},
		{2898.8196128051163, 3900.269159023618, 1248.65396718687},
		{1009.979953581434, 1248.65396718687, 602.4703641456648},
	}
	got := total(t, m).Summary(1).Covariance
	for i := range want {
		for j := range want {
			near(t, "covariance", got[i][j], want[i][j], 2e-14)
		}
	}
	p := m.Select([]int{2, 0})
	got = total(t, p).Summary(1).Covariance
	near(t, "covariance of bands 3, 1", got[0][1], want[0][2], 2e-14)
}

// GDAL's vectors for nodata. Its covariance of bands 1 and 2 is pairwise; ours
// is over complete pixels, which GDAL gives for a common mask.
func TestNoDataPolicies(t *testing.T) {
	nan := math.NaN()
	for _, p := range []picture{
		item(raster.Uint8, []float64{1, 2, 3, 255}, []float64{2, 1, 254, 3}).without(255, 254),
		item(raster.Float32, []float64{1, 2, 3, nan}, []float64{2, 1, nan, 3}),
	} {
		s := total(t, p.moments(Options{})).Summary(1)
		if s.Bands[0].StdDev != 1 || s.Bands[1].StdDev != 1 || s.Bands[0].Valid != 3 || s.Complete != 2 {
			t.Errorf("valid samples: %+v", s)
		}
		if want := [][]float64{{.5, -.5}, {-.5, .5}}; !reflect.DeepEqual(s.Covariance, want) {
			t.Errorf("covariance %v, want %v", s.Covariance, want)
		}
		s = total(t, p.moments(Options{Complete: true})).Summary(1)
		if s.Bands[0].StdDev != math.Sqrt(.5) || s.Bands[0].Valid != 2 || s.Bands[0].Maximum != 2 {
			t.Errorf("complete pixels: %+v", s.Bands[0])
		}
	}
	disjoint := item(raster.Float32, []float64{1, 2, nan, nan}, []float64{nan, nan, 3, 4})
	if s := total(t, disjoint.moments(Options{})).Summary(1); s.Covariance != nil || s.Complete != 0 || !math.IsNaN(s.CompleteMean[0]) || s.Bands[1].Mean != 3.5 {
		t.Errorf("disjoint: %+v", s)
	}
}

// exactly computes mean and standard deviation of x in rational arithmetic;
// both are the nearest float64.
func exactly(x []float64, ddof int64) (mean, stddev float64) {
	n, s, q := big.NewRat(int64(len(x)), 1), new(big.Rat), new(big.Rat)
	for _, v := range x {
		r := new(big.Rat).SetFloat64(v)
		s.Add(s, r)
		q.Add(q, r.Mul(r, r))
	}
	m := new(big.Rat).Quo(s, n)
	mean, _ = m.Float64()
	q.Sub(q, s.Mul(s, m))
	q.Quo(q, n.Sub(n, big.NewRat(ddof, 1)))
	const digits = 400
	f := new(big.Float).SetPrec(digits).SetRat(q)
	stddev, _ = f.Sqrt(f).Float64()
	return mean, stddev
}

// E[x²] − E[x]² in float64 says −106 for the first, 0.0264 for the second.
func TestCancellation(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for _, offset := range []float64{1e8, 1e6, 1e15} {
		x := make([]float64, 10000)
		for i := range x {
			x[i] = offset + r.Float64()
		}
		mean, stddev := exactly(x, 0)
		b := total(t, item(raster.Float64, x).moments(Options{})).Summary(0).Bands[0]
		if b.Mean != mean || b.StdDev != stddev {
			t.Errorf("%g: mean %.17g, stddev %.17g, want %.17g, %.17g", offset, b.Mean, b.StdDev, mean, stddev)
		}
	}
}

// Sums of 0.1 are not representable, yet a constant band has no variance.
func TestConstantBand(t *testing.T) {
	x := make([]float64, 12345)
	y := make([]float64, len(x))
	for i := range x {
		x[i], y[i] = 0.1, float64(i)
	}
	s := total(t, item(raster.Float64, x, y).moments(Options{})).Summary(0)
	if b := s.Bands[0]; b.Mean != 0.1 || b.StdDev != 0 || b.StdDevBetween != 0 || s.Covariance[0][0] != 0 || s.Covariance[0][1] != 0 {
		t.Errorf("%+v %v", b, s.Covariance)
	}
}

// A minimum of −0 would show in the order of merging.
func TestNegativeZero(t *testing.T) {
	m := item(raster.Float32, []float64{math.Copysign(0, -1), 0, math.Copysign(0, -1)}).moments(Options{})
	if math.Signbit(m.Min[0]) || math.Signbit(m.Max[0]) {
		t.Errorf("extremes %g, %g", m.Min[0], m.Max[0])
	}
}

// Neither order nor grouping shows in a bit; Sub undoes Add.
func TestTotalLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for _, kind := range testTypes {
		for range 20 {
			bands := 1 + r.IntN(3)
			items := make([]Moments, 2+r.IntN(6))
			for i := range items {
				items[i] = randomPicture(r, kind, bands, 1+r.IntN(40)).moments(Options{})
			}
			for ddof := range 2 {
				want := print(total(t, items...).Summary(ddof))
				shuffled := make([]Moments, len(items))
				for i, k := range r.Perm(len(items)) {
					shuffled[k] = items[i]
				}
				if got := print(total(t, shuffled...).Summary(ddof)); got != want {
					t.Fatalf("shuffled %s\nwant     %s", got, want)
				}
				cut := r.IntN(len(items) + 1)
				a, b := total(t, shuffled[:cut]...), total(t, shuffled[cut:]...)
				before := print(b.Summary(ddof))
				if err := a.Merge(b); err != nil {
					t.Fatal(err)
				}
				if got := print(a.Summary(ddof)); got != want {
					t.Fatalf("merged %s\nwant   %s", got, want)
				}
				if print(b.Summary(ddof)) != before {
					t.Fatal("Merge wrote to its argument")
				}
				for i := range shuffled[cut:] {
					if err := a.Sub(&shuffled[cut+i]); err != nil {
						t.Fatal(err)
					}
				}
				if got, want := withoutExtremes(a.Summary(ddof)), withoutExtremes(total(t, shuffled[:cut]...).Summary(ddof)); cut > 0 && got != want {
					t.Fatalf("subtracted %s\nwant       %s", got, want)
				}
			}
		}
	}
}

func withoutExtremes(s Summary) string {
	for b := range s.Bands {
		s.Bands[b].Minimum, s.Bands[b].Maximum = 0, 0
		if s.Bands[b].StdDev < 1e-8 { // rounded sums of what was known to be constant
			s.Bands[b] = BandSummary{}
			s.Covariance = nil
		}
	}
	return print(s)
}

// The summary is the nearest float64 to the rational result.
func TestSummaryAgainstOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	for _, kind := range testTypes {
		for range 20 {
			var items []Moments
			var x []float64
			n := 1 + r.IntN(4)
			imageMean := new(big.Rat)
			for range n {
				p := randomPicture(r, kind, 1, 2+r.IntN(30))
				p.valid = nil
				for i, v := range p.x {
					if math.IsNaN(v) || math.IsInf(v, 0) {
						p.x[i] = 1
					}
				}
				items = append(items, p.moments(Options{}))
				x = append(x, p.x...)
				_, s := exactly(p.x, 1)
				imageMean.Add(imageMean, new(big.Rat).SetFloat64(s))
			}
			for _, m := range items {
				for ddof := range 2 {
					one := total(t, m).Summary(ddof).Bands[0]
					mean, stddev := m.MeanStdDev(0, ddof)
					if mean != one.Mean || stddev != one.StdDev {
						t.Fatalf("%s: mean %.17g, stddev %.17g, want %.17g, %.17g", kind, mean, stddev, one.Mean, one.StdDev)
					}
				}
			}
			b := total(t, items...).Summary(1).Bands[0]
			mean, stddev := exactly(x, 1)
			if b.Mean != mean || b.StdDev != stddev {
				t.Fatalf("%s: mean %.17g, stddev %.17g, want %.17g, %.17g", kind, b.Mean, b.StdDev, mean, stddev)
			}
			want, _ := imageMean.Quo(imageMean, big.NewRat(int64(n), 1)).Float64()
			if b.StdDevImageMean != want {
				t.Fatalf("%s: mean of stddevs %.17g, want %.17g", kind, b.StdDevImageMean, want)
			}
			_, s := exactly(x, 0)
			near(t, "within² + between²", b.StdDevWithin*b.StdDevWithin+b.StdDevBetween*b.StdDevBetween, s*s, 1e-14)
		}
	}
}

// A small dark image and a large bright one: pixels and images weigh
// differently. By hand: image means 1 and 9, squares about 5 are 17 each.
func TestEveryImageCountsTheSame(t *testing.T) {
	for _, kind := range []raster.SampleType{raster.Uint8, raster.Float32, raster.Int64} {
		small := item(kind, []float64{0, 2}).moments(Options{})
		large := item(kind, []float64{8, 10, 8, 10, 8, 10}).moments(Options{})
		b := total(t, small, large).Summary(0).Bands[0]
		if b.Mean != 7 || b.MeanPerImage != 5 {
			t.Errorf("means %g and %g, want 7 and 5", b.Mean, b.MeanPerImage)
		}
		near(t, "stddev of images", b.StdDevPerImage, math.Sqrt(17), 1e-15)
	}
}

func TestTotalRefuses(t *testing.T) {
	a := item(raster.Uint8, []float64{1, 2}).moments(Options{})
	b := item(raster.Uint16, []float64{1, 2}).moments(Options{})
	c := item(raster.Uint8, []float64{1, 2}, []float64{3, 4}).moments(Options{})
	huge := item(raster.Float64, []float64{1e200, 2}).moments(Options{})
	if total(t, a).Add(&b) == nil || total(t, a).Add(&c) == nil || NewTotal().Add(&huge) == nil {
		t.Error("kinds were mixed")
	}
	if mean, stddev := huge.MeanStdDev(0, 0); !math.IsNaN(mean) || !math.IsNaN(stddev) {
		t.Errorf("mean %g, stddev %g of what has no sum of squares", mean, stddev)
	}
	square := make([]float64, 5)
	for i := range square {
		square[i] = 1 << 63
	}
	beyond := item(raster.Uint64, square).moments(Options{})
	if beyond.SumSquares[0].Int() != exact.MaxInt || NewTotal().Add(&beyond) == nil {
		t.Error("a saturated sum was added")
	}
	if total(t, a).Merge(total(t, b)) == nil {
		t.Error("totals of other kinds were merged")
	}
	if broken := (Moments{Type: raster.Uint8, Bands: 2}); NewTotal().Add(&broken) == nil {
		t.Error("moments without lists were added")
	}
	if s := NewTotal().Summary(0); s.Images != 0 || s.Covariance != nil {
		t.Errorf("%+v", s)
	}
}

func TestGreyToRGB(t *testing.T) {
	x := []float64{1, 2, 7, 255}
	grey := item(raster.Uint8, x).moments(Options{})
	same(t, grey.GreyToRGB(), item(raster.Uint8, x, x, x).moments(Options{}))
}
