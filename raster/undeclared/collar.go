package undeclared

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// side is how many cells the grid of an image has along each axis at most.
const side = 128

// minSide is the least size of an image whose border can be told from its
// content.
const minSide = 32

// grid notes which cells of an image are 0 in all bands.
type grid struct {
	width, height int // of the image
	w, h          int // in cells
	filled        []bool
	seen          int64 // pixels
	colored       bool  // somewhere the bands differ
}

func (g *grid) begin(width, height int) {
	*g = grid{width: width, height: height, w: min(width, side), h: min(height, side)}
	if min(width, height) >= minSide {
		g.filled = make([]bool, g.w*g.h)
	}
}

func (g *grid) add(b *raster.Block, t raster.SampleType) {
	if g.filled == nil {
		return
	}
	n := b.Window.Pixels()
	g.seen += int64(n)
	cells := make([]int, b.Window.W) // of each column
	for x := range cells {
		cells[x] = (b.Window.X + x) * g.w / g.width
	}
	for y := range b.Window.H {
		row := g.filled[(b.Window.Y+y)*g.h/g.height*g.w:][:g.w]
		for x, cell := range cells {
			if row[cell] && (g.colored || b.Bands == 1) {
				continue
			}
			i := y*b.Window.W + x
			first := b.At(i, t)
			empty := first == 0 && (b.Valid == nil || b.Valid[i])
			for band := 1; band < b.Bands && (empty || !g.colored); band++ {
				v := b.At(band*n+i, t)
				empty = empty && v == 0
				g.colored = g.colored || v != first
			}
			if !empty {
				row[cell] = true
			}
		}
	}
}

// collars counts images and the cells of their collars.
type collars struct {
	images, placed int
	with           int     // images with a collar
	withPlaced     int     // of them georeferenced
	pixels         float64 // of all images
	collar         float64 // of the collars of images with a place
	collarPlain    float64 // and of others
}

func (c *collars) add(g *grid, placed bool) {
	c.images++
	if placed {
		c.placed++
	}
	c.pixels += float64(float64(g.width) * float64(g.height))
	if g.filled == nil || g.seen != int64(g.width)*int64(g.height) {
		return // too small, or not seen as a whole
	}
	share, ok := g.collar(placed)
	if !ok {
		return
	}
	area := float64(share * float64(g.width) * float64(g.height))
	if placed {
		c.withPlaced++
		c.collar += area
	} else if g.colored { // black borders of grey pictures are their own
		c.with++
		c.collarPlain += area
	}
}

// found returns the share of all pixels that lie in collars. Those of images
// without a place count where a minority has them.
func (c *collars) found() (share float64, ok bool) {
	area := c.collar
	if c.with > 0 && 2*c.with < c.images-c.placed {
		area += c.collarPlain
	}
	return area / c.pixels, area > 0
}

// minCollar is the least share of an image.
const minCollar = 0.01

// collar returns the share of the cells that are empty and reach the border
// through empty cells, if the edges of what they surround are straight. Bars of
// equal width at opposite sides of an image without a place are letterboxing.
func (g *grid) collar(placed bool) (share float64, ok bool) {
	out := g.outside()
	n := 0
	for _, o := range out {
		if o {
			n++
		}
	}
	share = float64(n) / float64(len(out))
	if share < minCollar || n == len(out) {
		return 0, false
	}
	left, right, beside := make([]int, g.h), make([]int, g.h), 0
	top, bottom := g.h, -1 // rows that hold content
	for y := range g.h {
		row := out[y*g.w : (y+1)*g.w]
		l, r := 0, 0
		for l < g.w && row[l] {
			l++
		}
		for r < g.w-l && row[g.w-1-r] {
			r++
		}
		if l < g.w {
			top, bottom = min(top, y), y
		}
		left[y], right[y] = l, r
		for _, o := range row[l : g.w-r] {
			if o {
				beside++
			}
		}
	}
	if beside*20 > n { // bays that open up or down
		return 0, false
	}
	inner := [2][]int{left[top : bottom+1], right[top : bottom+1]}
	if !placed && letterbox(top, g.h-1-bottom, inner) {
		return 0, false
	}
	for _, profile := range inner {
		if slopes(profile) > maxSlopes {
			return 0, false
		}
	}
	return share, true
}

// outside returns the empty cells that are joined to the border.
func (g *grid) outside() []bool {
	out := make([]bool, len(g.filled))
	var stack []int
	visit := func(x, y int) {
		if i := y*g.w + x; x >= 0 && x < g.w && y >= 0 && y < g.h && !g.filled[i] && !out[i] {
			out[i] = true
			stack = append(stack, i)
		}
	}
	for x := range g.w {
		visit(x, 0)
		visit(x, g.h-1)
	}
	for y := range g.h {
		visit(0, y)
		visit(g.w-1, y)
	}
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		x, y := i%g.w, i/g.w
		visit(x-1, y)
		visit(x+1, y)
		visit(x, y-1)
		visit(x, y+1)
	}
	return out
}

// letterbox reports bars of equal width at two or at four sides.
func letterbox(top, bottom int, sides [2][]int) bool {
	constant := func(p []int) bool {
		for _, v := range p {
			if v != p[0] {
				return false
			}
		}
		return true
	}
	equal := func(a, b int) bool { return a-b <= 1 && b-a <= 1 }
	return constant(sides[0]) && constant(sides[1]) && equal(top, bottom) && equal(sides[0][0], sides[1][0])
}

// maxSlopes is how many slanting edges one side of a rectangle can have, however
// it is turned.
const maxSlopes = 2

// slopes returns how many slanting pieces a polygon has that follows a profile,
// the width of the collar row by row, within a cell and a half (Douglas and
// Peucker 1973). Level pieces and steps do not count.
func slopes(p []int) int {
	var walk func(from, to int) int
	walk = func(from, to int) int {
		dx, dy := float64(to-from), float64(p[to]-p[from])
		length := math.Hypot(dx, dy)
		far, at := 1.5, -1
		for i := from + 1; i < to; i++ {
			d := math.Abs(float64(dx*float64(p[i]-p[from]))-float64(dy*float64(i-from))) / length
			if d > far {
				far, at = d, i
			}
		}
		switch {
		case at >= 0:
			return walk(from, at) + walk(at, to)
		case math.Abs(dy) <= 2 || to-from <= 1:
			return 0
		}
		return 1
	}
	if len(p) < 2 {
		return 0
	}
	return walk(0, len(p)-1)
}
