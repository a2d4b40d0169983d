package imageset

import (
	"fmt"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// chipBytes is what a chip takes of the memory for one block: a quarter of what
// its image and its row take together, as that is a quarter of all memory.
const chipBytes = 64

// cut replaces every image of the set by its chips.
func (s *Set) cut(c *table.Chips) error {
	if c.W == 0 {
		return nil
	}
	most := s.options.Limits.WithDefaults().BlockBytes / chipBytes
	scenes, small := s.Images.of, 0
	chips := &imageTable{items: scenes.items}
	for _, im := range s.Images.All() {
		if im.Window != (raster.Window{}) { // an item of a manifest, cut already
			chips.copy(scenes, im.at)
			continue
		}
		sx, sy := c.Stride()
		across, down := (int64(im.Width)+int64(sx)-1)/int64(sx), (int64(im.Height)+int64(sy)-1)/int64(sy)
		if n := int64(len(chips.records)) + across*down; n > most {
			return fmt.Errorf("--chip %dx%d cuts the images into %d chips and more, and memory holds %d: larger chips, a larger --stride or more --memory", c.W, c.H, n, most)
		}
		windows := c.Windows(int(im.Width), int(im.Height))
		if len(windows) == 0 {
			small++
		}
		for _, w := range windows {
			chips.addChip(scenes, im.at, w)
		}
	}
	if small > 0 {
		s.warn("%s smaller than a chip of %d×%d: --edge keep or pad takes what lacks a whole chip", words.Count(small, "image is", "images are"), c.W, c.H)
	}
	s.Images = chips.images().Sorted()
	return nil
}

// ChipsOf returns how many of the images, from the first on, are chips of one
// image: 0 where the first is no chip.
func ChipsOf(first *Image, images Images) int {
	if first.Window == (raster.Window{}) {
		return 0
	}
	n := 1
	for ; n < images.Len(); n++ {
		if im := images.At(n); im.Path != first.Path || im.Page != first.Page || im.Window == (raster.Window{}) {
			break
		}
	}
	return n
}

// PagesOf returns how many of the images, from the first on, are pages of one
// file; 1 where the first stands alone.
func PagesOf(first *Image, images Images) int {
	n := 1
	for ; first.Paged && n < images.Len(); n++ {
		if im := images.At(n); !im.Paged || im.Path != first.Path {
			break
		}
	}
	return n
}
