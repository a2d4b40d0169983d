package dataset

import (
	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
)

// decide keeps a decision that was made while images were looked for.
func (l *Listing) decide(d decision.Decision) {
	d.Stage = decision.Found
	d.Example = names.Text(d.Example)
	l.Decisions = append(l.Decisions, d)
}
