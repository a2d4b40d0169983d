package pipeline

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

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
	FoundDamaged   = "damaged"
	FoundExact     = "exact duplicates"
	FoundNear      = "near duplicates"
	FoundConflict  = "label conflict"
	FoundFlat      = "no structure"
	FoundConstant  = "constant band"
	FoundSaturated = "saturated band"
	FoundOddSize   = "odd size"
	FoundNoData    = "undeclared nodata"
)

const (
	saturatedShare = 0.1 // of the samples of a band at the largest value
	oddArea        = 16  // times larger or smaller than the median
	oddAspect      = 4   // longer side over shorter side
)

// Check measures the images and looks for what spoils a dataset. It changes
// and deletes nothing.
func Check(ctx context.Context, s *Set, o Options, near int) ([]Finding, error) {
	o.Percentiles = []float64{50} // for the histograms, which tell saturation
	var found []Finding
	var items []split.Item
	var sizes [][2]float64
	spikes := newSpikes(s)
	err := MeasureAll(ctx, s, o, func(m Measured) error {
		row := s.row(&m)
		row.Split = ""
		it, err := splitItem(&row)
		if err != nil {
			return err
		}
		items = append(items, it)
		sizes = append(sizes, [2]float64{float64(row.Width), float64(row.Height)})
		spikes.add(&m)
		found = append(found, imageFindings(s, &row, &m)...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, f := range SkippedFiles(s.Skipped) {
		found = append(found, Finding{FoundDamaged, []string{f.Path}, f.Error})
	}
	found = append(found, duplicateFindings(items, near)...)
	found = append(found, sizeFindings(items, sizes)...)
	suspicions, err := spikes.warnings(ctx, s.BandNames(), o)
	for _, text := range suspicions {
		found = append(found, Finding{FoundNoData, []string{}, text})
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return strings.Compare(a.Kind, b.Kind) })
	return found, err
}

// imageFindings looks at one image by itself.
func imageFindings(s *Set, row *Row, m *Measured) []Finding {
	var found []Finding
	add := func(kind, format string, args ...any) {
		found = append(found, Finding{kind, []string{row.ID}, fmt.Sprintf(format, args...)})
	}
	names := bandNames(s.Forms[m.Image.Form].Seen)
	mean, stddev := meanStdDev(&m.Moments)
	constant := 0
	for b, n := range row.Valid {
		if n > 0 && stddev[b] == 0 {
			constant++
			add(FoundConstant, "%s is %s everywhere", names[b], shortest(mean[b]))
		}
	}
	if m.PHash == nil && constant == 0 && row.Width >= 8 && row.Height >= 8 {
		add(FoundFlat, "almost nothing to see: a placeholder, or an empty scene")
	}
	if constant > 0 && constant == len(row.Valid) {
		found = []Finding{{FoundFlat, []string{row.ID}, "every band is constant: a placeholder, or an empty scene"}}
	}
	for b := range m.Distribution.Histograms {
		h := &m.Distribution.Histograms[b]
		top := h.Counts[len(h.Counts)-1]
		if total := h.Total(); total > 0 && float64(top) > saturatedShare*float64(total) && stddev[b] > 0 {
			_, high := row.Type.Range()
			add(FoundSaturated, "%.1f %% of %s are %s", 100*float64(top)/float64(total), names[b], shortest(high))
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
	exact, alike := split.Duplicates(items, near)
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
