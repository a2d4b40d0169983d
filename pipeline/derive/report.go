package derive

import (
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Report is the document that `run --json` prints.
type Report struct {
	Type          string                 `json:"type"` // "run"
	Split         string                 `json:"split"`
	Statistics    map[string]*Statistics `json:"statistics"` // by split; null where it has no items
	Normalization Normalization          `json:"normalization"`
	PCA           any                    `json:"pca"`
	Certificate   Certificate            `json:"certificate"`
	Decisions     []decision.Decision    `json:"decisions"`
	Warnings      []string               `json:"warnings"`
	Skipped       []table.Skipped        `json:"skipped"`
}

// Report describes the run.
func (d *Dataset) Report() Report {
	r := Report{Type: "run", Split: d.Splitter.Sentence, Statistics: make(map[string]*Statistics), Normalization: d.Normalization,
		Certificate: d.Certificate, Warnings: d.AllWarnings(), Decisions: append([]decision.Decision{}, d.Table.Decisions...), Skipped: append([]table.Skipped{}, d.Table.Skipped...)}
	if d.Model != nil {
		r.PCA = d.Model
	}
	for _, name := range Splits {
		r.Statistics[name] = d.Statistics(name)
	}
	return r
}
