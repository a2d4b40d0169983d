package stats

import (
	"fmt"
	"math"
	"math/big"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
)

// Total is the fold of the moments of any number of items of one kind. It is
// exact: neither the order of Add, Sub and Merge nor the grouping shows in the
// summary, and Sub undoes Add, extremes excepted (see [Total.Sub]).
type Total struct {
	kind     raster.SampleType
	bands    []bandTotal
	images   int64
	pixels   int64
	whole    int64 // images without dead bands: those of the fields below
	products int64 // images among them that brought products
	complete int64
	sum      []exact.Float // [bands] over complete pixels
	cross    []exact.Float // [pairs]
}

// bandTotal is what a Total keeps of one band.
type bandTotal struct {
	images  int64 // with a valid sample
	images1 int64 // with two or more
	valid   int64
	low     float64
	high    float64
	sum     exact.Float
	squares exact.Float
	within  exact.Float    // sum over images of the sum of squares about the image's mean
	mean    exact.Float    // sum over images of the mean
	square  exact.Float    // sum over images of the mean square
	stddev  [2]exact.Float // sums of the images' standard deviations for ddof 0 and 1
}

// NewTotal returns an empty total. The first item decides its kind.
func NewTotal() *Total { return &Total{} }

// Add counts the item m. It returns an error where m is of another kind, and
// one that wraps [ErrRange] where m has a sum that is too large to be told.
//
// An item that lacks a band stays out of the covariance; its other bands count
// in the statistics of bands.
func (t *Total) Add(m *Moments) error { return t.add(m, 1) }

// Sub undoes the Add of an equal m. Extremes cannot be taken back: where m
// holds the minimum or maximum of a band, that becomes NaN, unknown.
func (t *Total) Sub(m *Moments) error { return t.add(m, -1) }

// Merge adds what o holds; it never writes to o.
func (t *Total) Merge(o *Total) error {
	if o.bands == nil {
		return nil
	}
	if err := t.accept(o.kind, len(o.bands)); err != nil {
		return err
	}
	for i := range t.bands {
		a, b := &t.bands[i], &o.bands[i]
		a.images += b.images
		a.images1 += b.images1
		a.valid += b.valid
		a.low, a.high = min(a.low, b.low), max(a.high, b.high)
		a.sum.Merge(&b.sum)
		a.squares.Merge(&b.squares)
		a.within.Merge(&b.within)
		a.mean.Merge(&b.mean)
		a.square.Merge(&b.square)
		a.stddev[0].Merge(&b.stddev[0])
		a.stddev[1].Merge(&b.stddev[1])
	}
	t.images += o.images
	t.pixels += o.pixels
	t.whole += o.whole
	t.products += o.products
	t.complete += o.complete
	mergeAll(t.sum, o.sum)
	if t.cross == nil && o.cross != nil {
		t.cross = make([]exact.Float, len(o.cross))
	}
	mergeAll(t.cross, o.cross)
	return nil
}

// accept makes t of the given kind or refuses it.
func (t *Total) accept(kind raster.SampleType, bands int) error {
	if t.bands == nil {
		t.kind, t.bands, t.sum = kind, make([]bandTotal, bands), make([]exact.Float, bands)
		for i := range t.bands {
			t.bands[i].low, t.bands[i].high = math.Inf(1), math.Inf(-1)
		}
	}
	if t.kind != kind || len(t.bands) != bands {
		return fmt.Errorf("stats: %d×%s cannot be counted with %d×%s", bands, kind, len(t.bands), t.kind)
	}
	return nil
}

func (t *Total) add(m *Moments, sign int64) error {
	if err := m.check(); err != nil {
		return err
	}
	if err := t.accept(m.Type, m.Bands); err != nil {
		return err
	}
	t.images += sign
	t.pixels += sign * m.Pixels
	for b := range t.bands {
		if m.Valid[b] > 0 {
			t.bands[b].add(m, b, sign)
		}
	}
	if m.Dead != nil {
		return nil
	}
	t.whole += sign
	t.complete += sign * m.Complete
	integer := IntegerSums(m.Type)
	for b, s := range m.SumComplete {
		addSum(&t.sum[b], s, integer, sign)
	}
	if m.SumProducts == nil {
		return nil
	}
	t.products += sign
	if t.cross == nil {
		t.cross = make([]exact.Float, Pairs(m.Bands))
	}
	for i, s := range m.SumProducts {
		addSum(&t.cross[i], s, integer, sign)
	}
	return nil
}

