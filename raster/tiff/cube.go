package tiff

import (
	"context"
	"math"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// cube is an image made of several planes of a file. In the usual one each
// plane is a band, or some bands. With [raster.Options.Axes] a plane may be
// anything else of it too, such as one of its rows.
type cube struct {
	f       raster.File
	file    *file
	header  raster.Header
	planes  []planeAt
	y, x, s dimension // of a plane
	plain   bool      // rows and columns of a plane are those of the image
}

// planeAt is a plane and where in the image it begins.
type planeAt struct {
	source         *source
	row, col, band int
}

// dimension is one of the file's: n indices of the role that Axes gives it,
// 'h', 'w', 'c' or 'n', of which each is step in the image.
type dimension struct {
	n, step int
	role    byte
	at      int // the index of this image, where the role is 'n'
}

func (c *cube) Header() raster.Header { return c.header }
func (c *cube) Close() error          { return c.f.Close() }

// Page implements [raster.Paged].
func (c *cube) Page(i int) (raster.Source, error) { return c.file.page(i, kept{c.file}) }

// Absent implements [raster.Sparser].
func (c *cube) Absent(w raster.Window) bool {
	if !c.plain {
		return false
	}
	for _, p := range c.planes {
		if !p.source.Absent(w) {
			return false
		}
	}
	return true
}

// openBands opens the image whose bands are those of planes, one after another.
func (x *file) openBands(planes []int32, f raster.File) (raster.Source, error) {
	c := &cube{f: f, file: x, plain: true}
	for i, k := range planes {
		if err := c.add(int(k), planeAt{band: i}); err != nil {
			return nil, err
		}
	}
	first := c.planes[0].source.header
	samples := len(first.Bands)
	for i := range c.planes {
		c.planes[i].band *= samples
	}
	c.y = dimension{n: first.Height, step: 1, role: 'h'}
	c.x = dimension{n: first.Width, step: 1, role: 'w'}
	c.s = dimension{n: samples, step: 1, role: 'c'}
	c.describe(samples*len(planes), first.Height, first.Width)
	for i := range c.header.Bands {
		if samples == 1 && i < len(x.stack.names) && c.header.Bands[i].Name == "" {
			c.header.Bands[i].Name = x.stack.names[i]
		}
	}
	c.header.Pages, c.header.Claimed = x.stack.pages, x.stack.claimed
	return c, c.check()
}

// describe makes the header out of that of the first plane.
func (c *cube) describe(bands, height, width int) {
	c.header = c.planes[0].source.header
	h := &c.header
	h.Width, h.Height = width, height
	h.Bands = make([]raster.Band, bands)
	for _, p := range c.planes {
		h.HasMask = h.HasMask || p.source.header.HasMask
	}
	if c.plain {
		for _, p := range c.planes {
			copy(h.Bands[p.band:], p.source.header.Bands)
		}
	} else {
		own := c.planes[0].source.header.Bands
		for i := range h.Bands {
			h.Bands[i].NoData = own[0].NoData
		}
		h.BlockW, h.BlockH, h.Geo, h.Orientation = width, height, nil, 0
	}
	h.NoDataTogether = false
	if len(c.planes) > 1 || !c.plain {
		for i := range h.Bands {
			if h.Bands[i].Color != raster.PaletteIndex {
				h.Bands[i].Color = raster.Undefined
			}
		}
		h.MinIsWhite = h.MinIsWhite && c.plain
	}
}

// check holds what one window needs against the limits.
func (c *cube) check() error {
	if err := c.file.o.Limits.CheckSize(roomName, int64(c.header.Width), int64(c.header.Height)); err != nil {
		return err
	}
	limit := c.file.o.Limits.WithDefaults().BlockBytes
	w := raster.Window{W: 1, H: 1}
	if c.plain {
		w = c.planes[0].source.image.unit()
	}
	return raster.TooLarge(roomName, "", "bytes of the smallest window", c.memory(w), limit)
}

func (c *cube) memory(w raster.Window) int64 {
	size := int64(8)
	switch c.header.Type.Storage() {
	case raster.StoreU8:
		size = 1
	case raster.StoreU16:
		size = 2
	}
	size *= int64(len(c.header.Bands))
	if n := int64(w.W) * int64(w.H); n <= math.MaxInt64/size {
		return n * size
	}
	return math.MaxInt64
}

// Tasks cuts w as a plane would be cut that holds all bands. Where rows of the
// image run across planes, a task is as large as memory allows, since each
// reads every plane.
func (c *cube) Tasks(w raster.Window) []raster.Window {
	per := max(taskSamples/len(c.header.Bands), 1)
	if c.plain {
		first := *c.planes[0].source.image
		return w.Rows(min(first.blockH, first.height), per)
	}
	if c.memory(raster.Window{W: 1, H: 1}) > 0 {
		per = int(max(c.file.o.Limits.WithDefaults().BlockBytes/8/c.memory(raster.Window{W: 1, H: 1}), 1))
	}
	return w.Rows(1, per)
}

func (c *cube) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	if w.Empty() || !c.header.Window().Contains(w) {
		return raster.Broken(roomName, "", "window %v is not in the image of %d×%d pixels", w, c.header.Width, c.header.Height)
	}
	if err := raster.TooLarge(roomName, "", "bytes of the window", c.memory(w), c.file.o.Limits.WithDefaults().BlockBytes); err != nil {
		return err
	}
	dst.Reset(w, len(c.header.Bands), c.header.Type.Storage())
	if c.header.HasMask {
		dst.MakeValid()
	}
	part := blocks.Get().(*raster.Block)
	defer blocks.Put(part)
	for i := range c.planes {
		if err := ctx.Err(); err != nil {
			return err
		}
		p := &c.planes[i]
		y, x := c.y.span(w, p), c.x.span(w, p)
		have := raster.Window{X: x[0], Y: y[0], W: x[1] - x[0], H: y[1] - y[0]}
		if have.Empty() || !c.holds(w, p) {
			continue
		}
		if err := p.source.Read(ctx, have, part); err != nil {
			return err
		}
		c.place(dst, part, p)
	}
	return nil
}

