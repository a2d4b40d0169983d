package pipeline

// Report is the document that `run --json` prints.
type Report struct {
	Type          string                 `json:"type"` // "run"
	Split         string                 `json:"split"`
	Statistics    map[string]*Statistics `json:"statistics"` // by split; null where it has no items
	Normalization Normalization          `json:"normalization"`
	PCA           any                    `json:"pca"`
	Certificate   Certificate            `json:"certificate"`
	Warnings      []string               `json:"warnings"`
	Skipped       []SkippedFile          `json:"skipped"`
}

// Report describes the run.
func (d *Dataset) Report() Report {
	r := Report{Type: "run", Split: d.Split.Sentence, Statistics: make(map[string]*Statistics), Normalization: d.Normalization,
		Certificate: d.Certificate, Warnings: append([]string{}, d.Warnings...), Skipped: SkippedFiles(d.Set.Skipped)}
	if d.Model != nil {
		r.PCA = d.Model
	}
	for _, name := range Splits {
		r.Statistics[name] = d.Statistics(name)
	}
	return r
}
