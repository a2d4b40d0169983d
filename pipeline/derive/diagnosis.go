package derive

import (
	"cmp"
	"maps"
	"slices"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/stats"
)

// Described says how well a model describes some pixels.
type Described struct {
	Name     string // of an item or a class
	Pixels   int64
	Fidelity pca.Fidelity
}

// Diagnosis is what a model loses of the items that it was fitted on.
type Diagnosis struct {
	All        Described
	Classes    []Described // by name; none where there are fewer than two labels
	Worst      []Described // the items that the components describe worst
	Errors     *pca.Errors // nil where they cannot be told, with fewer than two items
	Separation *pca.Separation
}

// worstItems is how many items a diagnosis names.
const worstItems = 5

// scatterFloats bounds what the scatters of items may take in memory.
const scatterFloats = 1 << 25

// labelled is the scatter of one item.
type labelled struct {
	id, label string
	scatter   pca.Scatter // of all bands of the set
}

// itemScatter returns the scatter of the complete pixels of an item; its N is 0
// where it has none, lacks a band, or has sums beyond the range of float64,
// which adding the item to a total reports.
func itemScatter(m *stats.Moments) pca.Scatter {
	if m.Dead != nil || m.Complete == 0 || m.SumProducts == nil {
		return pca.Scatter{}
	}
	total := stats.NewTotal()
	if err := total.Add(m); err != nil {
		return pca.Scatter{}
	}
	s := total.Summary(0)
	return pca.Scatter{N: s.Complete, Mean: s.CompleteMean, Cov: s.Covariance}
}

// describe tells how well the model describes a scatter of its bands.
func describe(m *pca.Model, name string, s pca.Scatter) (Described, bool) {
	if s.N == 0 {
		return Described{}, false
	}
	f, err := m.Fidelity(s)
	return Described{name, s.N, f}, err == nil
}

// diagnose looks at the items that a model was fitted on, and warns.
func diagnose(m *pca.Model, items []labelled) (*Diagnosis, []string) {
	var warnings []string
	d := new(Diagnosis)
	scatters := make([]pca.Scatter, len(items))
	classes := make(map[string]pca.Scatter)
	for i, it := range items {
		scatters[i] = it.scatter
		if one, ok := describe(m, it.id, it.scatter); ok {
			d.Worst = append(d.Worst, one)
		}
		if it.label != "" {
			classes[it.label] = pca.Pool(classes[it.label], it.scatter)
		}
	}
	d.All, _ = describe(m, "all", pca.Pool(scatters...))
	slices.SortStableFunc(d.Worst, func(a, b Described) int {
		return cmp.Or(cmp.Compare(b.Fidelity.Outside, a.Fidelity.Outside), cmp.Compare(a.Name, b.Name))
	})
	d.Worst = d.Worst[:min(len(d.Worst), worstItems)]
	if m.Type == "pca" {
		if e, err := pca.StandardErrors(m, scatters); err == nil {
			d.Errors = &e
			if w := e.Warning(m); w != "" {
				warnings = append(warnings, w)
			}
		}
	}
	if len(classes) < 2 {
		return d, warnings
	}
	var list []pca.Scatter
	for _, name := range slices.Sorted(maps.Keys(classes)) {
		list = append(list, classes[name])
		if one, ok := describe(m, name, classes[name]); ok {
			d.Classes = append(d.Classes, one)
		}
	}
	if s, err := m.Separation(list); err == nil {
		d.Separation = &s
		if w := s.Warning(); w != "" {
			warnings = append(warnings, w)
		}
	}
	return d, warnings
}
