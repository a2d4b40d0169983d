package measure

import (
	"context"
	"iter"

	"github.com/bandprep/bandprep/histogram"
	"github.com/bandprep/bandprep/internal/pool"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Options say what is measured of each image besides its moments.
type Options struct {
	NoFingerprints  bool // neither content hash nor perceptual hash
	Distribution    bool // histograms or sketches
	Histograms      bool // rows keep counts in the bins of package histogram
	ProductsPerItem bool // rows keep the products of bands also above table.MaxBandsWithProducts
	// Known, where set, knows images from earlier passes, and is told what
	// [Images] measures.
	Known Known
}

// Measured is what one pass over the pixels of an image gave.
type Measured struct {
	Image        *imageset.Image
	Moments      stats.Moments      // of the bands of its layout; grey has one
	Distribution table.Distribution // only with [Options.Distribution]
	Histogram    []int64            // only with [Options.Histograms]; of the bands of its layout
	Hash         [16]byte           // content hash, see ContentHash
	look
	Err error // the image is damaged: nothing else is set
}

// sums collects the moments of an image.
type sums struct {
	acc   *stats.Accumulator
	print *perceptual
	bins  *histogram.Counter // nil where none are kept
}

// Images reads every pixel of the images once and yields one result per image,
// in the order given. A damaged image yields an Err and does not stop the pass;
// the error of the sequence is that of ctx, and comes last. The result depends
// neither on workers nor on how images are cut into tasks.
func Images(ctx context.Context, set *imageset.Set, images imageset.Images, o Options) iter.Seq2[Measured, error] {
	accumulators := make([]pool.Pool[stats.Accumulator], len(set.Layouts))
	for i := range set.Layouts {
		l := &set.Layouts[i]
		accumulators[i].New = func() *stats.Accumulator {
			return stats.NewAccumulator(len(l.Seen), l.Type, stats.Options{Histograms: o.Distribution})
		}
	}
	var blocks pool.Pool[raster.Block]
	p := &pass[*sums, Measured]{set: set, title: "images", hashes: !o.NoFingerprints}
	p.make = func(im *imageset.Image, h *raster.Header, w raster.Window) *sums {
		s := &sums{acc: accumulators[im.Layout].Get()}
		s.acc.Reset()
		if !o.NoFingerprints {
			s.print = newPerceptual(h, w)
		}
		if l := &set.Layouts[im.Layout]; o.Histograms {
			s.bins = histogram.NewCounter(len(l.Seen), l.Type)
		}
		return s
	}
	p.add = func(s *sums, b *raster.Block) {
		s.acc.Add(b)
		s.print.add(b)
		if s.bins != nil {
			s.bins.Add(b, 1)
		}
	}
	p.read = func(ctx context.Context, s *sums, src raster.Source, w raster.Window) error {
		b := blocks.Get()
		defer blocks.Put(b)
		if raster.Absent(src, w) {
			if err := src.Read(ctx, raster.Window{X: w.X, Y: w.Y, W: 1, H: 1}, b); err != nil {
				return err
			}
			s.acc.AddRepeated(b, int64(w.W)*int64(w.H))
			s.print.addAlike(w, b)
			if s.bins != nil {
				s.bins.Add(b, int64(w.W)*int64(w.H))
			}
			return nil
		}
		return raster.Each(ctx, src, w, b, func(b *raster.Block) error {
			p.add(s, b)
			return ctx.Err()
		})
	}
	layout := func(a *stats.Accumulator, im int32) { accumulators[im].Put(a) }
	p.merge = func(s, next *sums) {
		s.acc.Merge(next.acc)
		s.print.merge(next.print)
		if s.bins != nil {
			s.bins.Merge(next.bins)
		}
	}
	p.finish = func(im *imageset.Image, s *sums) Measured {
		m := Measured{Image: im, Moments: s.acc.Moments(), look: s.print.sum()}
		if w := im.Window; w != (raster.Window{}) {
			m.Moments.Pixels = int64(w.Pixels()) // beyond the edge: invalid
		}
		if o.Distribution {
			m.Distribution = table.Distribution{Histograms: s.acc.Histograms(), Sketches: s.acc.Sketches()}
		}
		if s.bins != nil {
			m.Histogram = s.bins.Counts()
		}
		layout(s.acc, im.Layout)
		return m
	}
	complete := func(r *result[Measured]) (m Measured) {
		m = r.value
		m.Image, m.Err = r.image, r.err
		if r.image != nil {
			m.Hash = ContentHash(r.image, r.hash)
		}
		return m
	}
	if o.Known != nil {
		p.learn = func(r *result[Measured]) {
			m := complete(r)
			o.keep(set, &m)
		}
	}
	if o.packable(set) {
		p.early = func(im *imageset.Image) (Measured, [16]byte, bool) { return o.unpack(set, im) }
	}
	return func(yield func(Measured, error) bool) {
		for r, err := range p.run(ctx, images) {
			if !yield(complete(&r), err) {
				return
			}
		}
	}
}
