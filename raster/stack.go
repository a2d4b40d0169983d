package raster

import (
	"context"
	"math"
)

// Resampling says how bands of coarser resolution are brought to one grid.
type Resampling uint8

// The ways.
const (
	Nearest  Resampling = iota // the sample whose pixel holds the centre
	Bilinear                   // between the four nearest centres
)

// Stack is an image whose bands lie in several files: the bands of the first
// source, then those of the second, and so on, on the grid of the finest one.
// All cover the same ground.
type Stack struct {
	sources []Source
	first   []int // first band of each source
	header  Header
	how     Resampling
}

// NewStack returns the stack of sources, which it closes. It returns an
// [UnsupportedError] where their sample types differ.
func NewStack(sources []Source, how Resampling) (*Stack, error) {
	s := &Stack{sources: sources, how: how}
	for i, src := range sources {
		h := src.Header()
		if i == 0 {
			s.header = h
			s.header.Bands = nil
		}
		if h.Type != s.header.Type {
			return nil, Unsupported("stack", "", "bands of %s and of %s in one image", s.header.Type, h.Type)
		}
		s.first = append(s.first, len(s.header.Bands))
		s.header.Bands = append(s.header.Bands, h.Bands...)
		s.header.HasMask = s.header.HasMask || h.HasMask
		s.header.Approximate = s.header.Approximate || h.Approximate
		s.header.Coarse = s.header.Coarse || i > 0 && (h.Width != s.header.Width || h.Height != s.header.Height)
		if h.Width*h.Height > s.header.Width*s.header.Height {
			s.header.Width, s.header.Height, s.header.Geo = h.Width, h.Height, h.Geo
			s.header.BlockW, s.header.BlockH = h.BlockW, h.BlockH
		}
	}
	s.header.Palette, s.header.Pages = nil, 0
	return s, nil
}

// Header describes the stack: the size of its finest band, the bands of all.
func (s *Stack) Header() Header { return s.header }

// Tasks returns those of the finest source.
func (s *Stack) Tasks(w Window) []Window {
	for _, src := range s.sources {
		if h := src.Header(); h.Width == s.header.Width && h.Height == s.header.Height {
			return src.Tasks(w)
		}
	}
	return []Window{w}
}

// Close closes all sources.
func (s *Stack) Close() error {
	var err error
	for _, src := range s.sources {
		if e := src.Close(); e != nil && err == nil {
			err = e
		}
	}
	return err
}

// Own returns the source that holds a band and the band's index there; coarse
// is set where its grid is not that of the stack.
func (s *Stack) Own(band int) (src Source, index int, coarse bool) {
	i := len(s.first) - 1
	for s.first[i] > band {
		i--
	}
	h := s.sources[i].Header()
	return s.sources[i], band - s.first[i], h.Width != s.header.Width || h.Height != s.header.Height
}

// Read fills dst with all bands of the window.
func (s *Stack) Read(ctx context.Context, w Window, dst *Block) error {
	dst.Reset(w, len(s.header.Bands), s.header.Type.Storage())
	part := scratch.Get().(*Block)
	defer scratch.Put(part)
	for i, src := range s.sources {
		h := src.Header()
		g := grid{fine: w, fw: s.header.Width, fh: s.header.Height, cw: h.Width, ch: h.Height}
		if err := src.Read(ctx, g.needs(s.how), part); err != nil {
			return err
		}
		for b := range h.Bands {
			s.place(dst, s.first[i]+b, part, b, g)
		}
	}
	return nil
}

