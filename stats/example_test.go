package stats_test

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// chip returns the moments of an image of two bands and four pixels, one of
// which is nodata in the second band.
func chip(offset uint8) stats.Moments {
	a := stats.NewAccumulator(2, raster.Uint8, stats.Options{})
	a.Add(&raster.Block{
		Window: raster.Window{W: 2, H: 2}, Bands: 2,
		U8:    []uint8{offset, offset + 1, offset + 2, offset + 3, 10, 20, 30, 0},
		Valid: []bool{true, true, true, true, true, true, true, false},
	})
	return a.Moments()
}

// Blocks of one item become its moments: counts, exact sums, extremes.
func ExampleAccumulator() {
	m := chip(100)
	fmt.Println("valid samples:", m.Valid, "complete pixels:", m.Complete)
	fmt.Println("sums:", m.Sum[0].Int(), m.Sum[1].Int())
	mean, stddev := m.MeanStdDev(1, 0)
	fmt.Printf("second band: %.3f ± %.3f\n", mean, stddev)
	// Output:
	// valid samples: [4 3] complete pixels: 3
	// sums: 406 60
	// second band: 20.000 ± 8.165
}

// Moments of items add up to the constants of a set. Taking one away needs no
// pixel.
func ExampleTotal_Sub() {
	first, second := chip(100), chip(200)
	set := stats.NewTotal()
	for _, m := range []stats.Moments{first, second} {
		if err := set.Add(&m); err != nil {
			fmt.Println(err)
			return
		}
	}
	s := set.Summary(0)
	fmt.Println("both:", s.Bands[0].Mean, s.Covariance[0][0])
	if err := set.Sub(&second); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("one: ", set.Summary(0).Bands[0].Mean)
	// Output:
	// both: 151.5 2500.6666666666665
	// one:  101.5
}

// Moments are written without loss. Sums are strings, since readers of JSON
// round numbers.
func ExampleMoments_MarshalJSON() {
	both := chip(100)
	m := both.Select([]int{0})
	text, err := json.Marshal(m)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	var read stats.Moments
	if err := json.Unmarshal(text, &read); err != nil { // validates, too
		fmt.Println(err)
		return
	}
	fmt.Println(read.Sum[0] == m.Sum[0])
	// Output:
	// {"type":"uint8","bands":1,"pixels":4,"valid":[4],"min":[100],"max":[103],"complete":3,"sum":["406"],"sum_squares":["41214"],"sum_complete":["303"],"sum_products":["30605"]}
	// true
}

// Items that were drawn at random say how far the mean may be from that of the
// whole population.
func ExampleItemSample() {
	drawn := stats.NewItemSample()
	for i := range 40 {
		m := chip(uint8(100 + i*i%17))
		if err := drawn.Add(&m); err != nil {
			fmt.Println(err)
			return
		}
	}
	e := drawn.Estimates(0.95, 1000)[0]
	fmt.Printf("mean %.2f, between %.2f and %.2f\n", e.Mean, e.MeanInterval[0], e.MeanInterval[1])
	// Output: mean 109.25, between 107.46 and 111.04
}

// Two groups of items that were dealt at random differ by chance only.
func ExampleCompare() {
	var train, valid []*stats.Moments
	for i := range 60 {
		m := chip(uint8(i * i % 61))
		if i%3 == 0 {
			valid = append(valid, &m)
		} else {
			train = append(train, &m)
		}
	}
	d, err := stats.Compare(slices.Values(train), slices.Values(valid), stats.CompareOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("the mean is shifted by %.2f standard deviations, p = %.2f\n", d[0].MeanShift, d[0].MeanP)
	// Output: the mean is shifted by 0.11 standard deviations, p = 0.73
}
