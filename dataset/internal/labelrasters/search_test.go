package labelrasters

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/dataset/internal/folders"
	"github.com/bandprep/bandprep/decision"
)

// paths are files by their paths below the root.
type paths []string

func (p paths) Name(i int32) string { return path.Base(p[i]) }
func (p paths) Rel(i int32) string  { return p[i] }
func (p paths) Told(int32) bool     { return false }

// TestFind has images and label rasters in folders and under endings; which of
// them have few values in runs, a look tells.
func TestFind(t *testing.T) {
	for what, c := range map[string]struct {
		images, rasters, labelled string // names with %d; labelled is part of the paths whose pixels are so
		look                      bool
		want                      bool
	}{
		"folders by names":       {images: "images/%d.jpg", rasters: "masks/%d.png", want: true},
		"endings by names":       {images: "%d.jpg", rasters: "%d_mask.png", want: true},
		"no word, no look":       {images: "a/%d.jpg", rasters: "b/%d.png"},
		"no word, but pixels":    {images: "a/%d.jpg", rasters: "b/%d.png", look: true, labelled: "b/", want: true},
		"a word, but photos":     {images: "images/%d.jpg", rasters: "masks/%d.jpg", look: true},
		"both are as labels are": {images: "images/%d.png", rasters: "masks/%d.png", look: true, labelled: ".png"},
		"no pairs":               {images: "cats/x%d.jpg", rasters: "dogs/y%d7.jpg", look: true},
	} {
		var all paths
		tree := folders.New()
		for i := range 10 {
			all = append(all, fmt.Sprintf(c.images, i), fmt.Sprintf(c.rasters, i))
		}
		for i, p := range all {
			f := tree.At(path.Dir("/root/" + p))
			f.Files = append(f.Files, int32(i))
		}
		tree.Finish([]string{"/root"}, "/")
		var look func(i int32) *Look
		if c.look {
			look = func(i int32) *Look {
				return &Look{Width: 8, Height: 8, Kind: Kind{Bands: 3}, Labelled: c.labelled != "" && strings.Contains(all[i], c.labelled)}
			}
		}
		decisions := 0
		rasters, of := Find(tree, all, look, func(decision.Decision) { decisions++ })
		if !c.want {
			if len(rasters)+len(of)+decisions > 0 {
				t.Errorf("%s: rasters %v of %v", what, rasters, of)
			}
			continue
		}
		if len(rasters) != 10 || len(of) != 10 || decisions != 1 {
			t.Errorf("%s: rasters %v of %v, %d decisions", what, rasters, of, decisions)
		}
		for image, raster := range of {
			if raster != image+1 || image%2 != 0 {
				t.Errorf("%s: %s is the label raster of %s", what, all[raster], all[image])
			}
		}
	}
}
