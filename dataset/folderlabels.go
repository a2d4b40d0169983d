package dataset

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// pairedViews are names of folders that hold two views of the same places, not
// two classes, where their files have the same names.
var pairedViews = []map[string]bool{set("a b"), set("t1 t2"), set("im1 im2"), set("img1 img2"), set("image1 image2"), set("time1 time2"),
	set("before after"), set("pre post"), set("left right"), set("rgb nir ir thermal depth swir"), set("s1 s2"), set("sar opt optical")}

// findLabels gives folders their labels: the name of the first folder below the
// split, else below the input, the rule of torchvision's ImageFolder. Folders
// that all images share are skipped. Asked says that the user wants labels from
// folders, whatever their names.
func (t *tree) findLabels(l *Listing, all []found, asked bool) {
	var splits, rest []*folder
	t.top.each(func(f *folder) {
		switch {
		case f.given == f:
			splits = append(splits, f)
		case f.given == nil && !f.beside && len(f.files) > 0:
			rest = append(rest, f)
		}
	}, nil)
	starts := t.labelStarts()
	above := !t.label(splits) // cat/train, dog/train
	for _, f := range rest {
		f.label = f.labelBelow(starts)
	}
	if above && len(splits) > 0 {
		for _, s := range splits {
			label := ""
			if b := s.parent.labelBelow(starts); b != "" && !plainWords[strings.ToLower(b)] {
				label = b
			}
			s.each(func(f *folder) { f.label = label }, nil)
		}
	}
	if !asked {
		t.dropViews(l, all)
	}
}

// label labels what lies below the given folders, and reports whether there was
// anything.
func (t *tree) label(bases []*folder) (any bool) {
	starts := skipShared(bases)
	for i, b := range bases {
		b.each(func(f *folder) {
			if c := f.below(starts[i]); c != nil {
				f.label, any = Text(c.name), true
			}
		}, nil)
	}
	return any
}

// labelBelow returns the name of the folder below one of the starts that f lies
// in, or "".
func (f *folder) labelBelow(starts map[*folder]bool) string {
	for ; f.parent != nil; f = f.parent {
		if starts[f] {
			return ""
		}
		if starts[f.parent] {
			return Text(f.name)
		}
	}
	return ""
}

// labelStarts returns the folders below which the first folder is a label: the
// inputs; or what lies above all of them, where they hold images directly or
// are divided in different ways, so that they are the labels themselves.
func (t *tree) labelStarts() map[*folder]bool {
	var inputs []*folder
	direct, names, most := false, make(map[string]int), 0
	t.top.each(func(f *folder) {
		if !f.input || f.given != nil {
			return
		}
		for p := f.parent; p != nil; p = p.parent {
			if p.input {
				return // in another one
			}
		}
		inputs = append(inputs, f)
		direct = direct || len(f.files) > 0
		for _, c := range f.children {
			names[c.name]++
			most = max(most, names[c.name])
		}
	}, nil)
	if len(inputs) == 0 || len(inputs) > 1 && (direct || most < 2) && !allArchives(inputs) {
		inputs = []*folder{t.top}
	}
	starts := make(map[*folder]bool)
	for _, f := range skipShared(inputs) {
		starts[f] = true
	}
	return starts
}

// skipShared goes down from the folders while each holds one folder and nothing
// else, all of the same name, or of its own: train/train, test/test.
func skipShared(list []*folder) []*folder {
	out := slices.Clone(list)
	for {
		for i, f := range out {
			if !f.wraps() || f.children[0].name != out[0].children[0].name && f.children[0].name != list[i].name {
				return out
			}
		}
		if len(out) == 0 {
			return out
		}
		for i := range out {
			out[i] = out[i].children[0]
		}
	}
}

// dropViews takes labels away that name views of the same places, such as A and B
// or before and after: their files have the same names.
func (t *tree) dropViews(l *Listing, all []found) {
	labels := make(map[string][]*folder)
	t.top.each(func(f *folder) {
		if len(f.files) > 0 {
			labels[f.label] = append(labels[f.label], f)
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
		images, same := sameNames(labels, all)
		if !known || !same {
			continue
		}
		for _, list := range labels {
			for _, f := range list {
				f.label = ""
			}
		}
		l.decide(decision.Decision{Kind: "label", Count: int64(images), Effect: decision.Rival, Flag: "--label-from folder",
			Sentence: fmt.Sprintf("%s with files of the same names hold views of the same places, so they are no labels; --group-from keeps views together",
				words.Count(len(labels), "folder", "folders"))})
	}
}

// sameNames reports whether the folders of all labels hold files of the same
// names, and how many there are.
func sameNames(labels map[string][]*folder, all []found) (images int, same bool) {
	seen := make(map[string]int) // name → labels that have it
	for _, list := range labels {
		for _, f := range list {
			for _, i := range f.files {
				seen[stem(all[i].baseName())]++
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
