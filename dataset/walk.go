package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/disk"
	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/product"
)

// ManifestName is the file that marks a folder as written by bandprep.
const ManifestName = "manifest.arrow"

// walker collects the images below one root.
type walker struct {
	options *Options
	root    int32
	visited map[fileID]bool // folders, which cuts loops
	listing *Listing
	headers map[string]bool // names ending in .hdr in the folder at hand, in lower case
	links   []link          // which are followed last, so that real paths win
	out     []found
}

// link is a symbolic link that was met.
type link struct {
	in    *place
	name  string
	isDir bool
}

// taken returns the images found since it was called last.
func (w *walker) taken() []found {
	list := w.out
	w.out = nil
	return list
}

// follow follows the links that were met, and those met on the way.
func (w *walker) follow() error {
	for len(w.links) > 0 {
		k := w.links[0]
		w.links = w.links[1:]
		f := found{place: k.in, name: k.name}
		if k.isDir {
			if err := w.folder(f.path(), f.rel(), false); err != nil {
				return err
			}
			continue
		}
		if real, err := filepath.EvalSymlinks(f.path()); err == nil {
			f.more = &origin{link: real}
		}
		w.out = append(w.out, f)
	}
	return nil
}

// folder walks dir, whose path below the root is rel ("" for the root).
func (w *walker) folder(dir, rel string, input bool) error {
	id, err := identityOf(dir)
	if err != nil {
		w.skip(dir, err)
		return nil
	}
	if w.visited[id] {
		return nil
	}
	w.visited[id] = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		if input {
			return err
		}
		w.skip(dir, err)
		return nil
	}
	for _, e := range entries {
		if e.Name() == ManifestName && !e.IsDir() && !input {
			w.listing.decide(decision.Decision{Kind: "own_output", Count: 1, Effect: decision.LeftOut,
				Sentence: fmt.Sprintf("passed over %s: it holds a bandprep manifest; name it as an input to use it", names.Text(dir))})
			return nil
		}
	}
	if isZarr(entries) {
		if input {
			return errors.New("a Zarr store: gdal_translate makes a file of one of its arrays (gdalinfo lists them), or write them with numpy.save")
		}
		w.listing.Passed[zarr]++
		return nil
	}
	headers, here := make(map[string]bool), &place{path: dir, rel: rel, root: w.root}
	for _, e := range entries {
		if name := e.Name(); strings.EqualFold(name[max(0, len(name)-4):], ".hdr") {
			headers[strings.ToLower(name)] = true
		}
	}
	here.sidecars = sidecarsOf(entries)
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
	if strings.HasPrefix(name, ".bandprep-") {
		return nil // of a command that is at work, or was interrupted
	}
	if names.IsHidden(name) {
		w.listing.Passed["hidden"]++
		return nil
	}
	isDir, kind := e.IsDir(), names.KindOf(name)
	linked := e.Type()&(fs.ModeSymlink|fs.ModeIrregular) != 0
	if linked {
		info, err := os.Stat(f.path())
		if err != nil {
			if kind == names.Image {
				w.skip(f.path(), fmt.Errorf("a link that leads nowhere"))
			} else {
				w.listing.Passed["other"]++
			}
			return nil
		}
		isDir = info.IsDir()
	}
	switch {
	case isDir && linked:
		w.links = append(w.links, link{in, name, true})
	case isDir:
		return w.folder(f.path(), f.rel(), false)
	case kind != names.Image && product.IsMetadata(name):
		w.listing.Passed["sidecar"]++
		w.listing.metadata = append(w.listing.metadata, f)
	case kind == names.Sidecar:
		w.listing.Passed["sidecar"]++
		w.listing.lying(in, name)
	case kind == names.Archive:
		w.listing.Passed["archive"]++
	case kind == names.Other && !names.HasHeader(name, w.headers):
		w.listing.Passed[foreignKind(name)]++
		w.listing.lying(in, name)
	case e.Type()&fs.ModeType&^(fs.ModeSymlink|fs.ModeIrregular) != 0:
		w.listing.Passed["other"]++ // pipe, socket, device
	case w.options.chooses() && !w.options.wants(f.rel()):
		w.listing.Passed["excluded"]++
	case linked:
		w.links = append(w.links, link{in, name, false})
	default:
		w.out = append(w.out, f)
	}
	return nil
}

func (w *walker) skip(path string, err error) {
	w.listing.Skipped = append(w.listing.Skipped, Skipped{path, disk.Reason(err)})
}
