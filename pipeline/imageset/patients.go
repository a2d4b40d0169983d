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
	images, alone, items, example := 0, 0, map[int32]bool{}, int32(-1)
	for i := range t.acquired {
		at := int32(i)
		a, r := s.acquisition(at), &t.records[at]
		if a == nil || t.items.At(int(r.item)).Group != "" {
			continue
		}
		images++
		items[r.item] = true
		group, level := "", 0
		for ; level < len(levels); level++ {
			// A study or a series counts even where it tells nothing apart: what
			// may be one body stays together.
			if v := levels[level].of(a); v != "" && (known[level] || level == last && level > 0) {
				by[level]++
				group = v
				break
			}
		}
		if level == len(levels) {
			if alone++; r.page >= 0 {
				group = t.items.At(int(r.item)).ID // frames of one file
			}
		}
		if level > 0 && example < 0 {
			example = at
		}
		if group != "" || t.groups.get(at) != "" {
			t.groups.set(i, group)
		}
	}
	if len(items) < 2 || by[0] == images {
		return
	}
	how := "by study"
	switch {
	case alone == images:
		how = "as if each image were of another: there is no study or series either"
	case by[1] == 0 && by[2] > 0:
		how = "by series"
	case by[2] > 0:
		how = "by study, else by series"
	}
	n := images - by[0]
	s.decide(decision.Decision{Kind: "patients", Count: int64(n), Example: s.idAt(example), Flag: "--group-from", Effect: decision.Rival,
		Sentence: fmt.Sprintf("patients not known, split %s: PatientID is absent, empty or the same in all for %s", how, words.Count(n, "image", "images"))})
}
