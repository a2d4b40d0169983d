package dataset

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestFolderByFolder holds that files are told apart by all of their names,
// however many of a folder follow one another.
func TestFolderByFolder(t *testing.T) {
	names := []string{"a.png", "b.png", "a#1.png", "#", "\xff.png", `\xfe.png`, "ä.png", "B.PNG", "c"}
	places := []*place{{path: "in/train", rel: "train"}, {path: "in/train/cat", rel: "train/cat"}, {path: "in/train/dog", rel: "train/dog"}, {path: "in/val/\xff", rel: "val/\xff"}}
	want := map[*place]Item{places[0]: {Split: "train"}, places[1]: {Label: "cat", Split: "train"}, places[2]: {Label: "dog", Split: "train"}, places[3]: {Label: `\xff`, Split: "valid"}}
	rapid.Check(t, func(t *rapid.T) {
		var all []found
		for range rapid.IntRange(1, 40).Draw(t, "files") {
			f := found{place: rapid.SampledFrom(places).Draw(t, "place"), name: rapid.SampledFrom(names).Draw(t, "name")}
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
		l := NewListing([]string{"in"})
		all, tree := l.meaning(all, &Options{LabelRasters: LabelRastersImages})
		if err := identify(l, all, tree, new(Options)); err != nil {
			t.Fatal(err)
		}
		byPath := make(map[string]*Item)
		for _, it := range l.Items.All() {
			byPath[it.Path] = it
		}
		labels := make(map[string]bool)
		for _, f := range all {
			labels[want[f.place].Label] = true
		}
		for _, f := range all {
			w := want[f.place]
			if len(labels) < 2 {
				w.Label = ""
			}
			w.Path = filepath.Join(f.place.path, f.name)
			w.ID = strings.NewReplacer("\xff", `\xff`).Replace(strings.TrimPrefix(w.Path, "in/"))
			if got := byPath[w.Path]; got == nil || *got != w {
				t.Fatalf("%q: %+v, want %+v", w.Path, got, w)
			}
		}
		if l.Items.Len() != len(all) {
			t.Fatalf("%d items of %d files", l.Items.Len(), len(all))
		}
	})
}
