package stats

import (
	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
)

// Moments are the sufficient statistics of one item. Sums are exact for
// integer samples up to 32 bits, and [exact.Sum] then holds an [exact.Int];
// so it does for 64-bit integers, where sums beyond 2¹²⁷ saturate. Sums of
// float samples hold an [exact.Triple], the three float64 nearest to the exact
// sum. All are sums of true values, without the bias of storage.
type Moments struct {
	Type   raster.SampleType
	Bands  int
	Pixels int64     // samples per band, valid or not
	Valid  []int64   // [Bands]
	Min    []float64 // [Bands], NaN where Valid is 0
	Max    []float64 // [Bands], NaN where Valid is 0
	// Complete counts the pixels that are valid in all bands, dead bands
	// excepted.
	Complete    int64
	Sum         []exact.Sum // [Bands], over valid samples
	SumSquares  []exact.Sum // [Bands], over valid samples
	SumComplete []exact.Sum // [Bands], over complete pixels; 0 in dead bands
	// SumProducts is the upper triangle of the matrix of sums of products
	// over complete pixels, row by row: (0,0) (0,1) … (1,1) (1,2) …, of
	// length Bands·(Bands+1)/2; see [Pair]. Nil where products were not kept.
	SumProducts []exact.Sum
	Dead        []bool // bands without a valid sample; nil if there are none
}

// reset makes m moments of zeros, in its own memory where that fits. The lists
// share memory: there may be millions of them.
func (m *Moments) reset(t raster.SampleType, bands int, products bool) {
	m.Type, m.Pixels, m.Complete, m.Dead = t, 0, 0, nil
	if m.Bands == bands && m.Sum != nil && products == (m.SumProducts != nil) {
		clear(m.Valid)
		clear(m.Min)
		clear(m.Max)
		for _, list := range [...][]exact.Sum{m.Sum, m.SumSquares, m.SumComplete, m.SumProducts} {
			clear(list)
		}
		return
	}
	lists := 3 * bands
	if products {
		lists += Pairs(bands)
	}
	sums, extremes := make([]exact.Sum, lists), make([]float64, 2*bands)
	cut := func(n int) (list []exact.Sum) {
		list, sums = sums[:n:n], sums[n:]
		return list
	}
	m.Bands, m.Valid = bands, make([]int64, bands)
	m.Min, m.Max = extremes[:bands:bands], extremes[bands:]
	m.Sum, m.SumSquares, m.SumComplete, m.SumProducts = cut(bands), cut(bands), cut(bands), nil
	if products {
		m.SumProducts = sums
	}
}

// Pair returns the index of the bands i and j in an upper triangle stored row
// by row.
func Pair(i, j, bands int) int {
	if i > j {
		i, j = j, i
	}
	return i*(2*bands-i-1)/2 + j
}

// Pairs returns the length of an upper triangle.
func Pairs(bands int) int { return bands * (bands + 1) / 2 }

// GreyToRGB returns the moments of the item whose three bands all equal the
// one band of m. It panics unless m has one band.
func (m *Moments) GreyToRGB() Moments {
	if m.Bands != 1 {
		panic("stats: GreyToRGB of more than one band")
	}
	return m.Select([]int{0, 0, 0})
}

// Select returns the moments of the given bands, in that order; a band may be
// named twice. Complete stays what it was: the pixels valid in all bands of m.
func (m *Moments) Select(bands []int) Moments {
	n := len(bands)
	s := Moments{
		Type: m.Type, Bands: n, Pixels: m.Pixels, Complete: m.Complete,
		Valid: pick(m.Valid, bands), Min: pick(m.Min, bands), Max: pick(m.Max, bands),
		Sum: pick(m.Sum, bands), SumSquares: pick(m.SumSquares, bands), SumComplete: pick(m.SumComplete, bands),
	}
	if m.SumProducts != nil {
		s.SumProducts = make([]exact.Sum, 0, Pairs(n))
		for i, a := range bands {
			for _, b := range bands[i:] {
				s.SumProducts = append(s.SumProducts, m.SumProducts[Pair(a, b, m.Bands)])
			}
		}
	}
	if m.Dead != nil {
		dead := pick(m.Dead, bands)
		for _, d := range dead {
			if d {
				s.Dead = dead
			}
		}
	}
	return s
}

func pick[T any](s []T, at []int) []T {
	p := make([]T, len(at))
	for i, a := range at {
		p[i] = s[a]
	}
	return p
}

// IntegerSums reports whether the sums of samples of type t are kept as
// [exact.Int], else as [exact.Triple].
func IntegerSums(t raster.SampleType) bool { return t.IsInteger() }
