package derive

import (
	"cmp"
	"slices"

	"github.com/bandprep/bandprep/pipeline/table"
)

// Dropped is a file to leave out and why: a line of the list that --exclude
// takes.
type Dropped struct{ Path, Reason string }

// LeaveOut returns the files that findings say to leave out, by path, each once
// with its gravest reason: damaged files, images without structure, all but one
// of duplicates (the one with most pixels stays, of these the first by id), and
// all duplicates whose labels differ, of which nobody knows the right one. Chips
// and pages are no files of their own; others tells how many findings are of such,
// or are no reason to leave something out.
func LeaveOut(t *table.Table, found []Finding) (list []Dropped, others int) {
	rows := make(map[string]int, t.Rows.Len())
	for i := range t.Rows.Len() {
		rows[t.Rows.ID(i)] = i
	}
	gravest := []string{FoundDamaged, FoundConflict, FoundFlat, FoundExact, FoundNear}
	reasons := make(map[string]Dropped)
	for _, kind := range gravest {
		for _, f := range found {
			if f.Kind != kind {
				continue
			}
			if kind == FoundDamaged {
				reasons[f.Items[0]] = Dropped{f.Items[0], f.Text}
				continue
			}
			var group []*table.Row
			for _, id := range f.Items {
				if r := t.Rows.At(rows[id]); r.Window == nil && r.Page == nil {
					group = append(group, r)
				}
			}
			if len(group) < len(f.Items) {
				others++
				continue
			}
			kept := ""
			if kind == FoundExact || kind == FoundNear {
				kept = bestOf(group, reasons)
			}
			for _, r := range group {
				reason := f.Text
				if kept != "" {
					reason = kind + ": " + kept + " stays"
				}
				if path := fileOf(r); r.ID != kept && reasons[path].Path == "" {
					reasons[path] = Dropped{path, reason}
				}
			}
		}
	}
	for _, f := range found {
		if !slices.Contains(gravest, f.Kind) {
			others++
		}
	}
	for _, d := range reasons {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b Dropped) int { return cmp.Compare(a.Path, b.Path) })
	return list, others
}

// fileOf names the file of a row as a list does: members of archives by their id.
func fileOf(r *table.Row) string {
	if r.Member != "" {
		return r.ID
	}
	return r.Path
}

// bestOf returns the id of the image that stays of duplicates.
func bestOf(group []*table.Row, dropped map[string]Dropped) string {
	var best *table.Row
	for _, r := range group {
		if dropped[fileOf(r)].Path != "" {
			continue
		}
		if best == nil || int64(r.Width)*int64(r.Height) > int64(best.Width)*int64(best.Height) {
			best = r
		}
	}
	if best == nil {
		return ""
	}
	return best.ID
}
