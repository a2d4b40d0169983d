package dataset

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// folder is a folder of images, or of folders of images. What a folder means can
// only be told from its neighbours, so the folders of all inputs form one tree:
// whether x is the input or x/train and x/valid are, the tree is the same.
// An archive is a folder, too.
type folder struct {
	name     string
	parent   *folder
	children []*folder // with images in them or below, by name
	files    []int32   // its images, by index in the list of what was found
	images   int       // in it and below
	input    bool
	archive  bool
	split    string  // "train", "valid", "test", or ""
	given    *folder // the folder at or above that is a split, or nil
	beside   bool    // it lies beside splits and is none
	label    string
}

// tree is the folders of all inputs.
type tree struct {
	top    *folder // all inputs lie in it or are it
	byPath map[string]*folder
	// rasters is the paths of label rasters by the index of their image.
	rasters map[int32]string
}

// newTree puts what was found into folders.
func newTree(l *Listing, all []found) *tree {
	here, _ := os.Getwd()
	t := &tree{byPath: make(map[string]*folder)}
	for i := range all {
		all[i].place.folder = nil // of an earlier tree
	}
	for i := range all {
		f := &all[i]
		if f.place.folder == nil {
			f.place.folder = t.get(f.folderPath(l, here))
		}
		f.place.folder.files = append(f.place.folder.files, int32(i))
	}
	for _, r := range l.Roots {
		full := absolute(here, strings.TrimPrefix(r, "@"))
		if f := t.byPath[full]; f != nil {
			f.input, f.archive = true, isArchive(full)
		} else if f = t.byPath[path.Dir(full)]; f != nil && !isGlob(r) { // a file, list or table
			f.input = true
		}
	}
	t.top = t.get("/")
	t.count()
	return t
}

// folderPath returns the slash-separated absolute path of the folder that an
// image lies in.
func (f *found) folderPath(l *Listing, here string) string {
	switch {
	case f.name != "":
		return absolute(here, f.place.path)
	case f.more != nil && f.more.stack != nil:
		return path.Join(absolute(here, l.Roots[f.root]), path.Dir(f.place.rel))
	case f.more != nil && f.more.member != "":
		return path.Join(absolute(here, f.place.path), path.Dir(f.more.inside))
	}
	return path.Dir(absolute(here, f.place.path))
}

func absolute(here, name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(here, name)
	}
	return path.Join("/", filepath.ToSlash(filepath.Clean(name)))
}

func isGlob(s string) bool { return strings.ContainsAny(s, `*?[`) }

// get returns the folder of an absolute path; those above it are made with it.
func (t *tree) get(full string) *folder {
	var missing []string
	f := t.byPath[full]
	for f == nil && full != "/" {
		missing = append(missing, full)
		full = path.Dir(full)
		f = t.byPath[full]
	}
	if f == nil {
		f = &folder{}
		t.byPath["/"] = f
	}
	for _, p := range slices.Backward(missing) {
		child := &folder{name: path.Base(p), parent: f}
		f.children = append(f.children, child)
		t.byPath[p], f = child, child
	}
	return f
}

// count counts images, drops folders without any, and finds the top: the lowest
// folder that is an input or holds all inputs.
func (t *tree) count() {
	above := t.top
	for above.parent != nil {
		above = above.parent
	}
	above.each(nil, func(f *folder) {
		f.images = len(f.files)
		f.children = slices.DeleteFunc(f.children, func(c *folder) bool { return c.images == 0 })
		for _, c := range f.children {
			f.images += c.images
		}
		slices.SortFunc(f.children, func(a, b *folder) int { return strings.Compare(a.name, b.name) })
	})
	t.top = above
	for t.top.wraps() && !t.top.input {
		t.top = t.top.children[0]
	}
}

// wraps reports whether the folder holds one folder and nothing else.
func (f *folder) wraps() bool { return len(f.files) == 0 && len(f.children) == 1 }

// each visits f and all below it, without recursion: folders may be nested
// thousands deep. Before is called on the way down, after on the way up.
func (f *folder) each(before, after func(*folder)) {
	type step struct {
		f    *folder
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
		for _, c := range slices.Backward(s.f.children) {
			stack = append(stack, step{c, false})
		}
	}
}

// below returns the child of above on the way to f, or nil where f is not below.
func (f *folder) below(above *folder) *folder {
	for ; f != nil && f.parent != above; f = f.parent {
	}
	return f
}

// where names the folder as it lies below the top.
func (t *tree) where(f *folder) string {
	var parts []string
	for ; f != nil && f != t.top; f = f.parent {
		parts = append(parts, f.name)
	}
	slices.Reverse(parts)
	return Text(path.Join(append(parts, "")...))
}
