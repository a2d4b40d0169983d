package pipeline

import (
	"bytes"
	"context"
	"sync"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Opening a file of a few kilobytes costs as much as decoding it. So where all
// images are going to be measured, those whose bytes came whole with the
// header are measured right then, and what they gave waits, packed, until
// [Measure] asks for it. How samples are seen is settled only when all headers
// are known; an image that then turns out to be seen otherwise is measured
// again.

// An image that is measured with its header has at most aheadSamples samples, so
// that headers are still read at once, of at most aheadBands bands, whose products
// take a kilobyte.
const (
	aheadSamples = 1 << 17
	aheadBands   = 16
)

// ahead measures images while headers are read. A nil one measures none.
type ahead struct {
	o     Options
	mu    sync.Mutex
	forms []*aheadForm // the few kinds of header that occurred so far
}

// aheadForm is a form, seen as if no image of the set differed from it.
type aheadForm struct {
	Form
	work spares[aheadWork]
}

// aheadWork is what measuring an image takes, used for one after the other.
type aheadWork struct {
	acc     *stats.Accumulator
	moments stats.Moments
	block   raster.Block
	packed  []byte
}

// aheadForms is how many forms are told apart; images of others wait.
const aheadForms = 16

func newAhead(o Options) *ahead {
	if !o.MeasureSmall || !o.packable() {
		return nil
	}
	return &ahead{o: o}
}

// packable reports whether moments and fingerprints are all that a pass with
// these options yields of an image, and the image is read as it is stored.
func (o *Options) packable() bool {
	return len(o.Percentiles) == 0 && len(o.As) == 0 && o.Masks.Pattern == "" && o.Chips.W == 0
}

// measure returns the packed results of the only image in f, of which src is
// the source, or nil.
func (a *ahead) measure(ctx context.Context, f raster.File, src raster.Source) []byte {
	if a == nil {
		return nil
	}
	data, h := dataset.Whole(f), src.Header()
	if data == nil || h.ByName || len(h.Bands) > aheadBands || int64(h.Width)*int64(h.Height)*int64(len(h.Bands)) > aheadSamples {
		return nil
	}
	form := a.form(&h)
	if form == nil {
		return nil
	}
	view := raster.NewView(src, form.View)
	work := form.work.get()
	defer form.work.put(work)
	work.acc.Reset()
	var p *print
	if !a.o.NoFingerprints {
		seen := view.Header()
		p = newPrint(&seen, seen.Window())
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
	packed := work.packed[:0]
	if p != nil {
		hash, sum := xxh3.Hash128(data).Bytes(), p.sum()
		packed = append(append(packed, hash[:]...), byte(len(sum)))
		packed = append(packed, sum...)
	}
	work.packed = packMoments(packed, &work.moments)
	return bytes.Clone(work.packed)
}

// form returns the form of a header, or nil where there are too many or its
// bands cannot be seen as asked.
func (a *ahead) form(h *raster.Header) *aheadForm {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, f := range a.forms {
		if sameForm(&f.Header, h) {
			return f
		}
	}
	f := &aheadForm{Form: Form{Header: *h}}
	if len(a.forms) == aheadForms || f.view(&a.o, a.o.alphaMode(false)) != nil {
		return nil
	}
	f.work.make = func() *aheadWork {
		return &aheadWork{acc: stats.NewAccumulator(len(f.Seen), f.Header.Type, stats.Options{})}
	}
	a.forms = append(a.forms, f)
	return f
}

// early returns what was measured of an image with its header, or nil where
// that is not what the pass is to yield.
func (m *measurer) early(im *Image) *Measured {
	t := m.set.Images.of
	place := t.early.get(im.at)
	if place == 0 || !m.o.packable() || t.prints == m.o.NoFingerprints || m.set.Forms[im.Form].View.Alpha != m.o.alphaMode(false) {
		return nil
	}
	r, p := &Measured{Image: im}, packed(t.ahead.at(place))
	if t.prints {
		copy(r.Hash[:], p.bytes(len(r.Hash)))
		r.PHash = append(r.PHash, p.bytes(int(p.byte()))...)
	}
	r.Moments = p.moments()
	return r
}
