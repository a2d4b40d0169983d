package stats

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// outOfRange are items some of whose sums are beyond float64 or 128 bits.
func outOfRange() map[string]Moments {
	x := []float64{1, 2, math.MaxFloat64, -math.MaxFloat64, 5}
	list := map[string]Moments{
		"squares":     item(raster.Float64, []float64{1e200, 2}).moments(Options{}),
		"sum":         item(raster.Float64, []float64{math.MaxFloat64, math.MaxFloat64}).moments(Options{}),
		"no products": item(raster.Float64, x, x, x).moments(Options{NoProducts: true}),
		"bands":       item(raster.Float64, x, x, x).moments(Options{Histograms: true}),
		"incomplete":  item(raster.Float64, x, []float64{7, 7, 7, 7, 1}).without(99, 7).moments(Options{}),
		"negative":    item(raster.Float64, []float64{-1e155, 3}).moments(Options{}),
	}
	square := slices.Repeat([]float64{1 << 63}, 5)
	list["128 bits"] = item(raster.Uint64, square).moments(Options{})
	list["128 bits, two bands"] = item(raster.Int64, square, []float64{1, 2, 3, 4, 5}).moments(Options{})
	return list
}

// Items out of range are an error that a caller can tell from others, and
// leave no trace: without them the result is as if they had not been there.
func TestOutOfRange(t *testing.T) {
	for what, m := range outOfRange() {
		if err := m.Validate(); !errors.Is(err, ErrRange) {
			t.Errorf("%s: Validate says %v", what, err)
		}
		good := item(m.Type, slices.Repeat([][]float64{{1, 2, 3, 5, 4}}, m.Bands)...).moments(Options{NoProducts: m.SumProducts == nil})
		sum, sample, stopper := total(t, good), NewItemSample(), NewStopper(Tolerance{}, 0)
		if err := sample.Add(&good); err != nil {
			t.Fatal(err)
		}
		before := fmt.Sprint(sum.Summary(0), sample.Estimates(0.95, 0))
		_, stopErr := stopper.Add(&m)
		_, compareErr := Compare(one(&good), one(&m), CompareOptions{Permutations: 9})
		for where, err := range map[string]error{
			"Total.Add": sum.Add(&m), "Total.Sub": sum.Sub(&m), "ItemSample.Add": sample.Add(&m), "Stopper.Add": stopErr, "Compare": compareErr,
		} {
			if !errors.Is(err, ErrRange) {
				t.Errorf("%s: %s says %v", what, where, err)
			}
		}
		if after := fmt.Sprint(sum.Summary(0), sample.Estimates(0.95, 0)); after != before {
			t.Errorf("%s: it left a trace\nbefore %s\nafter  %s", what, before, after)
		}
		for b := range m.Bands {
			m.MeanStdDev(b, 0)
		}
	}
}

func one(m *Moments) iter.Seq[*Moments] { return slices.Values([]*Moments{m}) }

// Items that fit one by one may have sums that do not. Their means do.
func TestSummaryOutOfRange(t *testing.T) {
	x := []float64{9e153, -9e153}
	m := item(raster.Float64, x, x).moments(Options{})
	var items []Moments
	sample := NewItemSample()
	for range 5 {
		items = append(items, m)
		if err := sample.Add(&m); err != nil {
			t.Fatal(err)
		}
	}
	s := total(t, items...).Summary(0)
	if s.Bands[0].Mean != 0 || s.Bands[0].StdDev != 9e153 || s.Covariance[0][1] != 9e153*9e153 {
		t.Errorf("the mean of squares fits, whatever their sum: %+v", s)
	}
	for _, e := range sample.Estimates(0.95, 0) {
		if e.Mean != 0 {
			t.Errorf("%+v", e)
		}
	}
}
