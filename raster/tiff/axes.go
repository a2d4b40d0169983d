package tiff

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// openAxes opens image i as axes name the dimensions of the file: those that
// count planes, then rows and columns of a plane, then its samples, which come
// before the rows where each has blocks of its own. Dimensions of one index may be
// left out. n (images) and c (bands) may stand for several dimensions, of which
// the last varies fastest. It returns nil where the axes are those of a plain
// image.
func (x *file) openAxes(axes string, i int, f raster.File) (raster.Source, error) {
	first, err := x.plane(0, f)
	if err != nil {
		return nil, err
	}
	h := &first.header
	outer := len(x.stack.outer)
	dims := make([]dimension, 0, outer+3)
	planes := 1
	for _, n := range x.stack.outer {
		dims = append(dims, dimension{n: int(n)})
		planes *= int(n)
	}
	rows, columns, samples := outer, outer+1, outer+2
	sizes := []int{h.Height, h.Width, len(h.Bands)}
	if first.image.separate {
		samples, rows, columns = outer, outer+1, outer+2
		sizes = []int{len(h.Bands), h.Height, h.Width}
	}
	for _, n := range sizes {
		dims = append(dims, dimension{n: n})
	}
	if err := name(dims, rows, axes); err != nil {
		return nil, err
	}
	var pages, bands, height, width int
	for _, d := range []struct {
		role  byte
		total *int
	}{{'n', &pages}, {'c', &bands}, {'h', &height}, {'w', &width}} {
		*d.total = 1
		for k := len(dims) - 1; k >= 0; k-- {
			if dims[k].role == d.role {
				dims[k].step = *d.total
				if err := raster.TooLarge(roomName, "", "elements along an axis", int64(*d.total)*int64(dims[k].n), 1<<31-1); err != nil {
					return nil, err
				}
				*d.total *= dims[k].n
			}
		}
	}
	if i < 0 || i >= pages {
		return nil, raster.Broken(roomName, "", "no page %d, the axes %q make %d", i, axes, pages)
	}
	for k := range dims {
		if dims[k].role == 'n' {
			dims[k].at = i / dims[k].step % dims[k].n
		}
	}
	c := &cube{f: f, file: x, y: dims[rows], x: dims[columns], s: dims[samples]}
	c.plain = c.y.role == 'h' && c.x.role == 'w' && (c.s.role == 'c' && c.s.step == 1 || c.s.role == 0)
	if c.plain && planes == 1 {
		return nil, nil
	}
	for k := range planes {
		at, rest, used := position{}, k, true
		for d := outer - 1; d >= 0; d-- {
			index := rest % dims[d].n
			rest /= dims[d].n
			at.move(&dims[d], index)
			used = used && (dims[d].role != 'n' || index == dims[d].at)
		}
		if used {
			if err := c.add(k, planeAt{row: at.row, col: at.col, band: at.band}); err != nil {
				return nil, err
			}
		}
	}
	c.describe(bands, height, width)
	c.header.Pages, c.header.Claimed = pages, 0
	return c, c.check()
}

// name gives each dimension its role. Dimensions of one index that are not named
// are chosen so that rows and columns of a plane are those of the image, if that
// can be.
func name(dims []dimension, rows int, axes string) error {
	for i := range axes {
		if letter := axes[i]; strings.IndexByte("nhwc", letter) < 0 || (letter == 'h' || letter == 'w') && strings.IndexByte(axes[:i], letter) >= 0 {
			return raster.Unsupported(roomName, "", "axes %q", axes)
		}
	}
	if !strings.Contains(axes, "h") || !strings.Contains(axes, "w") {
		return raster.Unsupported(roomName, "", "axes %q lack height or width", axes)
	}
	var best []dimension
	drop := len(dims) - len(axes)
	for set := range 1 << min(len(dims), 16) { // of the dimensions left out
		if bits.OnesCount(uint(set)) != drop {
			continue
		}
		named, rest := slices.Clone(dims), axes
		for i := range named {
			switch {
			case set>>i&1 == 0:
				named[i].role, rest = rest[0], rest[1:]
			case named[i].n > 1:
				named = nil
			}
			if named == nil {
				break
			}
		}
		if named == nil {
			continue
		}
		best = named
		if named[rows].role == 'h' && named[rows+1].role == 'w' {
			break
		}
	}
	if best == nil {
		return raster.Unsupported(roomName, "", "axes %q for dimensions of %s", axes, sizesOf(dims))
	}
	copy(dims, best)
	return nil
}

func sizesOf(dims []dimension) string {
	var texts []string
	for _, d := range dims {
		texts = append(texts, fmt.Sprint(d.n))
	}
	return strings.Join(texts, "×")
}
