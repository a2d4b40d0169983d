// Package decision holds what bandprep decided about a dataset, as data: which
// files count as images, which bands are bands, where a split or a mask comes
// from.
//
// Whoever knows a fact first (package dataset while it looks at names and
// tables, pipeline while it reads headers and pixels) makes the [Decision]
// once. It then travels in the table of the run, in the manifest, in JSON and
// in the report, and reads the same everywhere.
package decision

import (
	"cmp"
	"slices"
	"strings"
)

// Stage tells when a decision was made.
type Stage string

const (
	Found    Stage = "found"    // from names, tables, headers and a few peeks at pixels
	Measured Stage = "measured" // from the pixels of all items
)

// Effect tells how much hangs on a decision. Larger is graver.
type Effect int

const (
	Noted   Effect = iota // nothing was left out and no other reading was near
	Rival                 // another reading of the same inputs was possible
	LeftOut               // files, items, bands or samples were left out
)

// Decision is one choice that bandprep made where a user could have meant
// something else.
type Decision struct {
	Kind     string `json:"kind"`              // what was decided, in one word or two joined by _, such as label_rasters
	Sentence string `json:"sentence"`          // what was decided and on what evidence, in one sentence without a full stop
	Count    int64  `json:"count"`             // how many items, files or samples it concerns
	Example  string `json:"example,omitempty"` // one of them
	Flag     string `json:"flag,omitempty"`    // the flag that chooses otherwise, such as "--alpha band"
	Stage    Stage  `json:"stage"`
	Effect   Effect `json:"effect"`
}

// String writes the sentence with its example and the flag that chooses
// otherwise, as a terminal shows it.
func (d Decision) String() string {
	s := d.Sentence
	if d.Example != "" {
		s += ", as " + d.Example
	}
	if d.Flag != "" {
		s += " (otherwise: " + d.Flag + ")"
	}
	return s
}

// Sort puts decisions into the order in which they are shown: the gravest
// first, then those that concern most, then by kind and sentence.
func Sort(list []Decision) {
	slices.SortFunc(list, func(a, b Decision) int {
		return cmp.Or(cmp.Compare(b.Effect, a.Effect), cmp.Compare(b.Count, a.Count),
			strings.Compare(a.Kind, b.Kind), strings.Compare(a.Sentence, b.Sentence))
	})
}

// Shown returns the decisions that a terminal shows, in the order of [Sort]: at
// most n of those that left something out or had a rival, and how many such
// there are beyond n.
func Shown(list []Decision, n int) (shown []Decision, more int) {
	for _, d := range list {
		if d.Effect > Noted {
			shown = append(shown, d)
		}
	}
	Sort(shown)
	if len(shown) > n {
		shown, more = shown[:n], len(shown)-n
	}
	return shown, more
}
