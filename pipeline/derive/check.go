package derive

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/split"
)

// Finding is one thing that a check found.
type Finding struct {
	Kind  string   `json:"kind"`
	Items []string `json:"items"`
	Text  string   `json:"text"`
}

// The kinds of findings.
const (
	FoundDamaged    = "damaged"
	FoundExact      = "exact duplicates"
	FoundNear       = "near duplicates"
	FoundConflict   = "label conflict"
	FoundFlat       = "no structure"
	FoundConstant   = "constant band"
	FoundSaturated  = "saturated band"
	FoundOddSize    = "odd size"
	FoundNoData     = "undeclared nodata"
	FoundRadiometry = "odd radiometry"
)

const (
	saturatedShare = 0.1 // of the samples of a band at the largest value
	oddArea        = 16  // times larger or smaller than the median
	oddAspect      = 4   // longer side over shorter side
)

// Saturated tells which share of the samples of each band of an item is at the
// largest value that its type holds, by the id of the item.
type Saturated map[string][]float64

// Check looks for what spoils a dataset. Near is the largest distance of
// perceptual hashes of near duplicates, as in [split.Options].
func Check(t *table.Table, saturated Saturated, near int) ([]Finding, error) {
	var found []Finding
	var items []split.Item
	var sizes [][2]float64
	for _, row := range t.Rows.All() {
		row.Split = ""
		it, err := splitItem(row)
		if err != nil {
			return nil, err
		}
		items = append(items, it)
		sizes = append(sizes, [2]float64{float64(row.Width), float64(row.Height)})
		found = append(found, itemFindings(t, row, saturated[row.ID])...)
	}
	for _, f := range t.Skipped {
		found = append(found, Finding{FoundDamaged, []string{f.Path}, f.Error})
	}
	found = append(found, duplicateFindings(items, near)...)
	found = append(found, sizeFindings(items, sizes)...)
	for _, text := range t.NoDataCautions() {
		found = append(found, Finding{FoundNoData, []string{}, text})
	}
	if ids, sentence := t.OddItems(); ids != nil {
		found = append(found, Finding{FoundRadiometry, ids, sentence})
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return strings.Compare(a.Kind, b.Kind) })
	return found, nil
}

// itemFindings looks at one item by itself.
func itemFindings(t *table.Table, row *table.Row, saturated []float64) []Finding {
	var found []Finding
	add := func(kind, format string, args ...any) {
		found = append(found, Finding{kind, []string{row.ID}, fmt.Sprintf(format, args...)})
	}
	m := row.Moments()
	mean, stddev := table.MeanStdDev(&m)
	constant := 0
	for b, n := range row.Valid {
		if n > 0 && stddev[b] == 0 {
			constant++
			add(FoundConstant, "%s is %s everywhere", t.Bands[b], shortest(mean[b]))
		}
	}
	if row.PHash == nil && constant == 0 && row.Width >= 8 && row.Height >= 8 {
		add(FoundFlat, "almost nothing to see: a placeholder, or an empty scene")
	}
	if constant > 0 && constant == len(row.Valid) {
		found = []Finding{{FoundFlat, []string{row.ID}, "every band is constant: a placeholder, or an empty scene"}}
	}
	for b, share := range saturated {
		white := 0.0 // in 8 bits, what is 255 in all bands is white, as behind products
		if row.Type == raster.Uint8 {
			white = slices.Min(saturated)
		}
		if share-white > saturatedShare && stddev[b] > 0 {
			_, high := row.Type.Range()
			add(FoundSaturated, "%.1f %% of %s are %s", 100*share, t.Bands[b], shortest(high))
		}
	}
	return found
}

func duplicateFindings(items []split.Item, near int) []Finding {
	var found []Finding
	names := func(group []int) []string {
		out := make([]string, len(group))
		for i, k := range group {
			out[i] = items[k].ID
		}
		return out
	}
	o := split.Options{Near: near}
	lookAgain(&o)
	exact, alike := split.Duplicates(items, o)
	for _, g := range exact {
		found = append(found, Finding{FoundExact, names(g), fmt.Sprintf("%d files with equal content", len(g))})
	}
	for _, g := range alike {
		found = append(found, Finding{FoundNear, names(g), fmt.Sprintf("%d images look alike", len(g))})
	}
	for _, g := range split.Conflicts(items, append(slices.Clone(exact), alike...)) {
		var labels []string
		for _, k := range g {
			labels = append(labels, items[k].Labels...)
		}
		slices.Sort(labels)
		found = append(found, Finding{FoundConflict, names(g), "duplicates under labels " + strings.Join(slices.Compact(labels), ", ")})
	}
	return found
}

func sizeFindings(items []split.Item, sizes [][2]float64) []Finding {
	if len(sizes) == 0 {
		return nil
	}
	areas := make([]float64, len(sizes))
	for i, size := range sizes {
		areas[i] = size[0] * size[1]
	}
	median := slices.Sorted(slices.Values(areas))[len(areas)/2]
	var found []Finding
	for i, it := range items {
		w, h := sizes[i][0], sizes[i][1]
		aspect := math.Max(w, h) / math.Min(w, h)
		if areas[i] > oddArea*median || areas[i]*oddArea < median || aspect > oddAspect {
			found = append(found, Finding{FoundOddSize, []string{it.ID},
				fmt.Sprintf("%.0f×%.0f pixels, the median image has %.0f", w, h, median)})
		}
	}
	return found
}
