package folders

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// pairedViews are names of folders that hold two views of the same places, not
// two classes, where their files have the same names.
var pairedViews = []map[string]bool{views("a b"), views("t1 t2"), views("im1 im2"), views("img1 img2"), views("image1 image2"), views("time1 time2"),
	views("before after"), views("pre post"), views("left right"), views("rgb nir ir thermal depth swir"), views("s1 s2"), views("sar opt optical")}

func views(words string) map[string]bool { return names.Set(words) }

// FindLabels gives folders their labels: the name of the first folder below the
// split, else below the input, the rule of torchvision's ImageFolder. Folders
// that all images share are skipped. Asked says that the user wants labels from
// folders, whatever their names; name returns that of a file.
func (t *Tree) FindLabels(decide func(decision.Decision), name func(i int32) string, asked bool) {
	var splits, rest []*Folder
	t.Top.Each(func(f *Folder) {
		switch {
		case f.given == f:
			splits = append(splits, f)
		case f.given == nil && !f.beside && len(f.Files) > 0:
			rest = append(rest, f)
		}
	}, nil)
	starts := t.labelStarts()
	above := !t.label(splits) // cat/train, dog/train
	for _, f := range rest {
		f.Label = f.labelBelow(starts)
	}
	if above && len(splits) > 0 {
		for _, s := range splits {
			label := ""
			if b := s.Parent.labelBelow(starts); b != "" && !names.Plain[strings.ToLower(b)] {
				label = b
			}
			s.Each(func(f *Folder) { f.Label = label }, nil)
		}
	}
	if !asked {
		t.dropViews(decide, name)
	}
}

// label labels what lies below the given folders, and reports whether there was
// anything.
func (t *Tree) label(bases []*Folder) (any bool) {
	starts := skipShared(bases)
	for i, b := range bases {
		b.Each(func(f *Folder) {
			if c := f.below(starts[i]); c != nil {
				f.Label, any = names.Text(c.Name), true
			}
		}, nil)
	}
	return any
}

// labelBelow returns the name of the folder below one of the starts that f lies
// in, or "".
func (f *Folder) labelBelow(starts map[*Folder]bool) string {
	for ; f.Parent != nil; f = f.Parent {
		if starts[f] {
			return ""
		}
		if starts[f.Parent] {
			return names.Text(f.Name)
		}
	}
	return ""
}

// labelStarts returns the folders below which the first folder is a label: the
// inputs; or what lies above all of them, where they hold images directly or
// are divided in different ways, so that they are the labels themselves.
func (t *Tree) labelStarts() map[*Folder]bool {
	var inputs []*Folder
	direct, counts, most := false, make(map[string]int), 0
	t.Top.Each(func(f *Folder) {
		if !f.input || f.given != nil {
			return
		}
		for p := f.Parent; p != nil; p = p.Parent {
			if p.input {
				return // in another one
			}
		}
		inputs = append(inputs, f)
		direct = direct || len(f.Files) > 0
		for _, c := range f.Children {
			counts[c.Name]++
			most = max(most, counts[c.Name])
		}
	}, nil)
	if len(inputs) == 0 || len(inputs) > 1 && (direct || most < 2) && !allArchives(inputs) {
		inputs = []*Folder{t.Top}
	}
	starts := make(map[*Folder]bool)
	for _, f := range skipShared(inputs) {
		starts[f] = true
	}
	return starts
}

// skipShared goes down from the folders while each holds one folder and nothing
// else, all of the same name, or of its own: train/train, test/test.
func skipShared(list []*Folder) []*Folder {
	out := slices.Clone(list)
	for {
		for i, f := range out {
			if !f.Wraps() || f.Children[0].Name != out[0].Children[0].Name && f.Children[0].Name != list[i].Name {
				return out
			}
		}
		if len(out) == 0 {
			return out
		}
		for i := range out {
			out[i] = out[i].Children[0]
		}
	}
}

// dropViews takes labels away that name views of the same places, such as A and B
// or before and after: their files have the same names.
func (t *Tree) dropViews(decide func(decision.Decision), name func(i int32) string) {
	labels := make(map[string][]*Folder)
	t.Top.Each(func(f *Folder) {
		if len(f.Files) > 0 {
			labels[f.Label] = append(labels[f.Label], f)
		}
	}, nil)
	if len(labels) < 2 || len(labels) > 4 {
		return
	}
	for _, views := range pairedViews {
		known := true
		for name := range labels {
			known = known && views[strings.ToLower(name)]
		}
		images, same := sameNames(labels, name)
		if !known || !same {
			continue
		}
		for _, list := range labels {
			for _, f := range list {
				f.Label = ""
			}
		}
		decide(decision.Decision{Kind: "label", Count: int64(images), Effect: decision.Rival, Flag: "--label-from folder",
			Sentence: fmt.Sprintf("%s with files of the same names hold views of the same places, so they are no labels; --group-from keeps views together",
				words.Count(len(labels), "folder", "folders"))})
	}
}

// sameNames reports whether the folders of all labels hold files of the same
// names, and how many there are.
func sameNames(labels map[string][]*Folder, name func(i int32) string) (images int, same bool) {
	seen := make(map[string]int) // name → labels that have it
	for _, list := range labels {
		for _, f := range list {
			for _, i := range f.Files {
				seen[names.Stem(name(i))]++
				images++
			}
		}
	}
	for _, n := range seen {
		if n != len(labels) {
			return images, false
		}
	}
	return images, true
}
