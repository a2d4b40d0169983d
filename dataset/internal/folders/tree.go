// Package folders tells from the folders of a dataset which are splits and which
// are labels. A name opens the question, the folders beside it answer it.
package folders

import (
	"path"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
)

// Folder is a folder of images, or of folders of images. What a folder means can
// only be told from its neighbours, so the folders of all inputs form one tree:
// whether x is the input or x/train and x/valid are, the tree is the same.
// An archive is a folder, too.
type Folder struct {
	Name     string
	Parent   *Folder
	Children []*Folder // with images in them or below, by name
	Files    []int32   // its images, by index in the list of what was found
	Split    string    // "train", "valid", "test", or "", once [Tree.FindSplits] has said so
	Label    string    // "" or what [Tree.FindLabels] has found
	images   int       // in it and below
	input    bool
	archive  bool
	given    *Folder // the folder at or above that is a split, or nil
	beside   bool    // it lies beside splits and is none
}

// Tree is the folders of all inputs.
type Tree struct {
	Top    *Folder // all inputs lie in it or are it
	byPath map[string]*Folder
}

// New returns a tree without folders.
func New() *Tree { return &Tree{byPath: make(map[string]*Folder)} }

// Finish ends the tree once all images are in their folders. Roots are the inputs as
// they were given, relative to the folder here: a list has an @ in front.
func (t *Tree) Finish(roots []string, here string) {
	for _, r := range roots {
		full := names.Absolute(here, strings.TrimPrefix(r, "@"))
		if f := t.byPath[full]; f != nil {
			f.input, f.archive = true, names.IsArchive(full)
		} else if f = t.byPath[path.Dir(full)]; f != nil && !isGlob(r) { // a file, list or table
			f.input = true
		}
	}
	t.Top = t.At("/")
	t.count()
}

func isGlob(s string) bool { return strings.ContainsAny(s, `*?[`) }

// At returns the folder of an absolute path; those above it are made with it.
func (t *Tree) At(full string) *Folder {
	var missing []string
	f := t.byPath[full]
	for f == nil && full != "/" {
		missing = append(missing, full)
		full = path.Dir(full)
		f = t.byPath[full]
	}
	if f == nil {
		f = &Folder{}
		t.byPath["/"] = f
	}
	for _, p := range slices.Backward(missing) {
		child := &Folder{Name: path.Base(p), Parent: f}
		f.Children = append(f.Children, child)
		t.byPath[p], f = child, child
	}
	return f
}

// count counts images, drops folders without any, and finds the top: the lowest
// folder that is an input or holds all inputs.
func (t *Tree) count() {
	above := t.Top
	for above.Parent != nil {
		above = above.Parent
	}
	above.Each(nil, func(f *Folder) {
		f.images = len(f.Files)
		f.Children = slices.DeleteFunc(f.Children, func(c *Folder) bool { return c.images == 0 })
		for _, c := range f.Children {
			f.images += c.images
		}
		slices.SortFunc(f.Children, func(a, b *Folder) int { return strings.Compare(a.Name, b.Name) })
	})
	t.Top = above
	for t.Top.Wraps() && !t.Top.input {
		t.Top = t.Top.Children[0]
	}
}

// Wraps reports whether the folder holds one folder and nothing else.
func (f *Folder) Wraps() bool { return len(f.Files) == 0 && len(f.Children) == 1 }

// Each visits f and all below it, without recursion: folders may be nested
// thousands deep. Before is called on the way down, after on the way up.
func (f *Folder) Each(before, after func(*Folder)) {
	type step struct {
		f    *Folder
		back bool
	}
	stack := []step{{f, false}}
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if s.back {
			after(s.f)
			continue
		}
		if before != nil {
			before(s.f)
		}
		if after != nil {
			stack = append(stack, step{s.f, true})
		}
		for _, c := range slices.Backward(s.f.Children) {
			stack = append(stack, step{c, false})
		}
	}
}

// below returns the child of above on the way to f, or nil where f is not below.
func (f *Folder) below(above *Folder) *Folder {
	for ; f != nil && f.Parent != above; f = f.Parent {
	}
	return f
}

// Where names the folder as it lies below the top.
func (t *Tree) Where(f *Folder) string {
	var parts []string
	for ; f != nil && f != t.Top; f = f.Parent {
		parts = append(parts, f.Name)
	}
	slices.Reverse(parts)
	return names.Text(path.Join(append(parts, "")...))
}
