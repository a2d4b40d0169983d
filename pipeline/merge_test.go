package pipeline_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// storedTable writes a table as a manifest and reads it back.
func storedTable(t *testing.T, whole *table.Table) *table.Table {
	t.Helper()
	name := filepath.Join(t.TempDir(), "m.arrow")
	f, err := os.Create(name)
	if err == nil {
		err = whole.Write(f, whole.Documents)
	}
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	m, err := manifest.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	back, err := table.Read(m)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// merged joins tables and returns the bytes of the manifest that follows.
func merged(t *testing.T, tables ...*table.Table) []byte {
	t.Helper()
	all, err := table.Merge(tables, make([]string, len(tables)), false)
	if err != nil {
		t.Fatal(err)
	}
	d, err := derive.Keep(all, derive.Options{Split: split.Options{By: split.Folder}})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := pipeline.WriteManifest(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestMergedCuts cuts the rows of manifests at random into several, some rows into
// more than one, and merges them in any order: the bytes are always the same.
func TestMergedCuts(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 16))
	for _, folder := range []string{"photos", "scenes"} {
		whole := readBack(t, testfile.Project(folder))
		want := merged(t, whole)
		for range 100 {
			cuts := make([][]bool, 2+r.IntN(4))
			for i := range cuts {
				cuts[i] = make([]bool, whole.Rows.Len())
			}
			for i := range whole.Rows.Len() {
				cuts[r.IntN(len(cuts))][i] = true
				if r.IntN(5) == 0 {
					cuts[r.IntN(len(cuts))][i] = true
				}
			}
			var tables []*table.Table
			for _, cut := range cuts {
				if slices.Contains(cut, true) {
					tables = append(tables, storedTable(t, whole.Where(func(i int) bool { return cut[i] })))
				}
			}
			r.Shuffle(len(tables), func(i, j int) { tables[i], tables[j] = tables[j], tables[i] })
			if !bytes.Equal(merged(t, tables...), want) {
				t.Fatalf("%s, cut into %d: another manifest", folder, len(tables))
			}
		}
	}
}

// changed returns a table whose first row was changed.
func changed(whole *table.Table, change func(*table.Row)) *table.Table {
	t := &table.Table{Meta: whole.Meta}
	for i, r := range whole.Rows.All() {
		if i == 0 {
			change(r)
		}
		t.Rows.Add(r)
	}
	t.Rows.Sort()
	return t
}

// TestMergeConflicts holds what is one image, what are two, and what is refused.
func TestMergeConflicts(t *testing.T) {
	whole := readBack(t, testfile.Project("photos"))
	n := whole.Rows.Len()
	first := whole.Rows.At(0)
	names := []string{"a.arrow", "b.arrow"}
	for name, c := range map[string]struct {
		change func(*table.Row)
		rows   int
		says   string
	}{
		"moved, of equal content":     {func(r *table.Row) { r.Path = "other/" + r.ID }, n, ""},
		"another image of equal id":   {func(r *table.Row) { r.Path, r.ContentHash = "other/"+r.ID, [16]byte{1} }, n + 1, ""},
		"without a folder of its own": {func(r *table.Row) { r.Path, r.ContentHash = r.ID, [16]byte{1} }, 0, "no folder that tells them apart"},
		"one path, other content":     {func(r *table.Row) { r.ContentHash = [16]byte{1} }, 0, "one content in a.arrow and another in b.arrow"},
		"one path, other sums":        {func(r *table.Row) { r.ContentHash = [16]byte{}; r.Maximum[0]++ }, 0, "one content in a.arrow and another in b.arrow"},
		"other split":                 {func(r *table.Row) { r.Split = "test" }, 0, "and in test in b.arrow: --resplit"},
		"other label":                 {func(r *table.Row) { r.Label = "hat" }, 0, `"hat"`},
		"other grade":                 {func(r *table.Row) { r.Grade = 3 }, 0, "grade or mark"},
		"equal bytes, other place":    {func(r *table.Row) { r.Path, r.BBox = "other/"+r.ID, &[4]float64{0, 0, 1, 1} }, n + 1, ""},
		"equal bytes, other mask":     {func(r *table.Row) { r.Valid[0]-- }, 0, "one content in a.arrow and another in b.arrow"},
		"one path, two ids":           {func(r *table.Row) { r.ID = "photos/" + r.ID }, 0, "give only one of them"},
		"a fold in one":               {func(r *table.Row) { r.Fold = 1 }, 0, "--resplit"},
	} {
		for _, swap := range []bool{false, true} {
			tables, in := []*table.Table{whole, changed(whole, c.change)}, slices.Clone(names)
			if swap {
				slices.Reverse(tables)
				slices.Reverse(in)
			}
			all, err := table.Merge(tables, in, false)
			switch {
			case c.says == "" && err != nil:
				t.Errorf("%s: %v", name, err)
			case c.says == "" && all.Rows.Len() != c.rows:
				t.Errorf("%s: %d rows, want %d", name, all.Rows.Len(), c.rows)
			case c.says != "" && (err == nil || !swap && !strings.Contains(err.Error(), c.says)):
				t.Errorf("%s: %v", name, err)
			case c.rows == n+1:
				var ids []string
				for i := range all.Rows.Len() {
					ids = append(ids, all.Rows.ID(i))
				}
				for _, want := range []string{"other/" + first.ID, "photos/" + first.ID} {
					if !slices.Contains(ids, want) {
						t.Errorf("%s: no id %s", name, want)
					}
				}
				if slices.Contains(ids, first.ID) {
					t.Errorf("%s: %s is still there", name, first.ID)
				}
			}
		}
	}
	all, err := table.Merge([]*table.Table{whole, changed(whole, func(r *table.Row) { r.Split = "test" })}, names, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all.Rows.All() {
		if r.Split != "" || r.LeftOut != "" || r.Fold != -1 {
			t.Errorf("%s is in %q before the new split", r.ID, r.Split)
		}
	}
	other := *whole
	other.View.Complete = true
	if _, err := table.Merge([]*table.Table{whole, &other}, names, false); err == nil || !strings.Contains(err.Error(), "different ways") {
		t.Errorf("different views: %v", err)
	}
	other = *whole
	other.Bands = []string{"a", "b", "c"}
	if _, err := table.Merge([]*table.Table{whole, &other}, names, false); err == nil || !strings.Contains(err.Error(), "bands") {
		t.Errorf("different bands: %v", err)
	}
}

// TestMergeKeeps holds that folds, items in no part and who gave the splits stay.
func TestMergeKeeps(t *testing.T) {
	for name, o := range map[string]split.Options{"shares": {Valid: split.Share{Count: 5}, Test: split.Share{Count: 5}}, "folds": {Folds: 3, Test: split.Share{Count: 6}}} {
		made, err := derive.Split(readBack(t, testfile.Project("photos")), derive.Options{Split: o})
		if err != nil {
			t.Fatal(err)
		}
		whole := changed(made.Table, func(r *table.Row) { r.Split, r.Fold, r.LeftOut = "", -1, "asked for" })
		var tables []*table.Table
		for k := range 2 {
			tables = append(tables, storedTable(t, whole.Where(func(i int) bool { return i%2 == k || i == 0 })))
		}
		all, err := table.Merge(tables, []string{"a", "b"}, false)
		if err != nil {
			t.Fatal(err)
		}
		d, err := derive.Keep(all, derive.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range whole.Rows.All() {
			if got := all.Rows.At(i); got.ID != want.ID || got.Split != want.Split || got.Fold != want.Fold || got.LeftOut != want.LeftOut {
				t.Errorf("%s: %s is in %q of fold %d (%s), want %q of fold %d (%s)", name, want.ID, got.Split, got.Fold, got.LeftOut, want.Split, want.Fold, want.LeftOut)
			}
		}
		if d.Splitter.Folds != o.Folds || !strings.Contains(d.Splitter.Sentence, "1 left out") {
			t.Errorf("%s: %+v", name, d.Splitter)
		}
	}
	whole := readBack(t, testfile.Project("photos"))
	byFolder, byTable := *whole, *whole
	byFolder.GivenBy, byTable.GivenBy = table.GivenByFolder, table.GivenByTable
	for _, c := range []struct {
		other *table.Table
		want  string
	}{{&byFolder, table.GivenByFolder}, {&byTable, ""}, {whole, ""}} {
		if all, err := table.Merge([]*table.Table{&byFolder, c.other}, []string{"a", "b"}, false); err != nil || all.GivenBy != c.want {
			t.Errorf("splits given by %q: %v, want %q", all.GivenBy, err, c.want)
		}
	}
}
