package measure

import (
	"bytes"
	"context"
	"sync"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/pool"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Opening a file of a few kilobytes costs as much as decoding it. So where all
// images are going to be measured, those whose bytes came whole with the
// header are measured right then, and what they gave waits, packed, until
// [Images] asks for it. How samples are seen is settled only when all headers
// are known; an image that then turns out to be seen otherwise is measured
// again.

// An image that is measured with its header has at most prefetchSamples samples, so
// that headers are still read at once, of at most prefetchBands bands, whose products
// take a kilobyte.
const (
	prefetchSamples = 1 << 17
	prefetchBands   = 16
)

// prefetch measures images while headers are read.
type prefetch struct {
	view    *table.View
	o       Options
	mu      sync.Mutex
	layouts []*prefetchLayout // the few kinds of header that occurred so far
}

// prefetchLayout is a layout, seen as if no image of the set differed from it.
type prefetchLayout struct {
	imageset.Layout
	work pool.Pool[prefetchWork]
}

// prefetchWork is what measuring an image takes, used for one after the other.
type prefetchWork struct {
	acc     *stats.Accumulator
	moments stats.Moments
	block   raster.Block
	packed  []byte
}

// prefetchLayouts is how many layouts are told apart; images of others wait.
const prefetchLayouts = 16

// Prefetch returns what [imageset.Options.Prefetch] wants where all images are
// going to be measured with o, and nil where the view does not allow it: only
// moments and fingerprints of images as they are stored are measured ahead.
func Prefetch(v *table.View, o Options) func(context.Context, int, raster.File, raster.Source) []byte {
	if o.Distribution || o.Histograms || v.As != "" || v.Masks.Any() || v.Chips.W > 0 {
		return nil
	}
	a := &prefetch{view: v, o: o}
	return func(ctx context.Context, item int, f raster.File, src raster.Source) []byte {
		if o.Known != nil && o.Known.Expects(item) {
			return nil
		}
		return a.measure(ctx, item, f, src)
	}
}

// measure returns the packed results of the only image in f, of which src is
// the source, or nil.
func (a *prefetch) measure(ctx context.Context, item int, f raster.File, src raster.Source) []byte {
	data, h := dataset.Whole(f), src.Header()
	if data == nil || h.ByName || len(h.Bands) > prefetchBands || int64(h.Width)*int64(h.Height)*int64(len(h.Bands)) > prefetchSamples {
		return nil
	}
	layout := a.layout(&h)
	if layout == nil {
		return nil
	}
	view := raster.NewView(src, layout.View)
	work := layout.work.Get()
	defer layout.work.Put(work)
	work.acc.Reset()
	var p *perceptual
	if !a.o.NoFingerprints {
		seen := view.Header()
		p = newPerceptual(&seen, seen.Window())
	}
	for _, w := range view.Tasks(h.Window()) {
		if raster.Each(ctx, view, w, &work.block, func(b *raster.Block) error {
			work.acc.Add(b)
			p.add(b)
			return ctx.Err()
		}) != nil {
			return nil // the pass over pixels will say what is wrong
		}
	}
	work.acc.MomentsTo(&work.moments)
	packed := append(work.packed[:0], 0)
	m := Measured{Moments: work.moments}
	if p != nil {
		packed[0] = 1
		m.Hash, m.look = xxh3.Hash128(data).Bytes(), p.sum()
		packed = m.look.pack(append(packed, m.Hash[:]...))
	}
	work.packed = table.AppendMoments(packed, &work.moments)
	if a.o.Known != nil {
		a.o.Known.PutEarly(item, a.view, &layout.Layout, a.o.Holds(), m.Hash, appendRecord(nil, &m, a.o.Holds()))
	}
	return bytes.Clone(work.packed)
}

// layout returns the layout of a header, or nil where there are too many or its
// bands cannot be seen as asked.
func (a *prefetch) layout(h *raster.Header) *prefetchLayout {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, l := range a.layouts {
		if imageset.SameLayout(&l.Header, h) {
			return l
		}
	}
	seen, err := imageset.NewLayout(*h, a.view, imageset.AlphaMode(a.view.Alpha, false))
	if len(a.layouts) == prefetchLayouts || err != nil {
		return nil
	}
	l := &prefetchLayout{Layout: seen}
	l.work.New = func() *prefetchWork {
		return &prefetchWork{acc: stats.NewAccumulator(len(l.Seen), l.Type, stats.Options{})}
	}
	a.layouts = append(a.layouts, l)
	return l
}

// packable reports whether moments and fingerprints are all that a pass over
// the set yields of an image.
func (o *Options) packable(set *imageset.Set) bool {
	return set.Options().Prefetch != nil && !o.Distribution && !o.Histograms
}

// unpack returns what was measured of an image with its header; ok is false
// where that is not what the pass is to yield.
func (o *Options) unpack(set *imageset.Set, im *imageset.Image) (r Measured, hash [16]byte, ok bool) {
	p := set.Prefetched(im)
	if p == nil || set.Layouts[im.Layout].View.Alpha != imageset.AlphaMode(set.Options().View.Alpha, false) {
		return r, hash, false
	}
	prints := p[0] != 0
	p = p[1:]
	if prints == o.NoFingerprints {
		return r, hash, false
	}
	if prints {
		p = p[copy(hash[:], p):]
		r.look, p = unpackLook(p)
	}
	r.Image, r.Moments = im, table.MomentsOf(p)
	return r, hash, true
}
