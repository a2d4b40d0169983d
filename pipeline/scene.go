package pipeline

import (
	"context"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// chipPart is what one task saw of one chip.
type chipPart struct {
	chip   int // index into task.chips
	acc    *stats.Accumulator
	print  *print
	pixels int
}

// sceneTasks yields the work on the chips of one image. Its rows of blocks are
// read once, however many chips lie on them.
func (m *measurer) sceneTasks(chips Images, yield func(task) bool) bool {
	first := chips.At(0)
	src, err := m.set.openWhole(first, m.o, 1)
	if err != nil {
		return yield(task{image: first, chips: chips, last: true, err: err})
	}
	m.keep(src)
	h := src.Header()
	if !m.o.NoFingerprints && !yield(task{image: first, chips: chips, source: src, hash: true}) {
		return false
	}
	windows := src.Tasks(bounds(chips).Intersect(h.Window()))
	for i, w := range windows {
		if !yield(task{image: first, chips: chips, source: src, window: w, last: i == len(windows)-1}) {
			return false
		}
	}
	return true
}

// bounds is the smallest window that holds all chips.
func bounds(chips Images) raster.Window {
	w := chips.window(0)
	for i := range chips.Len() {
		o := chips.window(i)
		x, y := min(w.X, o.X), min(w.Y, o.Y)
		w = raster.Window{X: x, Y: y, W: max(w.X+w.W, o.X+o.W) - x, H: max(w.Y+w.H, o.Y+o.H) - y}
	}
	return w
}

// readChips reads one window of a scene and hands its blocks to the chips that
// lie on them.
func (m *measurer) readChips(ctx context.Context, p *partial) error {
	h := p.source.Header()
	open := make(map[int]int) // chip → index into p.parts
	b := m.blocks.get()
	defer m.blocks.put(b)
	part := m.blocks.get()
	defer m.blocks.put(part)
	return raster.Each(ctx, p.source, p.window, b, func(b *raster.Block) error {
		for i := range p.chips.Len() {
			w := p.chips.window(i)
			if w.Intersect(b.Window).Empty() {
				continue
			}
			at, ok := open[i]
			if !ok {
				at = len(p.parts)
				open[i] = at
				p.parts = append(p.parts, m.newPart(i, p, &h))
			}
			part.Crop(b, w)
			p.parts[at].acc.Add(part)
			p.parts[at].print.add(part)
			p.parts[at].pixels += part.Window.Pixels()
		}
		return ctx.Err()
	})
}

func (m *measurer) newPart(chip int, p *partial, h *raster.Header) chipPart {
	c := chipPart{chip: chip, acc: m.accumulator(p.image)}
	if !m.o.NoFingerprints {
		c.print = newPrint(h, p.chips.window(chip).Intersect(h.Window()))
	}
	return c
}

// sceneSum collects the chips of the scene that is being measured.
type sceneSum struct {
	open map[int]*chipPart
	done []Measured // in the order in which they were complete
	hash [16]byte
	err  error
}

func newSceneSum() *sceneSum { return &sceneSum{open: make(map[int]*chipPart)} }

// add takes the result of a task; what is complete is rounded and freed.
func (s *sceneSum) add(p *partial, m *measurer) {
	if p.err != nil && s.err == nil {
		s.err = p.err
	}
	if p.task.hash {
		s.hash = p.hash
	}
	for i := range p.parts {
		c := p.parts[i]
		if have := s.open[c.chip]; have != nil {
			have.acc.Merge(c.acc)
			have.print.merge(c.print)
			have.pixels += c.pixels
			m.free(p.image, c.acc)
		} else {
			s.open[c.chip] = &c
		}
		if have := s.open[c.chip]; have.pixels == inside(p.chips, c.chip) {
			s.done = append(s.done, m.finishChip(p.chips.At(c.chip), have))
			delete(s.open, c.chip)
		}
	}
}

// inside is the number of pixels of a chip that lie in its scene.
func inside(chips Images, i int) int {
	scene := chips.record(i)
	return chips.window(i).Intersect(raster.Window{W: int(scene.w), H: int(scene.h)}).Pixels()
}

func (m *measurer) finishChip(im *Image, c *chipPart) Measured {
	r := Measured{Image: im, Moments: c.acc.Moments(), PHash: c.print.sum()}
	r.Moments.Pixels = int64(im.Window.Pixels()) // beyond the edge: invalid
	r.Distribution = m.distribution(c.acc)
	m.free(im, c.acc)
	return r
}

// results yields the chips of the finished scene; those with too few valid
// samples are left out and counted.
func (s *sceneSum) results(im *Image, m *measurer, yield func(Measured, error) bool) bool {
	if s.err != nil {
		return yield(Measured{Image: im, Err: s.err}, nil)
	}
	for i := range s.done {
		r := &s.done[i]
		r.Hash = s.hash
		if validShare(&r.Moments) < m.o.Chips.MinValid {
			m.set.Sparse++
			continue
		}
		if !yield(*r, nil) {
			return false
		}
	}
	return true
}

// validShare is the share of valid samples over all bands.
func validShare(m *stats.Moments) float64 {
	var valid int64
	for _, n := range m.Valid {
		valid += n
	}
	if m.Pixels == 0 {
		return 0
	}
	return float64(valid) / float64(m.Pixels) / float64(m.Bands)
}
