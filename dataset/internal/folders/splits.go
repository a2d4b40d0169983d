package folders

import (
	"fmt"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// besideSplits are words for folders that may lie beside splits without being one.
var besideSplits = names.Set("unlabeled unlabelled extra extras sample samples predict pred prediction predictions holdout demo examples example")

// FindSplits decides which folders are splits. A word opens the question, the
// folders beside it answer it: splits lie beside splits, classes beside classes.
func (t *Tree) FindSplits(decide func(decision.Decision)) {
	alone := make(map[*Folder]*Folder) // folder → its only child, of which only cousins can tell
	var classes []string
	chain := map[*Folder]bool{t.Top: true}
	for f := t.Top; f.Wraps(); f = f.Children[0] {
		chain[f.Children[0]] = true
	}
	t.Top.Each(func(f *Folder) {
		if f.Parent != nil && f != t.Top && f.Parent.given != nil {
			f.given, f.Split = f.Parent.given, f.Parent.given.Split
		}
		if f.given != nil {
			return
		}
		kids, beside := f.splitChildren()
		if len(kids) == 0 {
			return
		}
		switch distinct := distinctSplits(kids); {
		case len(kids) == 1 && len(f.Children) == 1 && !chain[f]:
			alone[f] = kids[0]
		case distinct > 1, len(beside) == 0 && (len(kids) == 1 || allArchives(kids)), len(beside) > 0 && (allBeside(beside) || deeper(kids, beside)):
			for _, k := range kids {
				k.given = k
				k.Split, _ = names.SplitOf(k.Name)
			}
			for _, b := range beside {
				b.Each(func(f *Folder) { f.beside = true }, nil)
			}
			if n := imagesOf(beside); n > 0 {
				decide(decision.Decision{Kind: "split", Count: int64(n), Example: t.Where(beside[0]), Effect: decision.Rival,
					Sentence: fmt.Sprintf("%s in folders beside %s and its like have no split", words.Count(n, "image", "images"), names.Text(kids[0].Name))})
			}
		default:
			for _, k := range kids {
				classes = append(classes, t.Where(k))
			}
		}
	}, nil)
	t.settleAlone(alone)
	if len(classes) > 0 {
		decide(decision.Decision{Kind: "split", Count: int64(len(classes)), Example: classes[0], Effect: decision.Rival,
			Sentence: fmt.Sprintf("%s named as a split but taken as a class, since the folders beside it are none", words.Count(len(classes), "folder is", "folders are"))})
	}
}

// splitChildren returns the children that may be splits by their names, and the
// others. Where a name says more than the split, as seg_train, another one has to
// say the same of another split.
func (f *Folder) splitChildren() (kids, beside []*Folder) {
	splits := make(map[string]map[string]bool) // rest → splits
	for _, c := range f.Children {
		if s, rest := names.SplitOf(c.Name); s != "" {
			if splits[rest] == nil {
				splits[rest] = make(map[string]bool)
			}
			splits[rest][s] = true
		}
	}
	for _, c := range f.Children {
		if s, rest := names.SplitOf(c.Name); s != "" && (rest == "" || len(splits[rest]) > 1) {
			kids = append(kids, c)
		} else {
			beside = append(beside, c)
		}
	}
	return kids, beside
}

// settleAlone takes folders such as cat/train for splits where every folder
// beside cat has one.
func (t *Tree) settleAlone(alone map[*Folder]*Folder) {
	for f := range alone {
		for _, cousin := range f.Parent.Children {
			if alone[cousin] == nil && !cousin.hasSplits() {
				f = nil
				break
			}
		}
		if f != nil {
			k := alone[f]
			s, _ := names.SplitOf(k.Name)
			k.Each(func(b *Folder) { b.given, b.Split = k, s }, nil)
		}
	}
}

func (f *Folder) hasSplits() bool {
	for _, c := range f.Children {
		if c.given == c {
			return true
		}
	}
	return false
}

func distinctSplits(list []*Folder) int {
	m := make(map[string]bool)
	for _, f := range list {
		s, _ := names.SplitOf(f.Name)
		m[s] = true
	}
	return len(m)
}

func allArchives(list []*Folder) bool {
	for _, f := range list {
		if !f.archive {
			return false
		}
	}
	return true
}

// allBeside reports whether the folders are such as lie beside splits.
func allBeside(list []*Folder) bool {
	for _, f := range list {
		known := false
		for _, token := range names.Tokens(f.Name) {
			known = known || besideSplits[token]
		}
		if !known {
			return false
		}
	}
	return true
}

// deeper reports whether each of the folders is divided into further ones, and
// none of those beside it is.
func deeper(list, beside []*Folder) bool {
	for _, f := range list {
		if len(f.Children) < 2 {
			return false
		}
	}
	for _, f := range beside {
		if len(f.Children) > 0 {
			return false
		}
	}
	return true
}

func imagesOf(list []*Folder) (n int) {
	for _, f := range list {
		n += f.images
	}
	return n
}
