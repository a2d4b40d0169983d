package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/raster"
)

// Chips say how scenes are cut into items. The zero value does not cut.
type Chips struct {
	W, H             int // size in pixels
	StrideX, StrideY int // 0: the size, so that chips touch and do not overlap
	Edge             Edge
	MinValid         float64 // chips with a smaller share of valid samples are left out
}

// Edge says what happens to chips that reach beyond their scene.
type Edge uint8

// The choices.
const (
	EdgeDrop Edge = iota // no such chip
	EdgeKeep             // cut to what lies in the scene
	EdgePad              // whole, what lies outside is invalid
)

var edgeNames = []string{"drop", "keep", "pad"}

// String returns the name on the command line.
func (e Edge) String() string { return edgeNames[e] }

// Set parses the name; it makes Edge a flag value.
func (e *Edge) Set(s string) error {
	i := slices.Index(edgeNames, s)
	if i < 0 {
		return fmt.Errorf("want drop, keep or pad")
	}
	*e = Edge(i)
	return nil
}

// Type names the value in help texts.
func (e *Edge) Type() string { return "drop|keep|pad" }

// String returns what changes results, "" for the zero value.
func (c Chips) String() string {
	if c.W == 0 {
		return ""
	}
	x, y := c.stride()
	return fmt.Sprintf("%dx%d,stride %dx%d,%s,min-valid %s", c.W, c.H, x, y, c.Edge, shortest(c.MinValid))
}

// parseChips reads what String writes.
func parseChips(text string) (c Chips, err error) {
	var edge string
	text = strings.ReplaceAll(text, ",", " ")
	if _, err = fmt.Sscanf(text, "%dx%d stride %dx%d %s min-valid %g", &c.W, &c.H, &c.StrideX, &c.StrideY, &edge, &c.MinValid); err != nil {
		return c, err
	}
	return c, c.Edge.Set(edge)
}

// Validate returns an error that names the option at fault.
func (c *Chips) Validate() error {
	switch {
	case c.W == 0 && (c.StrideX != 0 || c.MinValid != 0):
		return fmt.Errorf("--stride and --min-valid are for --chip")
	case c.W < 0 || c.H < 0 || (c.W == 0) != (c.H == 0):
		return fmt.Errorf("--chip %dx%d: want a size in pixels", c.W, c.H)
	case c.StrideX < 0 || c.StrideY < 0:
		return fmt.Errorf("--stride %dx%d: want pixels", c.StrideX, c.StrideY)
	case !(c.MinValid >= 0 && c.MinValid <= 1):
		return fmt.Errorf("--min-valid %v: want a share from 0 to 1", c.MinValid)
	}
	return nil
}

func (c *Chips) stride() (x, y int) {
	x, y = c.StrideX, c.StrideY
	if x == 0 {
		x = c.W
	}
	if y == 0 {
		y = c.H
	}
	return x, y
}

// windows returns the chips of an image of the given size, row by row.
func (c *Chips) windows(width, height int) []raster.Window {
	sx, sy := c.stride()
	var out []raster.Window
	for y := 0; y < height; y += sy {
		if c.Edge == EdgeDrop && y+c.H > height {
			break
		}
		for x := 0; x < width; x += sx {
			w := raster.Window{X: x, Y: y, W: c.W, H: c.H}
			switch c.Edge {
			case EdgeDrop:
				if x+c.W > width {
					continue
				}
			case EdgeKeep:
				w = w.Intersect(raster.Window{W: width, H: height})
			}
			out = append(out, w)
			if c.Edge != EdgeDrop && x+c.W >= width {
				break
			}
		}
		if c.Edge != EdgeDrop && y+c.H >= height {
			break
		}
	}
	return out
}

// cut replaces every image of the set by its chips.
func (s *Set) cut(c *Chips) {
	if c.W == 0 {
		return
	}
	scenes, small := s.Images.of, 0
	chips := &imageTable{items: scenes.items}
	for _, im := range s.Images.All() {
		if im.Window != (raster.Window{}) { // an item of a manifest, cut already
			chips.copy(scenes, im.at)
			continue
		}
		windows := c.windows(int(im.Width), int(im.Height))
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
	s.Images = chips.images().sorted()
}

// scene returns how many of the images, from the first on, are chips of one
// image: 0 where the first is no chip.
func scene(first *Image, images Images) int {
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
