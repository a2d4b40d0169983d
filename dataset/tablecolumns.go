package dataset

import (
	"fmt"
	"slices"
	"strings"
)

// roles says which columns of a table hold what: indices, −1 for none.
type roles struct {
	path, group, split, fold, isValid, time int
	labels                                  []int
	marks                                   bool // the labels are columns of 0 and 1, named after them
	further                                 []int
}

// splits reports whether there is a column of splits.
func (r *roles) splits() bool { return r.split >= 0 || r.isValid >= 0 }

// usualColumns are the names that columns of each role usually have, in order of
// preference.
var usualColumns = map[string][]string{
	"path": {"path", "file_path", "filepath", "file_name", "filename", "file", "image", "image_path", "img_path", "image_name",
		"image_id", "img", "id", "fname", "isic_id"},
	"label": {"label", "labels", "class", "class_name", "category", "breed", "species", "diagnosis", "dx", "finding labels",
		"finding_labels", "tags", "target", "target_label"},
	"group": {"group", "group_id", "patient_id", "patient id", "patientid", "patient", "subject_id", "subject", "case_id", "scene_id",
		"scene", "location_id", "lesion_id", "individual_id", "sequence_id", "seq_id"},
	"split":    {"split", "subset", "partition", "set"},
	"fold":     {"fold", "kfold", "fold_id"},
	"is_valid": {"is_valid"},
	"time":     {"time", "datetime", "date", "timestamp", "date_captured", "acquired"},
}

// roleNames are the names that --columns knows, as it lists them.
var roleNames = []string{"path", "label", "group", "split", "fold", "is_valid", "time"}

// validateColumns returns an error for an unknown role.
func validateColumns(columns map[string]string) error {
	for _, role := range sortedKeys(columns) {
		if !slices.Contains(roleNames, role) {
			return fmt.Errorf("--columns %s=%s: want one of %s", role, columns[role], strings.Join(roleNames, ", "))
		}
	}
	return nil
}

// column returns the index of a column by its name, whatever its case, or −1.
func (t *table) column(name string) int {
	return slices.IndexFunc(t.columns, func(c string) bool { return strings.EqualFold(c, name) })
}

// assign finds the columns of each role: those given, else by their usual names.
func (t *table) assign(given map[string]string) error {
	t.roles = roles{}
	used := make(map[int]bool)
	find := func(role string) (int, error) {
		if name, ok := given[role]; ok {
			at := t.column(name)
			if at < 0 {
				return -1, fmt.Errorf("%s: no column named %s (found %s)", Text(t.name), name, strings.Join(t.columns, ", "))
			}
			used[at] = true
			return at, nil
		}
		for _, name := range usualColumns[role] {
			at := t.column(name)
			if at >= 0 && !used[at] && !t.claimed(given, at) && (role == name || t.fits(role, at)) {
				used[at] = true
				return at, nil
			}
		}
		return -1, nil
	}
	r := &t.roles
	for i, at := range []*int{&r.path, &r.group, &r.split, &r.fold, &r.isValid, &r.time} {
		var err error
		if *at, err = find([]string{"path", "group", "split", "fold", "is_valid", "time"}[i]); err != nil {
			return err
		}
	}
	if r.path < 0 {
		return fmt.Errorf("%s: no column named %s (found %s): --columns path=COLUMN names it",
			Text(t.name), strings.Join(usualColumns["path"][:8], ", "), strings.Join(t.columns, ", "))
	}
	if names, ok := given["label"]; ok && t.column(names) < 0 && strings.Contains(names, "+") {
		for name := range strings.SplitSeq(names, "+") {
			at := t.column(name)
			if at < 0 || !t.allMarks(at) {
				return fmt.Errorf("%s: %s is no column of 0 and 1 (found %s)", Text(t.name), name, strings.Join(t.columns, ", "))
			}
			r.labels, r.marks, used[at] = append(r.labels, at), true, true
		}
	} else if at, err := find("label"); err != nil {
		return err
	} else if at >= 0 {
		r.labels = []int{at}
	} else {
		t.findMarks(used)
	}
	for i, name := range t.columns {
		if !used[i] && name != "" {
			r.further = append(r.further, i)
		}
	}
	return nil
}

// claimed reports whether --columns gives the column a role.
func (t *table) claimed(given map[string]string, at int) bool {
	for _, name := range given {
		if strings.EqualFold(t.columns[at], name) {
			return true
		}
	}
	return false
}

// fits reports whether the values of a column are what the role wants; a name as
// set or fold has other meanings, too. What the column calls by the very name of
// the role has to fit and is an error where it does not.
func (t *table) fits(role string, at int) bool {
	if role != "split" && role != "fold" && role != "time" {
		return true
	}
	for i := range t.records {
		s := t.field(i, at)
		ok := true
		switch role {
		case "split":
			_, ok = ParseSplit(s)
		case "fold":
			_, ok = parseFold(s)
		case "time":
			_, err := parseTime(s)
			ok = err == nil
		}
		if !ok {
			return false
		}
	}
	return true
}

// findMarks takes columns of 0 and 1 for labels where there are two or more and
// no column of labels.
func (t *table) findMarks(used map[int]bool) {
	var marks []int
	for i, name := range t.columns {
		if !used[i] && name != "" && t.allMarks(i) {
			marks = append(marks, i)
		}
	}
	if len(marks) < 2 {
		return
	}
	t.roles.labels, t.roles.marks = marks, true
	for _, at := range marks {
		used[at] = true
	}
}

// allMarks reports whether all values of a column are 0 or 1.
func (t *table) allMarks(at int) bool {
	any := false
	for i := range t.records {
		switch t.field(i, at) {
		case "0", "0.0", "1", "1.0":
			any = true
		case "":
		default:
			return false
		}
	}
	return any
}
