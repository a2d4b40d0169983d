package table

import (
	"fmt"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// Chips say how scenes are cut into items. The zero value does not cut.
type Chips struct {
	W        int     `json:"width"` // size in pixels
	H        int     `json:"height"`
	StrideX  int     `json:"stride_x,omitempty"` // 0: the size, so that chips touch and do not overlap
	StrideY  int     `json:"stride_y,omitempty"`
	Edge     Edge    `json:"edge,omitzero"`
	MinValid float64 `json:"min_valid,omitempty"` // chips with a smaller share of valid samples are left out
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
	return named(e, s, edgeNames)
}

// Type names the value in help texts.
func (e *Edge) Type() string { return "drop|keep|pad" }

// MarshalText writes the name.
func (e Edge) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads the name.
func (e *Edge) UnmarshalText(text []byte) error { return e.Set(string(text)) }

// parseChips reads chips as version 1 of the manifest writes them.
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

// Stride returns the distance of chips in pixels.
func (c *Chips) Stride() (x, y int) {
	x, y = c.StrideX, c.StrideY
	if x == 0 {
		x = c.W
	}
	if y == 0 {
		y = c.H
	}
	return x, y
}

// Windows returns the chips of an image of the given size, row by row.
func (c *Chips) Windows(width, height int) []raster.Window {
	sx, sy := c.Stride()
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
