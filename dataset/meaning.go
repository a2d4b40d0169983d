package dataset

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/bandprep/bandprep/dataset/internal/folders"
	"github.com/bandprep/bandprep/dataset/internal/labelrasters"
	"github.com/bandprep/bandprep/dataset/internal/names"
)

// The values of [Options.LabelRasters].
const (
	LabelRastersPaired = ""       // label rasters are paired with their images and are none themselves
	LabelRastersImages = "images" // everything is an image
)

// meaning tells from folders and names which images are label rasters, which
// folders splits, and which labels, and drops what is no image of its own. It returns
// the paths of label rasters by the index of their image.
func (l *Listing) meaning(all []found, o *Options) ([]found, map[int32]string) {
	t := newTree(l, all)
	var paths map[int32]string
	if o.LabelRasters == LabelRastersPaired {
		if rasters, of := l.findRasters(t, all, o.Peek); len(rasters) > 0 {
			paths = make(map[int32]string)
			all = keep(all, func(i int32) bool { return !rasters[i] }, func(from, to int32) {
				if r, ok := of[from]; ok {
					paths[to] = all[r].path()
					if m := all[r].more; m != nil && m.member != "" {
						paths[to] += "#" + m.member
					}
				}
			})
			t = newTree(l, all)
		}
	}
	t.FindSplits(l.decide)
	t.FindLabels(l.decide, foundFiles(all).Name, o.LabelFrom != "")
	if again := linksToSame(all); len(again) > 0 {
		l.Passed["link"] += len(again)
		moved := make(map[int32]string)
		all = keep(all, func(i int32) bool { return !again[i] }, func(from, to int32) {
			if p, ok := paths[from]; ok {
				moved[to] = p
			}
		})
		paths = moved
	}
	return all, paths
}

// findRasters returns which files are label rasters, and for images the index of
// theirs.
func (l *Listing) findRasters(t *folders.Tree, all []found, peek Peeker) (rasters map[int32]bool, of map[int32]int32) {
	var look func(i int32) *labelrasters.Look
	if peek != nil {
		look = func(i int32) *labelrasters.Look {
			p, err := peek(all[i].item(l))
			if err != nil {
				return nil
			}
			return &labelrasters.Look{Width: p.Width, Height: p.Height, Labelled: p.labelled(),
				Kind: labelrasters.Kind{Bands: p.Bands, Type: p.Type, Palette: p.Palette}}
		}
	}
	rasters, of = labelrasters.Find(t, foundFiles(all), look, l.decide)
	if len(rasters) > 0 {
		l.Passed["label raster"] += len(rasters)
	}
	return rasters, of
}

// item returns what is needed to open a file.
func (f *found) item(l *Listing) *Item {
	it := &Item{Path: f.path()}
	if f.more != nil && f.more.member != "" {
		it.Member, it.archives = f.more.member, l.archives
	}
	return it
}

// keep returns the images that stay, and tells of each where it was and is.
func keep(all []found, stays func(int32) bool, moved func(from, to int32)) []found {
	out := make([]found, 0, len(all))
	for i := range all {
		if stays(int32(i)) {
			moved(int32(i), int32(len(out)))
			out = append(out, all[i])
		}
	}
	return out
}

// linksToSame returns the images that are links to an image that is there by its
// real path, or by another link, with the same label and split.
func linksToSame(all []found) map[int32]bool {
	targets := make(map[string][]int32)
	for i := range all {
		if m := all[i].more; m != nil && m.link != "" {
			targets[names.Absolute("", m.link)] = nil
		}
	}
	if len(targets) == 0 {
		return nil
	}
	here, _ := os.Getwd()
	again := make(map[int32]bool)
	for pass := range 2 { // real paths first
		for i := range all {
			m := all[i].more
			if linked := m != nil && m.link != ""; linked != (pass == 1) {
				continue
			}
			name := names.Absolute(here, all[i].path())
			if pass == 1 {
				name = names.Absolute("", m.link)
			} else if real, err := filepath.EvalSymlinks(filepath.Dir(name)); err == nil {
				name = names.Absolute("", filepath.Join(real, filepath.Base(name)))
			}
			known, wanted := targets[name]
			if !wanted {
				continue
			}
			f := all[i].folder
			if slices.ContainsFunc(known, func(k int32) bool {
				g := all[k].folder
				return g.Split == f.Split && (g.Label == f.Label || g.Label == "" || f.Label == "")
			}) {
				again[int32(i)] = true
				continue
			}
			targets[name] = append(known, int32(i))
		}
	}
	return again
}
