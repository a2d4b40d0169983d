package report

import (
	"path"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/pipeline/table"
)

// FromPatients reports whether an item may come from a DICOM file, judged by
// names: those with an extension of DICOM and, since DICOM files often have
// none, those without any. It errs on the side of privacy.
func FromPatients(t *table.Table) bool {
	for _, r := range t.Rows.All() {
		for _, name := range append([]string{r.Path, r.Member}, r.Files...) {
			if name == "" || name == r.Path && (r.Member != "" || r.Files != nil) {
				continue // an archive, or the folder of a stack
			}
			switch strings.ToLower(path.Ext(name)) {
			case "", ".dcm", ".dicom", ".dic", ".ima":
				return true
			}
		}
	}
	return false
}

// hidden stands for what a page about patients does not say.
const hidden = "(hidden)"

// hider takes names of files and groups out of sentences.
type hider []string

func newHider(t *table.Table) hider {
	var h hider
	add := func(s string) {
		if len(s) > 2 { // shorter ones would tear words apart
			h = append(h, s)
		}
	}
	for _, root := range t.Roots {
		add(root)
	}
	for _, s := range t.Skipped {
		add(s.Path)
		add(path.Base(s.Path))
	}
	for _, r := range t.Rows.All() {
		add(r.Path)
		add(r.ID)
		add(path.Base(r.ID))
		add(r.Group)
		add(r.Label) // folders may be called after patients
	}
	slices.SortFunc(h, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(h)
}

func (h hider) hide(text string) string {
	for _, s := range h {
		text = strings.ReplaceAll(text, s, hidden)
	}
	words := strings.Split(text, " ")
	for i, w := range words {
		if strings.ContainsAny(w, `/\`) && len(strings.Trim(w, `/\`)) > 1 && !strings.HasPrefix(w, "--") {
			words[i] = hidden
		}
	}
	return strings.Join(words, " ")
}