func (b *bandTotal) add(m *Moments, band int, sign int64) {
	integer := IntegerSums(m.Type)
	n := m.Valid[band]
	b.valid += sign * n
	b.images += sign
	addSum(&b.sum, m.Sum[band], integer, sign)
	addSum(&b.squares, m.SumSquares[band], integer, sign)
	if sign > 0 {
		b.low, b.high = min(b.low, m.Min[band]), max(b.high, m.Max[band])
	} else {
		if m.Min[band] <= b.low {
			b.low = math.NaN()
		}
		if m.Max[band] >= b.high {
			b.high = math.NaN()
		}
	}
	if n > 1 {
		b.images1 += sign
	}
	if _, sum, squares, ok := m.int64Sums(band); ok {
		b.addSmall(n, sum, squares, sign)
		return
	}
	addQuo(&b.mean, m.Sum[band], n, integer, sign)
	addQuo(&b.square, m.SumSquares[band], n, integer, sign)
	if m.Min[band] == m.Max[band] {
		return
	}
	num, exp := m.squaredDeviations(band)
	addDouble(&b.within, exact.QuoDouble(num, big.NewInt(n), exp), sign)
	for ddof := range int64(2) {
		if n > ddof {
			den := big.NewInt(n)
			s := exact.SqrtQuo(num, den.Mul(den, big.NewInt(n-ddof)), exp)
			b.stddev[ddof].Add(float64(sign) * s)
		}
	}
}

// addSmall counts what is a quotient by the n samples of an image, given
// integer sums of 64 bits; it is the end of add without big numbers.
func (b *bandTotal) addSmall(n, sum, squares, sign int64) {
	magnitude := exact.FromInt64(max(sum, -sum))
	b.mean.AddQuo(magnitude, uint64(n), (sum < 0) != (sign < 0))
	b.square.AddQuo(exact.FromInt64(squares), uint64(n), sign < 0)
	num := exact.Mul64(n, squares).Sub(exact.Mul64(sum, sum))
	b.within.AddQuo(num, uint64(n), sign < 0)
	for ddof := range int64(2) {
		if n > ddof {
			b.stddev[ddof].Add(float64(sign) * exact.SqrtQuoInt(num, n, n-ddof))
		}
	}
}

// comoment returns n·Σxy − Σx·Σy as num·2^exp, exactly. Where x and y are the
// same, rounded sums may yield less than 0, which counts as 0.
func comoment(n int64, x, y, xy *exact.Float) (num *big.Int, exp int) {
	sx, ex := x.Big()
	sy, ey := y.Big()
	num, exp = xy.Big()
	num.Mul(num, big.NewInt(n))
	sx.Mul(sx, sy)
	ex += ey
	if ex < exp {
		num.Lsh(num, uint(exp-ex))
		exp = ex
	} else {
		sx.Lsh(sx, uint(ex-exp))
	}
	num.Sub(num, sx)
	if x == y && num.Sign() < 0 {
		num.SetInt64(0)
	}
	return num, exp
}

func addSum(f *exact.Float, s exact.Sum, integer bool, sign int64) {
	if !integer {
		t, v := s.Triple(), float64(sign)
		f.AddTriple(exact.Triple{Hi: v * t.Hi, Mid: v * t.Mid, Lo: v * t.Lo})
		return
	}
	v := s.Int()
	if sign < 0 {
		v = exact.Int{}.Sub(v)
	}
	f.AddInt(v, 0)
}

func addDouble(f *exact.Float, d exact.Double, sign int64) {
	v := float64(sign)
	f.AddDouble(exact.Double{Hi: v * d.Hi, Lo: v * d.Lo})
}

// addQuo adds s/n as a double-double.
func addQuo(f *exact.Float, s exact.Sum, n int64, integer bool, sign int64) {
	var sum exact.Float
	addSum(&sum, s, integer, 1)
	num, exp := sum.Big()
	addDouble(f, exact.QuoDouble(num, big.NewInt(n), exp), sign)
}

// check refuses moments that cannot be folded.
func (m *Moments) check() error {
	if err := m.checkLengths(); err != nil {
		return err
	}
	for b := range m.Bands {
		if n, sum, squares, ok := m.int64Sums(b); ok && exact.Mul64(n, squares).Sub(exact.Mul64(sum, sum)).Hi < 0 {
			return fmt.Errorf("stats: the sum of squares of band %d is too small for its sum: the variance would be negative", b+1)
		}
	}
	return m.CheckRange()
}
