package measure

import (
	"context"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
)

// chipPart is what one task saw of one chip.
type chipPart[S any] struct {
	chip   int // index into task.chips
	s      S
	pixels int
}

// sceneTasks yields the work on the chips of one image. Its rows of blocks are
// read once, however many chips lie on them.
func (m *pass[S, R]) sceneTasks(ctx context.Context, chips imageset.Images, yield func(task) bool) bool {
	first := chips.At(0)
	src, err := m.set.OpenScene(first, 1)
	if src, err = m.laid(src, first, err); err != nil {
		return yield(task{image: first, chips: chips, last: true, err: err})
	}
	if !m.keep(ctx, src, first.Unpacked()) {
		return false
	}
	h := src.Header()
	if m.hashes && !yield(task{image: first, chips: chips, source: src, hash: true}) {
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
func bounds(chips imageset.Images) raster.Window {
	w := chips.Window(0)
	for i := range chips.Len() {
		o := chips.Window(i)
		x, y := min(w.X, o.X), min(w.Y, o.Y)
		w = raster.Window{X: x, Y: y, W: max(w.X+w.W, o.X+o.W) - x, H: max(w.Y+w.H, o.Y+o.H) - y}
	}
	return w
}

// readChips reads one window of a scene and hands its blocks to the chips that
// lie on them.
func (m *pass[S, R]) readChips(ctx context.Context, p *partial[S, R]) error {
	h := p.source.Header()
	if m.add == nil {
		return m.readEachChip(ctx, p, &h)
	}
	open := make(map[int]int) // chip → index into p.parts
	b := m.blocks.Get()
	defer m.blocks.Put(b)
	part := m.blocks.Get()
	defer m.blocks.Put(part)
	return raster.Each(ctx, p.source, p.window, b, func(b *raster.Block) error {
		for i := range p.chips.Len() {
			w := p.chips.Window(i)
			if w.Intersect(b.Window).Empty() {
				continue
			}
			at, ok := open[i]
			if !ok {
				at = len(p.parts)
				open[i] = at
				p.parts = append(p.parts, chipPart[S]{chip: i, s: m.make(p.image, &h, w.Intersect(h.Window()))})
			}
			part.Crop(b, w)
			m.add(p.parts[at].s, part)
			p.parts[at].pixels += part.Window.Pixels()
		}
		return ctx.Err()
	})
}

// readEachChip reads the part of every chip that lies in one window of a scene, as
// what the pass collects is more than a block of samples.
func (m *pass[S, R]) readEachChip(ctx context.Context, p *partial[S, R], h *raster.Header) error {
	for i := range p.chips.Len() {
		w := p.chips.Window(i).Intersect(h.Window())
		in := w.Intersect(p.window)
		if in.Empty() {
			continue
		}
		part := chipPart[S]{chip: i, s: m.make(p.image, h, w), pixels: in.Pixels()}
		if err := m.read(ctx, part.s, p.source, in); err != nil {
			return err
		}
		p.parts = append(p.parts, part)
	}
	return ctx.Err()
}

// scene collects the chips of the scene that is being read.
type scene[S, R any] struct {
	open map[int]*chipPart[S]
	done []result[R] // in the order in which they were complete
	hash [16]byte    // known from the first task on
	err  error
}

func newScene[S, R any]() *scene[S, R] { return &scene[S, R]{open: make(map[int]*chipPart[S])} }

// add takes the result of a task; what is complete is finished and freed.
func (s *scene[S, R]) add(p *partial[S, R], m *pass[S, R]) {
	if p.err != nil && s.err == nil {
		s.err = p.err
	}
	if p.task.hash {
		s.hash = p.hash
	}
	for i := range p.parts {
		c := p.parts[i]
		if have := s.open[c.chip]; have != nil {
			m.merge(have.s, c.s)
			have.pixels += c.pixels
		} else {
			s.open[c.chip] = &c
		}
		if have := s.open[c.chip]; have.pixels == pixelsInside(p.chips, c.chip) {
			im := p.chips.At(c.chip)
			done := result[R]{image: im, value: m.finish(im, have.s), hash: s.hash}
			if m.learn != nil && s.err == nil {
				m.learn(&done)
			}
			s.done = append(s.done, done)
			delete(s.open, c.chip)
		}
	}
}

// pixelsInside is the number of pixels of a chip that lie in its scene.
func pixelsInside(chips imageset.Images, i int) int {
	w, h := chips.SceneSize(i)
	return chips.Window(i).Intersect(raster.Window{W: w, H: h}).Pixels()
}

// yield yields the chips of the finished scene, or its error for the first.
func (s *scene[S, R]) yield(im *imageset.Image, yield func(result[R], error) bool) bool {
	if s.err != nil {
		return yield(result[R]{image: im, err: s.err}, nil)
	}
	for i := range s.done {
		if !yield(s.done[i], nil) {
			return false
		}
	}
	return true
}
