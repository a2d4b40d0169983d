package report

import (
	"fmt"

	"github.com/bandprep/bandprep/report/svg"
)

// components shows the model of train, and what it makes of images.
func (p *page) components() ([]block, error) {
	m := p.d.Model
	if m == nil {
		return nil, nil
	}
	names, kept := m.ComponentNames(), 0.0
	scree := svg.Scree{Title: "Variance of the components", Names: names, Ratios: m.ExplainedVarianceRatio}
	for _, r := range m.ExplainedVarianceRatio {
		kept += r
	}
	scree.Sentence = fmt.Sprintf("%d components keep %.2f %% of the variance of train.", len(names), 100*kept)
	loadings := svg.Matrix{Title: "Loadings", Rows: m.Bands, Columns: names, Sentence: fmt.Sprintf("How much each band weighs in a component; the largest weight of %s is that of %s.", names[0], m.Bands[largest(m.Components[0])])}
	for b := range m.Bands {
		var row []float64
		for _, c := range m.Components {
			row = append(row, c[b])
		}
		loadings.Values = append(loadings.Values, row)
	}
	list := []block{{Figures: []svg.Figure{scree.Figure(), loadings.Figure()}}}
	shots, err := p.shots(p.Choice.Random, 6, func(pic Picture) []named {
		return []named{{pic.Raw, "as stored"}, {pic.Components, "first three components"}}
	})
	if err != nil || shots == nil {
		return list, err
	}
	return append(list, block{Text: "Left the image" + p.shown() + "; right its components as red, green and blue."}, block{Shots: shots}), nil
}

func largest(list []float64) (at int) {
	for i, v := range list {
		if v*v > list[at]*list[at] {
			at = i
		}
	}
	return at
}