// place resamples band b of src into band of dst.
func (s *Stack) place(dst *Block, band int, src *Block, b int, g grid) {
	n, m := dst.Window.Pixels(), src.Window.Pixels()
	if src.Valid != nil {
		dst.MakeValid()
	}
	for y := range g.fine.H {
		cy := g.y(g.fine.Y+y) - src.Window.Y
		for x := range g.fine.W {
			to := band*n + y*g.fine.W + x
			from := b*m + cy*src.Window.W + g.x(g.fine.X+x) - src.Window.X
			switch {
			case s.how == Bilinear && (g.cw != g.fw || g.ch != g.fh):
				dst.set(to, g.bilinear(src, b, g.fine.X+x, g.fine.Y+y, from)-float64(s.header.Type.Bias()), s.header.Type)
			case dst.U8 != nil:
				dst.U8[to] = src.U8[from]
			case dst.U16 != nil:
				dst.U16[to] = src.U16[from]
			default:
				dst.F64[to] = src.F64[from]
			}
			if src.Valid != nil {
				dst.Valid[to] = src.Valid[from]
			}
		}
	}
}

// set stores a true value, rounded and clamped for integers.
func (b *Block) set(i int, v float64, t SampleType) {
	if t.IsInteger() {
		low, high := t.Range()
		v = min(max(math.Floor(v+0.5), low), high)
	}
	switch {
	case b.U8 != nil:
		b.U8[i] = uint8(v)
	case b.U16 != nil:
		b.U16[i] = uint16(int64(v) + t.Bias())
	default:
		b.F64[i] = v
	}
}

// grid maps pixels of a fine grid to those of a coarse one over the same
// ground.
type grid struct {
	fine           Window
	fw, fh, cw, ch int
}

func (g grid) x(x int) int { return int((2*int64(x) + 1) * int64(g.cw) / (2 * int64(g.fw))) }
func (g grid) y(y int) int { return int((2*int64(y) + 1) * int64(g.ch) / (2 * int64(g.fh))) }

// needs is the coarse window that the fine one is made of.
func (g grid) needs(how Resampling) Window {
	x0, y0 := g.x(g.fine.X), g.y(g.fine.Y)
	x1, y1 := g.x(g.fine.X+g.fine.W-1), g.y(g.fine.Y+g.fine.H-1)
	if how == Bilinear {
		x0, y0 = max(x0-1, 0), max(y0-1, 0)
		x1, y1 = min(x1+1, g.cw-1), min(y1+1, g.ch-1)
	}
	return Window{x0, y0, x1 - x0 + 1, y1 - y0 + 1}
}

// bilinear is the value at the centre of fine pixel (x, y), between the four
// nearest coarse centres; invalid ones do not contribute. Weights are whole
// numbers, so that a value halfway between two integers is exactly that.
func (g grid) bilinear(src *Block, band, x, y, nearest int) float64 {
	x0, wx := between(x, g.fw, g.cw)
	y0, wy := between(y, g.fh, g.ch)
	sum, weight := 0.0, 0.0
	for dy := range 2 {
		for dx := range 2 {
			cx := min(max(x0+dx, 0), g.cw-1) - src.Window.X
			cy := min(max(y0+dy, 0), g.ch-1) - src.Window.Y
			at := band*src.Window.Pixels() + cy*src.Window.W + cx
			if src.Valid != nil && !src.Valid[at] {
				continue
			}
			w := float64(wx[dx] * wy[dy])
			sum += float64(w * src.raw(at))
			weight += w
		}
	}
	if weight == 0 {
		return src.raw(nearest)
	}
	return sum / weight
}

// between returns the coarse pixel whose centre lies at or before that of fine
// pixel x, from −1 on, and the weights of it and of the next, in parts of 2·fine.
func between(x, fine, coarse int) (first int, weights [2]float64) {
	unit := 2 * int64(fine)
	at := (2*int64(x)+1)*int64(coarse) + int64(fine) // of the centre, a pixel further on
	first, part := int(at/unit)-1, at%unit
	return first, [2]float64{float64(unit - part), float64(part)}
}

// raw is the stored value with its bias.
func (b *Block) raw(i int) float64 {
	switch {
	case b.U8 != nil:
		return float64(b.U8[i])
	case b.U16 != nil:
		return float64(b.U16[i])
	}
	return b.F64[i]
}
