package report_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/report"
	"github.com/bandprep/bandprep/split"
)

// many returns a table of n items of one band and 100 pixels, in a thousand labels,
// each at a place of its own and at a time of its own.
func many(t *testing.T, n int) *table.Table {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	tab := &table.Table{Meta: table.Meta{Bands: []string{"grey"}, Type: raster.Uint8, Roots: []string{"photos"}}}
	for i := range n {
		mean, spread := int64(100+20*r.NormFloat64()), int64(1+r.IntN(9))
		if i%200 == 0 { // 4.7 by the modified z-score
			mean = 5
		}
		low, high := max(mean-spread, 0), min(mean+spread, 255)
		id := fmt.Sprintf("label %03d/photo %06d.jpg", i%1000, i)
		integer := func(v int64) []exact.Sum { return []exact.Sum{exact.IntSum(exact.FromInt64(v))} }
		sum, squares := integer(50*low+50*high), integer(50*low*low+50*high*high)
		x, y := r.Float64()*300-150, r.Float64()*120-60
		row := table.Row{Type: raster.Uint8, Row: manifest.Row{ID: id, Path: "photos/" + id, Width: 10, Height: 10, Bands: 1, SampleType: "uint8",
			Label: id[:9], Fold: -1, Decoder: "exact", Bytes: 100, CRS: "EPSG:4326", BBox: &[4]float64{x, y, x + 0.001, y + 0.001},
			Valid: []int64{100}, Total: 100, Complete: 100, Minimum: []float64{float64(low)}, Maximum: []float64{float64(high)},
			Sum: sum, SumSquares: squares, SumComplete: sum, SumProducts: squares}}
		if err := tab.Rows.Add(&row); err != nil {
			t.Fatal(err)
		}
	}
	tab.Rows.Sort()
	return tab
}

// A page of 100,000 items is not larger than one of many fewer: items are cells of
// a density, and lists end at 200.
func TestManyItems(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	page := func(n int) string {
		tab := many(t, n)
		o := derive.Options{Split: split.Options{Valid: split.Share{Fraction: 0.2}, Seed: 42}}
		if err := o.Split.Off.Set("footprint,near,exact"); err != nil { // no certificate of places: that is no matter of the page
			t.Fatal(err)
		}
		d, err := derive.Split(tab, o)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := report.Write(&b, &report.Content{Data: d, Choice: report.Choose(d, nil)}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	few, all := page(5_000), page(100_000)
	if len(all) > 700_000 || len(all) > 2*len(few) {
		t.Errorf("%d bytes of 100,000 items, %d of 5,000", len(all), len(few))
	}
	plot := all[strings.Index(all, `<section id="radiometry"`):]
	if rings := strings.Count(plot, "cm ring"); rings != 200 || strings.Contains(plot, "fill dot") {
		t.Errorf("%d rings", rings)
	}
	if rows := strings.Count(all[strings.Index(all, `<section id="items"`):strings.Index(all, `<section id="radiometry"`)], "<tr>"); rows != 201 {
		t.Errorf("%d rows of items", rows)
	}
	t.Logf("%d bytes of 5,000 items, %d of 100,000", len(few), len(all))
}
