package pipeline

import (
	"context"
	"io"
	"sync"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// wholeFile is the size up to which a file is read into memory once, to be
// hashed and decoded from there.
const wholeFile = 16 << 20

// measurer holds what the tasks of one pass share.
type measurer struct {
	set          *Set
	o            Options
	accumulators []spares[stats.Accumulator] // by form
	blocks       spares[raster.Block]
	buffers      spares[[]byte]

	pageHash map[string][16]byte // of files of several images

	mu      sync.Mutex
	sources map[raster.Source]bool // open, shared by tasks
}

func newMeasurer(s *Set, o Options) *measurer {
	m := &measurer{set: s, o: o, sources: make(map[raster.Source]bool), pageHash: make(map[string][16]byte)}
	m.accumulators = make([]spares[stats.Accumulator], len(s.Forms))
	for i := range s.Forms {
		f := &s.Forms[i]
		so := stats.Options{Histograms: len(o.Percentiles) > 0}
		m.accumulators[i].make = func() *stats.Accumulator { return stats.NewAccumulator(len(f.Seen), f.Header.Type, so) }
	}
	return m
}

// whole opens, hashes and reads a small image.
func (m *measurer) whole(ctx context.Context, p *partial) {
	src, free, err := m.openSmall(ctx, p)
	defer free()
	if err != nil {
		p.err = err
		return
	}
	defer src.Close()
	for _, w := range windows(src) {
		if p.err = m.read(ctx, src, w, p); p.err != nil {
			return
		}
	}
	p.err = m.readCoarse(ctx, p)
}

// openSmall opens an image that is read in one go. A small file is read into
// memory once, to be hashed and decoded from there, until free is called.
func (m *measurer) openSmall(ctx context.Context, p *partial) (src raster.Source, free func(), err error) {
	free = func() {}
	if p.pages != nil {
		src, err = m.openPage(ctx, p)
		return src, free, err
	}
	if p.image.Bytes > wholeFile || p.image.Page != 0 || p.image.Stack != nil || m.set.Forms[p.image.Form].Header.ByName {
		if m.hashes(p.image) {
			if p.hash, err = hashFile(ctx, p.image); err != nil {
				return nil, free, err
			}
		}
		src, err = m.set.open(p.image, m.o, 1)
		return src, free, err
	}
	buf := m.buffers.get()
	free = func() { m.buffers.put(buf) }
	data, err := p.image.ReadWhole(*buf, p.image.Bytes)
	if err != nil {
		return nil, free, err
	}
	*buf = data[:0]
	if !m.o.NoFingerprints {
		p.hash = xxh3.Hash128(data).Bytes()
	}
	src, err = openFile(raster.Bytes(data), raster.Options{Limits: m.o.Limits, Page: int(p.image.Page), Workers: 1, Axes: m.o.Axes}, m.o)
	if err != nil {
		return nil, free, err
	}
	src, err = m.set.seen(src, p.image, m.o)
	return src, free, err
}

// read adds the samples of one window to p.
func (m *measurer) read(ctx context.Context, src raster.Source, w raster.Window, p *partial) error {
	if p.acc == nil {
		p.acc = m.accumulator(p.image)
		if !m.o.NoFingerprints {
			h := src.Header()
			p.print = newPrint(&h, h.Window())
		}
	}
	if masked, ok := src.(*raster.Masked); ok && m.o.Masks.PerClass {
		return m.readClasses(ctx, masked, w, p)
	}
	b := m.blocks.get()
	defer m.blocks.put(b)
	if raster.Absent(src, w) {
		if err := src.Read(ctx, raster.Window{X: w.X, Y: w.Y, W: 1, H: 1}, b); err != nil {
			return err
		}
		p.acc.AddRepeated(b, int64(w.W)*int64(w.H))
		p.print.addAlike(w, b)
		return nil
	}
	return raster.Each(ctx, src, w, b, func(b *raster.Block) error {
		p.acc.Add(b)
		p.print.add(b)
		return ctx.Err()
	})
}

// windows returns what is to be read of an image, task by task: all in one go
// where its file stores nothing.
func windows(src raster.Source) []raster.Window {
	h := src.Header()
	if raster.Absent(src, h.Window()) {
		return []raster.Window{h.Window()}
	}
	return src.Tasks(h.Window())
}

// accumulator returns an empty accumulator for the form of an image.
func (m *measurer) accumulator(im *Image) *stats.Accumulator {
	a := m.accumulators[im.Form].get()
	a.Reset()
	return a
}

// distribution returns what percentiles are read from, if they are asked for.
func (m *measurer) distribution(a *stats.Accumulator) Distribution {
	if len(m.o.Percentiles) == 0 {
		return Distribution{}
	}
	return Distribution{a.Histograms(), a.Sketches()}
}

func (m *measurer) free(im *Image, a *stats.Accumulator) { m.accumulators[im.Form].put(a) }

func (m *measurer) keep(s raster.Source) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sources[s] = true
}

func (m *measurer) close(s raster.Source) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sources[s] {
		delete(m.sources, s)
		s.Close()
	}
}

// closeAll closes what an interrupted pass left open. No task runs any more.
func (m *measurer) closeAll() {
	for s := range m.sources {
		m.close(s)
	}
}

// hashFile returns the XXH3-128 of the bytes of an image's file, or of the
// files of a stack one after the other.
func hashFile(ctx context.Context, im *Image) (hash [16]byte, err error) {
	h := xxh3.New()
	n := 1
	if im.Stack != nil {
		n = len(im.Stack.Paths)
	}
	for i := range n {
		f, err := im.Open()
		if im.Stack != nil {
			f, err = im.OpenBand(i)
		}
		if err != nil {
			return hash, err
		}
		err = hashInto(ctx, h, f)
		f.Close()
		if err != nil {
			return hash, err
		}
	}
	return h.Sum128().Bytes(), nil
}

func hashInto(ctx context.Context, h io.Writer, f raster.File) error {
	buf := make([]byte, 1<<20)
	for at := int64(0); at < f.Size(); {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := f.ReadAt(buf[:min(int64(len(buf)), f.Size()-at)], at)
		h.Write(buf[:n])
		at += int64(n)
		if err != nil && err != io.EOF {
			return err
		}
		if n == 0 {
			return io.ErrUnexpectedEOF
		}
	}
	return nil
}
