package dataset

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/folders"
	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/dataset/internal/table"
)

// place is a folder, or an image that was named by itself.
type place struct {
	path string
	rel  string // slash-separated path below the root
	root int32
	// folder is where it lies in the tree of all inputs, once that is known.
	folder *folders.Folder
	// sidecars is the files beside each image that belong to it, by its name.
	sidecars map[string][]string
}

// found is an image before it has its id. There may be millions.
type found struct {
	*place
	name string  // in the folder; "" for an image that was named by itself
	more *origin // nil for a plain file
}

// path returns the path of the file.
func (f *found) path() string {
	if f.name == "" {
		return f.place.path
	}
	return filepath.Join(f.place.path, f.name)
}

// rel returns the slash-separated path below the root.
func (f *found) rel() string {
	if f.name == "" {
		return f.place.rel
	}
	return path.Join(f.place.rel, f.name)
}

// origin is what is known of an image that is more than a file in a folder.
type origin struct {
	row   *table.Row // of the table that named it, or nil
	stack *Stack
	// of an archive's member: its path inside, its name, what the archive says of it
	inside, member string
	about          *memberFacts
	link           string   // the file that a link leads to
	splits         []string // of the lists that name it, where they are several
}

// baseName returns the name of the file.
func (f *found) baseName() string {
	switch {
	case f.name != "":
		return f.name
	case f.more != nil && f.more.member != "":
		return path.Base(f.more.inside)
	}
	return path.Base(f.place.rel)
}

// pathKeys returns the paths by which a table may name an image.
func (f *found) pathKeys(dir string) []string {
	rel := f.rel()
	keys := []string{rel, names.Text(rel)}
	if f.more != nil && f.more.member != "" {
		keys = append(keys, f.more.inside, names.Text(f.more.inside))
	}
	full := names.Absolute("", f.path())
	return append(keys, strings.TrimPrefix(full, strings.TrimSuffix(dir, "/")+"/"), full)
}

// foundFiles is what was found, as the rooms below see it.
type foundFiles []found

func (l foundFiles) Len() int                          { return len(l) }
func (l foundFiles) Name(i int32) string               { return l[i].baseName() }
func (l foundFiles) Rel(i int32) string                { return l[i].rel() }
func (l foundFiles) Keys(i int32, dir string) []string { return l[i].pathKeys(dir) }

// Told reports whether a table or a stack says that the file is an image.
func (l foundFiles) Told(i int32) bool {
	m := l[i].more
	return m != nil && (m.stack != nil || m.row != nil)
}

// newTree puts what was found into folders.
func newTree(l *Listing, all []found) *folders.Tree {
	here, _ := os.Getwd()
	t := folders.New()
	for i := range all {
		all[i].place.folder = nil // of an earlier tree
	}
	for i := range all {
		f := &all[i]
		if f.place.folder == nil {
			f.place.folder = t.At(f.folderPath(l, here))
		}
		f.place.folder.Files = append(f.place.folder.Files, int32(i))
	}
	t.Finish(l.Roots, here)
	return t
}

// folderPath returns the slash-separated absolute path of the folder that an
// image lies in.
func (f *found) folderPath(l *Listing, here string) string {
	switch {
	case f.name != "":
		return names.Absolute(here, f.place.path)
	case f.more != nil && f.more.stack != nil:
		return path.Join(names.Absolute(here, l.Roots[f.root]), path.Dir(f.place.rel))
	case f.more != nil && f.more.member != "":
		return path.Join(names.Absolute(here, f.place.path), path.Dir(f.more.inside))
	}
	return path.Dir(names.Absolute(here, f.place.path))
}