// holds reports whether the row or the column that a plane stands for is in w.
func (c *cube) holds(w raster.Window, p *planeAt) bool {
	inner := string([]byte{c.y.role, c.x.role, c.s.role})
	return (strings.Contains(inner, "h") || p.row >= w.Y && p.row < w.Y+w.H) &&
		(strings.Contains(inner, "w") || p.col >= w.X && p.col < w.X+w.W)
}

// span returns the indices of a dimension that w needs, from the first to
// behind the last.
func (d *dimension) span(w raster.Window, p *planeAt) [2]int {
	switch d.role {
	case 'h':
		return [2]int{w.Y, w.Y + w.H}
	case 'w':
		return [2]int{w.X, w.X + w.W}
	case 'n':
		return [2]int{d.at, d.at + 1}
	}
	return [2]int{0, d.n}
}

// place sorts the samples of a plane into the image.
func (c *cube) place(dst, part *raster.Block, p *planeAt) {
	n := dst.Window.Pixels()
	if c.plain {
		from, to := part.Bands*n, p.band*n
		copyAny(dst, to, part, 0, from)
		return
	}
	w, m := dst.Window, part.Window
	bands := part.Bands
	low, high := 0, bands
	if c.s.role == 'n' {
		low, high = c.s.at, c.s.at+1
	}
	for s := low; s < high; s++ {
		for y := range m.H {
			for x := range m.W {
				at := position{p.row, p.col, p.band}
				at.move(&c.s, s)
				at.move(&c.y, m.Y+y)
				at.move(&c.x, m.X+x)
				if at.row < w.Y || at.row >= w.Y+w.H || at.col < w.X || at.col >= w.X+w.W {
					continue
				}
				copyAny(dst, at.band*n+(at.row-w.Y)*w.W+at.col-w.X, part, (s*m.H+y)*m.W+x, 1)
			}
		}
	}
}

// position is one in the image.
type position struct{ row, col, band int }

func (p *position) move(d *dimension, i int) {
	switch d.role {
	case 'h':
		p.row += i * d.step
	case 'w':
		p.col += i * d.step
	case 'c':
		p.band += i * d.step
	}
}

func copyAny(dst *raster.Block, to int, src *raster.Block, from, n int) {
	switch {
	case dst.U8 != nil:
		copy(dst.U8[to:to+n], src.U8[from:])
	case dst.U16 != nil:
		copy(dst.U16[to:to+n], src.U16[from:])
	default:
		copy(dst.F64[to:to+n], src.F64[from:])
	}
	if dst.Valid == nil {
		return
	}
	if src.Valid != nil {
		copy(dst.Valid[to:to+n], src.Valid[from:])
	}
}
