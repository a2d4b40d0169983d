package grades

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/pipeline/table"
)

func compareKeys(a, b Key) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Hash, b.Hash)) }

// Same reports whether two keys mean the same image: where one of them does not
// know its contents, the id decides.
func (k Key) Same(other Key) bool {
	return k.ID == other.ID && (k.Hash == other.Hash || k.Hash == "" || other.Hash == "")
}

// The kinds of decisions.
const (
	kindGrades  = "grades"
	kindChanged = "grades_of_changed"
	kindDiffer  = "graders_differ"
)

// Apply gives the rows of a table the judgements of a log, whose name is said in
// its decisions: of several graders the later one counts.
func (h *History) Apply(t *table.Table, name string) {
	if h.Damaged > 0 {
		t.Warn(fmt.Sprintf("%s: %d damaged lines do not count", filepath.Base(name), h.Damaged))
	}
	latest, differ := h.Latest()
	if len(latest) == 0 {
		return
	}
	byID := make(map[string][]Key)
	for k := range latest {
		byID[k.ID] = append(byID[k.ID], k)
	}
	counts := map[string]int64{}
	example := map[string]string{}
	note := func(kind, id string) {
		if counts[kind]++; counts[kind] == 1 {
			example[kind] = id
		}
	}
	for i := range t.Rows.Len() {
		keys := byID[t.Rows.ID(i)]
		if keys == nil {
			continue
		}
		row := t.Rows.At(i)
		k, ok := find(keys, KeyOf(row))
		if !ok {
			note(kindChanged, row.ID)
			continue
		}
		j := latest[k]
		t.Rows.Judge(i, j.Grade, j.Mark, j.Label)
		note(kindGrades, row.ID)
		if j.Mark != "" {
			counts["marked"]++
		}
		if _, unlike := slices.BinarySearchFunc(differ, k, compareKeys); unlike {
			note(kindDiffer, row.ID)
		}
	}
	file := filepath.Base(name)
	t.Decisions = slices.DeleteFunc(slices.Clone(t.Decisions), func(d decision.Decision) bool {
		return slices.Contains([]string{kindGrades, kindChanged, kindDiffer}, d.Kind)
	})
	for _, d := range []decision.Decision{
		{Kind: kindGrades, Effect: decision.Noted, Sentence: fmt.Sprintf("grades, marks and labels of %d images come from %s; %d are marked to be deleted", counts[kindGrades], file, counts["marked"])},
		{Kind: kindChanged, Effect: decision.LeftOut, Sentence: fmt.Sprintf("%d images changed since they were graded in %s: their grades do not count", counts[kindChanged], file)},
		{Kind: kindDiffer, Effect: decision.Rival, Sentence: fmt.Sprintf("graders differ on %d images in %s: the later one counts", counts[kindDiffer], file)},
	} {
		if d.Count, d.Example, d.Stage = counts[d.Kind], example[d.Kind], decision.Found; d.Count > 0 {
			t.Decisions = append(t.Decisions, d)
		}
	}
}

// find returns the key that means the image k: the one with its hash before one
// without.
func find(keys []Key, k Key) (Key, bool) {
	if slices.Contains(keys, k) {
		return k, true
	}
	if i := slices.IndexFunc(keys, k.Same); i >= 0 {
		return keys[i], true
	}
	return Key{}, false
}
