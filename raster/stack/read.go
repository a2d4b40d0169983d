package stack

import (
	"context"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// Header describes the stack: its grid, the bands of all members.
func (s *Stack) Header() raster.Header { return s.header }

// Tasks returns those of a member on the grid of the stack, else rows of it.
func (s *Stack) Tasks(w raster.Window) []raster.Window {
	for _, m := range s.members {
		if m.same {
			return m.source.Tasks(w)
		}
	}
	var tasks []raster.Window
	for y := 0; y < w.H; y += s.header.BlockH {
		tasks = append(tasks, raster.Window{X: w.X, Y: w.Y + y, W: w.W, H: min(s.header.BlockH, w.H-y)})
	}
	return tasks
}

// Close closes all members.
func (s *Stack) Close() error {
	var err error
	for _, m := range s.members {
		if e := m.source.Close(); e != nil && err == nil {
			err = e
		}
	}
	return err
}

var scratch = sync.Pool{New: func() any { return new(raster.Block) }}

// Read fills dst with all bands of the window.
func (s *Stack) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	dst.Reset(w, len(s.header.Bands), s.header.Type.Storage())
	part := scratch.Get().(*raster.Block)
	defer scratch.Put(part)
	for i := range s.members {
		m := &s.members[i]
		x0, x1 := m.x.reach(s.header.Width)
		y0, y1 := m.y.reach(s.header.Height)
		in := w.Intersect(raster.Window{X: x0, Y: y0, W: x1 - x0, H: y1 - y0})
		bands := len(m.source.Header().Bands)
		if in != w {
			s.blank(dst, m.first, bands)
		}
		if in.Empty() {
			continue
		}
		from := raster.Window{}
		from.X, from.W = m.x.needs(in.X, in.W, s.how)
		from.Y, from.H = m.y.needs(in.Y, in.H, s.how)
		if err := m.source.Read(ctx, from, part); err != nil {
			return err
		}
		m.place(dst, part, in, bands, s.how, s.header.Type)
	}
	return nil
}

// blank makes the samples of some bands invalid; they hold the nodata value of
// their band, or else 0, as transforms leave invalid samples.
func (s *Stack) blank(b *raster.Block, first, bands int) {
	n := b.Window.Pixels()
	b.MakeValid()
	for band := first; band < first+bands; band++ {
		none := 0.0
		if v := s.header.Bands[band].NoData; v != nil {
			if fit, ok := raster.FitNoData(*v, s.header.Type); ok {
				none = fit
			}
		}
		none += float64(s.header.Type.Bias())
		for k := band * n; k < (band+1)*n; k++ {
			b.Valid[k] = false
			put(b, k, none, s.header.Type)
		}
	}
}
