package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
)

// Roles says which columns of a table hold what: indices, −1 for none.
type Roles struct {
	Path, Group, Split, Fold, IsValid, Time int
	Labels                                  []int
	Marks                                   bool // the labels are columns of 0 and 1, named after them
	Further                                 []int
}

// Splits reports whether there is a column of splits.
func (r *Roles) Splits() bool { return r.Split >= 0 || r.IsValid >= 0 }

// usualColumns are the names that columns of each role usually have, in order of
// preference.
var usualColumns = map[string][]string{
	"path": {"path", "file_path", "filepath", "file_name", "filename", "file", "image", "image_path", "img_path", "image_name",
		"image_id", "img", "id", "fname", "isic_id"},
	"label": {"label", "labels", "class", "class_name", "category", "breed", "species", "diagnosis", "dx",
		"finding_labels", "tags", "target", "target_label"},
	"group": {"group", "group_id", "patient_id", "patientid", "patient", "subject_id", "subject", "case_id", "scene_id",
		"scene", "location_id", "lesion_id", "individual_id", "sequence_id", "seq_id"},
	"split":    {"split", "subset", "partition", "set"},
	"fold":     {"fold", "kfold", "fold_id"},
	"is_valid": {"is_valid"},
	"time":     {"time", "datetime", "date", "timestamp", "date_captured", "acquired"},
}

// roleNames are the names that --columns knows, as it lists them.
var roleNames = []string{"path", "label", "group", "split", "fold", "is_valid", "time"}

// ValidateColumns returns an error for an unknown role.
func ValidateColumns(columns map[string]string) error {
	for _, role := range slices.Sorted(maps.Keys(columns)) {
		if !slices.Contains(roleNames, role) {
			return fmt.Errorf("--columns %s=%s: want one of %s", role, columns[role], strings.Join(roleNames, ", "))
		}
	}
	return nil
}

// column returns the index of a column by its name, whatever its case, or −1. A
// blank or a hyphen is as good as the underscore of a name: Patient ID.
func (t *Table) column(name string) int {
	if at := slices.IndexFunc(t.Columns, func(c string) bool { return strings.EqualFold(c, name) }); at >= 0 {
		return at
	}
	plain := strings.NewReplacer(" ", "_", "-", "_")
	return slices.IndexFunc(t.Columns, func(c string) bool {
		return strings.EqualFold(plain.Replace(strings.TrimSpace(c)), plain.Replace(name))
	})
}

// Assign finds the columns of each role: those given, else by their usual names.
func (t *Table) Assign(given map[string]string) error {
	t.Roles = Roles{}
	used := make(map[int]bool)
	find := func(role string) (int, error) {
		if name, ok := given[role]; ok {
			at := t.column(name)
			if at < 0 {
				return -1, fmt.Errorf("%s: no column named %s (found %s)", names.Text(t.Name), name, strings.Join(t.Columns, ", "))
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
	r := &t.Roles
	for i, at := range []*int{&r.Path, &r.Group, &r.Split, &r.Fold, &r.IsValid, &r.Time} {
		var err error
		if *at, err = find([]string{"path", "group", "split", "fold", "is_valid", "time"}[i]); err != nil {
			return err
		}
	}
	if r.Path < 0 {
		return fmt.Errorf("%s: no column named %s (found %s): --columns path=COLUMN names it",
			names.Text(t.Name), strings.Join(usualColumns["path"][:8], ", "), strings.Join(t.Columns, ", "))
	}
	if list, ok := given["label"]; ok && t.column(list) < 0 && strings.Contains(list, "+") {
		for name := range strings.SplitSeq(list, "+") {
			at := t.column(name)
			if at < 0 || !t.allMarks(at) {
				return fmt.Errorf("%s: %s is no column of 0 and 1 (found %s)", names.Text(t.Name), name, strings.Join(t.Columns, ", "))
			}
			r.Labels, r.Marks, used[at] = append(r.Labels, at), true, true
		}
	} else if at, err := find("label"); err != nil {
		return err
	} else if at >= 0 {
		r.Labels = []int{at}
	} else {
		t.findMarks(used)
	}
	for i, name := range t.Columns {
		if !used[i] && name != "" {
			r.Further = append(r.Further, i)
		}
	}
	return nil
}

// claimed reports whether --columns gives the column a role.
func (t *Table) claimed(given map[string]string, at int) bool {
	for _, name := range given {
		if strings.EqualFold(t.Columns[at], name) {
			return true
		}
	}
	return false
}

// fits reports whether the values of a column are what the role wants; a name as
// set or fold has other meanings, too. What the column calls by the very name of
// the role has to fit and is an error where it does not.
func (t *Table) fits(role string, at int) bool {
	if role != "split" && role != "fold" && role != "time" {
		return true
	}
	for i := range t.records {
		s := t.Field(i, at)
		ok := true
		switch role {
		case "split":
			_, ok = names.ParseSplit(s)
		case "fold":
			_, ok = parseFold(s)
		case "time":
			_, err := ParseTime(s)
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
func (t *Table) findMarks(used map[int]bool) {
	var marks []int
	for i, name := range t.Columns {
		if !used[i] && name != "" && t.allMarks(i) {
			marks = append(marks, i)
		}
	}
	if len(marks) < 2 {
		return
	}
	t.Roles.Labels, t.Roles.Marks = marks, true
	for _, at := range marks {
		used[at] = true
	}
}

// allMarks reports whether all values of a column are 0 or 1.
func (t *Table) allMarks(at int) bool {
	any := false
	for i := range t.records {
		switch t.Field(i, at) {
		case "0", "0.0", "1", "1.0":
			any = true
		case "":
		default:
			return false
		}
	}
	return any
}
