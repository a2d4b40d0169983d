package imageset

import (
	"fmt"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// groupPatients puts images of one patient into one group. Where files name none,
// or all of them the same (a dummy of an anonymized set), their study takes its
// place, and where that fails in the same way, their series.
func (s *Set) groupPatients() {
	t := s.Images.of
	if len(s.acquired.list) == 0 || s.options.NoGroups {
		return
	}
	levels := [...]struct {
		name string
		of   func(a *acquisition) string
	}{
		{"patient", func(a *acquisition) string { return a.patient }},
		{"study", func(a *acquisition) string { return a.study }},
		{"series", func(a *acquisition) string { return a.series }},
	}
	var known [len(levels)]bool // tells images apart
	last := -1                  // level that has a value at all
	for i, level := range levels {
		first := ""
		for k := range s.acquired.list {
			v := level.of(&s.acquired.list[k])
			if v == "" {
				continue
			}
			if first == "" {
				first, last = v, i
			}
			known[i] = known[i] || v != first
		}
	}
	var by [len(levels)]int
	images, example := 0, int32(-1)
	for at := range t.acquired {
		a := s.acquisition(int32(at))
		if a == nil || t.items.At(int(t.records[at].item)).Group != "" || a.patient+a.study+a.series == "" {
			continue
		}
		images++
		for i, level := range levels {
			// The last level counts even where it tells nothing apart: what may
			// be one body stays together.
			if v := level.of(a); v != "" && (known[i] || i == last) {
				t.groups.set(at, v)
				if by[i]++; i > 0 && example < 0 {
					example = int32(at)
				}
				break
			}
		}
	}
	if images < 2 || by[0] == images {
		return
	}
	how := "study"
	switch {
	case by[1] == 0 && by[2] == 0:
		return
	case by[1] == 0:
		how = "series"
	case by[2] > 0:
		how = "study, else by series"
	}
	n := by[1] + by[2]
	s.decide(decision.Decision{Kind: "patients", Count: int64(n), Example: s.idAt(example), Flag: "--group-from none", Effect: decision.Rival,
		Sentence: fmt.Sprintf("patients not known, split by %s: PatientID is absent, empty or the same in all for %s", how, words.Count(n, "image", "images"))})
}
