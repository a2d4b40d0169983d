package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// ManifestName is the file that marks a folder as written by bandprep.
const ManifestName = "manifest.arrow"

// place is a folder, or an image that was named by itself.
type place struct {
	path string
	rel  string // slash-separated path below the root
	root int32
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
	row   *tableRow // of the table that named it, or nil
	stack *Stack
	// of an archive's member: its path inside, the class it states, its name
	inside, class, member string
}

// walker collects the images below one root.
type walker struct {
	options *Options
	root    int32
	visited map[string]bool // real paths of folders, which cuts loops
	listing *Listing
	headers map[string]bool // names ending in .hdr in the folder at hand, in lower case
	out     []found
}

// folder walks dir, whose path below the root is rel ("" for the root).
func (w *walker) folder(dir, rel string) error {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		w.skip(dir, err)
		return nil
	}
	if w.visited[real] {
		return nil
	}
	w.visited[real] = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		if rel == "" {
			return err
		}
		w.skip(dir, err)
		return nil
	}
	for _, e := range entries {
		if e.Name() == ManifestName && !e.IsDir() {
			w.listing.Notices = append(w.listing.Notices, fmt.Sprintf("passed over %s: it holds a bandprep manifest", Text(dir)))
			return nil
		}
	}
	w.headers = make(map[string]bool)
	for _, e := range entries {
		if name := e.Name(); strings.EqualFold(name[max(0, len(name)-4):], ".hdr") {
			w.headers[strings.ToLower(name)] = true
		}
	}
	headers, here := w.headers, &place{dir, rel, w.root}
	w.listing.beside.count(here, entries, func(name string) bool {
		return !isHidden(name) && kindOf(name) == image && w.options.wants(path.Join(rel, name))
	})
	for _, e := range entries {
		w.headers = headers
		if err := w.entry(here, e); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) entry(in *place, e fs.DirEntry) error {
	name := e.Name()
	f := found{place: in, name: name}
	if isHidden(name) {
		w.listing.Passed["hidden"]++
		return nil
	}
	isDir, kind := e.IsDir(), kindOf(name)
	if e.Type()&(fs.ModeSymlink|fs.ModeIrregular) != 0 {
		info, err := os.Stat(f.path())
		if err != nil {
			if kind == image {
				w.skip(f.path(), fmt.Errorf("a link that leads nowhere"))
			} else {
				w.listing.Passed["other"]++
			}
			return nil
		}
		isDir = info.IsDir()
	}
	switch {
	case isDir && maskFolders[strings.ToLower(name)]:
		w.listing.Notices = append(w.listing.Notices,
			fmt.Sprintf("passed over %s: a folder of this name usually holds masks; name it as an input to use it", Text(f.path())))
		return nil
	case isDir:
		return w.folder(f.path(), f.rel())
	case kind == sidecar:
		w.listing.Passed["sidecar"]++
	case kind == archived:
		w.listing.Passed["archive"]++
	case kind == other && !hasHeader(name, w.headers):
		w.listing.Passed["other"]++
	case e.Type()&fs.ModeType&^(fs.ModeSymlink|fs.ModeIrregular) != 0:
		w.listing.Passed["other"]++ // pipe, socket, device
	case w.options.chooses() && !w.options.wants(f.rel()):
		w.listing.Passed["excluded"]++
	default:
		w.out = append(w.out, f)
	}
	return nil
}

func (w *walker) skip(path string, err error) {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	w.listing.Skipped = append(w.listing.Skipped, Skipped{path, err})
}
