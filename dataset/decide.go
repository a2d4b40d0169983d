package dataset

import (
	"github.com/bandprep/bandprep/decision"
)

// decide keeps a decision, and tells the user of one that left something out or
// had a rival.
func (l *Listing) decide(d decision.Decision) {
	d.Stage = decision.Found
	d.Example = Text(d.Example)
	l.Decisions = append(l.Decisions, d)
	if d.Effect > decision.Noted {
		l.Notices = append(l.Notices, sentence(d))
	}
}

// sentence writes a decision with its example and the flag that chooses otherwise.
func sentence(d decision.Decision) string {
	s := d.Sentence
	if d.Example != "" {
		s += ", as " + d.Example
	}
	if d.Flag != "" {
		s += " (otherwise: " + d.Flag + ")"
	}
	return s
}
