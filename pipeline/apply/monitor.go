package apply

import (
	"context"
	"slices"
	"sync"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
	"github.com/bandprep/bandprep/transforms"
)

// Monitor sees images while they are changed: what goes in, and what is written.
// All it keeps are exact sums, so neither order nor cut matters. A nil Monitor
// sees nothing.
type Monitor struct {
	// Pick returns which of the bands of an image it looks at on their way in;
	// nil: it looks at none. An error means that the image has not all of them.
	Pick func(bands []string) ([]int, error)

	mu     sync.Mutex
	input  table.Table
	output table.Table
}

// sparseWindows is of how many windows of a large image one is looked at for
// drift.
const sparseWindows = 8

// watched is a source whose samples are counted on their way.
type watched struct {
	raster.Source
	sums   counter
	sparse bool
}

type watchedStream struct{ *watched }

// counter counts blocks on several goroutines.
type counter struct {
	bands     int
	t         raster.SampleType
	o         stats.Options
	mu        sync.Mutex
	all, free []*stats.Accumulator
}

func (s *counter) add(b *raster.Block) {
	s.mu.Lock()
	var a *stats.Accumulator
	if n := len(s.free); n > 0 {
		a, s.free = s.free[n-1], s.free[:n-1]
	} else {
		a = stats.NewAccumulator(s.bands, s.t, s.o)
		s.all = append(s.all, a)
	}
	s.mu.Unlock()
	a.Add(b)
	s.mu.Lock()
	s.free = append(s.free, a)
	s.mu.Unlock()
}

func (s *counter) moments() stats.Moments {
	for len(s.all) > 1 {
		s.all[0].Merge(s.all[1])
		s.all = slices.Delete(s.all, 1, 2)
	}
	if len(s.all) == 0 {
		return stats.NewAccumulator(s.bands, s.t, s.o).Moments()
	}
	return s.all[0].Moments()
}

// in lays itself over an image that goes in.
func (m *Monitor) in(src raster.Source, large bool) raster.Source {
	if m == nil || m.Pick == nil {
		return src
	}
	h := src.Header()
	w := &watched{Source: src, sums: counter{bands: len(h.Bands), t: h.Type}, sparse: large}
	if _, ok := src.(raster.Streamer); ok {
		return watchedStream{w}
	}
	return w
}

func (w *watched) see(b *raster.Block) {
	if at := b.Window; !w.sparse || (at.Y/max(at.H, 1)+at.X/max(at.W, 1))%sparseWindows == 0 {
		w.sums.add(b)
	}
}

func (w *watched) Read(ctx context.Context, at raster.Window, dst *raster.Block) error {
	err := w.Source.Read(ctx, at, dst)
	if err == nil {
		w.see(dst)
	}
	return err
}

// Stream implements [raster.Streamer].
func (w watchedStream) Stream(ctx context.Context, at raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	return w.Source.(raster.Streamer).Stream(ctx, at, dst, func(b *raster.Block) error {
		w.see(b)
		return yield(b)
	})
}

// out returns what counts the blocks of an image that is written, or nil.
func (m *Monitor) out(h *raster.Header) *counter {
	if m == nil {
		return nil
	}
	return &counter{bands: len(h.Bands), t: h.Type, o: stats.Options{NoProducts: true}}
}

// finish counts an image that was written whole.
func (m *Monitor) finish(im *imageset.Image, src raster.Source, h *raster.Header, out *counter) error {
	if m == nil {
		return nil
	}
	done := out.moments()
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := note(&m.output, im, h, done); err != nil {
		return err
	}
	w, ok := src.(*watched)
	if stream, is := src.(watchedStream); is {
		w, ok = stream.watched, true
	}
	if !ok {
		return nil
	}
	in := w.Source.Header()
	use, err := m.Pick(transforms.BandNames(in))
	if err != nil {
		return nil // the chain changes the bands before it projects
	}
	in.Bands = pick(in.Bands, use)
	moments := w.sums.moments()
	return note(&m.input, im, &in, moments.Select(use))
}

// note appends a row for an image with header h.
func note(t *table.Table, im *imageset.Image, h *raster.Header, m stats.Moments) error {
	if t.Bands == nil {
		t.Bands, t.Type = imageset.BandNames(h.Bands), h.Type
		if len(t.Bands) > table.MaxBandsWithProducts && m.SumProducts != nil {
			if err := t.Rows.KeepProductsInFile(len(t.Bands)); err != nil {
				return err
			}
		}
	}
	r := table.Row{Type: h.Type, Row: manifest.Row{ID: im.ID, Path: im.Path, Width: int32(h.Width), Height: int32(h.Height),
		Bands: int32(len(h.Bands)), SampleType: h.Type.String(), Label: im.Label, Group: im.Group, Split: im.Split, Fold: -1}}
	r.SetMoments(&m)
	return t.Rows.Add(&r)
}

func pick(bands []raster.Band, use []int) []raster.Band {
	var some []raster.Band
	for _, b := range use {
		some = append(some, bands[b])
	}
	return some
}

// Input returns the rows of the images that went in, with the bands that Pick
// chose; no row where it looked at none.
func (m *Monitor) Input() *table.Table {
	m.input.Rows.Sort()
	return &m.input
}

// Output returns the rows of the images that were written.
func (m *Monitor) Output() *table.Table {
	m.output.Rows.Sort()
	return &m.output
}

// Close gives back what the tables took.
func (m *Monitor) Close() {
	m.input.Close()
	m.output.Close()
}
