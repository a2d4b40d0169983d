package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
	"github.com/bandprep/bandprep/transforms"
)

// Monitor sees images while a model is applied to them: whether they leave what
// the model describes, and the statistics of what is written. All it knows are
// exact sums, so neither order nor cut matters. A nil Monitor sees nothing.
type Monitor struct {
	Model *pca.Model

	mu      sync.Mutex
	input   *Fold
	written [2]*Fold // of all images, and of train
	images  [2][]seenImage
	header  raster.Header // of what is written
	drifted []Described   // images
}

// seenImage is what was written of one image.
type seenImage struct {
	id      string
	moments stats.Moments
}

// sparseWindows is of how many windows of a large image one is looked at for
// drift.
const sparseWindows = 8

// watched is a source whose samples are counted on their way.
type watched struct {
	raster.Source
	sums   sums
	sparse bool
}

type watchedStream struct{ *watched }

// sums counts blocks on several goroutines.
type sums struct {
	bands     int
	t         raster.SampleType
	o         stats.Options
	mu        sync.Mutex
	all, free []*stats.Accumulator
}

func (s *sums) add(b *raster.Block) {
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

func (s *sums) moments() stats.Moments {
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
	if m == nil || m.Model == nil || m.Model.Type != "pca" {
		return src
	}
	h := src.Header()
	w := &watched{Source: src, sums: sums{bands: len(h.Bands), t: h.Type}, sparse: large}
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
func (m *Monitor) out(h *raster.Header) *sums {
	if m == nil {
		return nil
	}
	return &sums{bands: len(h.Bands), t: h.Type, o: stats.Options{NoProducts: true}}
}

// finish counts an image that was written whole.
func (m *Monitor) finish(im *Image, src raster.Source, h *raster.Header, out *sums) error {
	if m == nil {
		return nil
	}
	done := out.moments()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.header = *h
	for i := range m.written {
		if i == 1 && im.Split != "train" {
			break
		}
		if m.written[i] == nil {
			m.written[i] = NewFold(len(h.Bands))
		}
		m.images[i] = append(m.images[i], seenImage{im.ID, done})
		if err := m.written[i].Add(im.ID, done); err != nil {
			return err
		}
	}
	w, ok := src.(*watched)
	if stream, is := src.(watchedStream); is {
		w, ok = stream.watched, true
	}
	if !ok {
		return nil
	}
	use, err := m.Model.Match(transforms.BandNames(w.Source.Header()), "")
	if err != nil {
		return nil // the chain changes the bands before it projects
	}
	moments := w.sums.moments()
	if m.input == nil {
		m.input = NewFold(len(use))
	}
	moments = moments.Select(use)
	if err := m.input.Add(im.ID, moments); err != nil {
		return err
	}
	if d, ok := describe(m.Model, im.ID, itemScatter(&moments)); ok && d.Fidelity.Drifted() {
		m.drifted = append(m.drifted, d)
	}
	return nil
}

// Warnings says whether the images leave what the model describes.
func (m *Monitor) Warnings() []string {
	if m.input == nil || m.Model == nil {
		return nil
	}
	s := m.input.Summary(0)
	if s.Covariance == nil {
		return nil
	}
	all, ok := describe(m.Model, "", pca.Scatter{N: s.Complete, Mean: s.CompleteMean, Cov: s.Covariance})
	slices.SortFunc(m.drifted, func(a, b Described) int {
		return cmp.Or(cmp.Compare(b.Fidelity.Excess, a.Fidelity.Excess), cmp.Compare(a.Name, b.Name))
	})
	sentence := func(who string, f pca.Fidelity) []string {
		return []string{fmt.Sprintf("%s leave what the components of the model describe: the squared error is %.1f times that of the images it was fitted on, and %.1f %% of the signal is lost; fit it anew with such images, or keep more components", who, f.Excess, 100*f.Outside)}
	}
	if ok && all.Fidelity.Drifted() {
		return sentence("the images", all.Fidelity)
	}
	if n := len(m.drifted); n > 0 {
		return sentence(fmt.Sprintf("%d of %d images, first of all %s,", n, s.Images, m.drifted[0].Name), m.drifted[0].Fidelity)
	}
	return nil
}

// Normalization returns the constants of what was written: of train where some
// images are in train, else of all. Chain tells how they were made.
func (m *Monitor) Normalization(o Options) (*Set, Normalization) {
	part, images, name := m.written[0], m.images[0], "all"
	if m.written[1] != nil {
		part, images, name = m.written[1], m.images[1], "train"
	}
	slices.SortFunc(images, func(a, b seenImage) int { return cmp.Compare(a.id, b.id) })
	scale := DefaultScale(m.header.Type)
	digest := newDigester(&o, scale)
	for i := range images {
		digest.add(images[i].id, &images[i].moments)
	}
	sum := part.Summary(o.DDOF)
	set := &Set{Bands: m.header.Bands, Type: m.header.Type}
	n := Normalize(&sum, set.BandNames(), scale, name, digest.sum())
	n.Note = imageNetNote(set)
	return set, n
}
