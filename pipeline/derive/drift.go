package derive

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// Drift says whether items leave what the model describes: rows are of the bands
// of the model. Nil where they do not, or there is no row.
func Drift(m *pca.Model, t *table.Table) ([]string, error) {
	if t.Rows.Len() == 0 || m.Type != "pca" {
		return nil, nil
	}
	sum := NewTotals()
	var drifted []Described
	for i := range t.Rows.Len() {
		moments, err := t.Rows.AllMoments(i)
		if err == nil {
			err = sum.Add(t.Rows.ID(i), moments)
		}
		if err != nil {
			return nil, err
		}
		if d, ok := describe(m, t.Rows.ID(i), itemScatter(&moments)); ok && d.Fidelity.Drifted() {
			drifted = append(drifted, d)
		}
	}
	s := sum.Summary(0)
	if s.Covariance == nil {
		return nil, nil
	}
	all, ok := describe(m, "", pca.Scatter{N: s.Complete, Mean: s.CompleteMean, Cov: s.Covariance})
	slices.SortFunc(drifted, func(a, b Described) int {
		return cmp.Or(cmp.Compare(b.Fidelity.Excess, a.Fidelity.Excess), cmp.Compare(a.Name, b.Name))
	})
	sentence := func(who string, f pca.Fidelity) []string {
		return []string{fmt.Sprintf("%s leave what the components of the model describe: the squared error is %.1f times that of the images it was fitted on, and %.1f %% of the signal is lost; fit it anew with such images, or keep more components", who, f.Excess, 100*f.Outside)}
	}
	if ok && all.Fidelity.Drifted() {
		return sentence("the images", all.Fidelity), nil
	}
	if n := len(drifted); n > 0 {
		return sentence(fmt.Sprintf("%d of %d images, first of all %s,", n, s.Images, drifted[0].Name), drifted[0].Fidelity), nil
	}
	return nil, nil
}

// Written returns the constants of images that were written, by their rows: of
// train where some are in train, else of all.
func Written(t *table.Table, ddof int) (Normalization, error) {
	name, some := "all", t.Where(func(i int) bool { return t.Rows.Split(i) == "train" })
	if some.Rows.Len() > 0 {
		name = "train"
	} else {
		some = t
	}
	parts, _, err := Stats(some, nil, Options{DDOF: ddof})
	if err != nil {
		return Normalization{}, err
	}
	n := *parts[0].Document().Normalization
	n.Split = name
	n.NoteImageNet(t)
	return n, nil
}

// NoteImageNet notes which constants go with 8-bit RGB images that were written.
func (n *Normalization) NoteImageNet(t *table.Table) {
	if len(t.Bands) == 3 && t.Type == raster.Uint8 {
		n.Note = "for weights that were trained on ImageNet use ImageNet's constants: mean 0.485, 0.456, 0.406, std 0.229, 0.224, 0.225"
	}
}
