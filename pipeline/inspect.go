package pipeline

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/footprint"
	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
)

// Set is a dataset whose headers were read: every image delivers the same
// bands and sample type, except that grey may stand beside RGB.
type Set struct {
	Images   Images // in the order of their ids
	Forms    []Form
	Bands    []raster.Band
	Type     raster.SampleType
	Sparse   int  // chips left out since too few of their samples are valid
	MixesRGB bool // some images are grey and count as R = G = B
	Roots    []string
	Skipped  []dataset.Skipped
	Notices  []string // for the user: what was passed over
	Warnings []string
	Times    map[string]time.Time // when images were taken, by id, where known
}

// Inspect reads the header of every item of the listing, in parallel, and
// settles how samples are seen. Items that cannot be opened are skipped and
// listed. It returns a [KindError] where the images differ in bands or sample
// type and [Options.Kind] does not choose.
func Inspect(ctx context.Context, l *dataset.Listing, o Options) (*Set, error) {
	s := &Set{Times: l.Times, Roots: l.Roots, Skipped: slices.Clone(l.Skipped), Notices: slices.Clone(l.Notices)}
	if s.Warnings = slices.Clone(l.Warnings); l.Masks != "" && o.Masks.Pattern == "" { // else no mask counts
		s.Warnings = append(s.Warnings, l.Masks)
	}
	o.progress().Start("headers", l.Items.Len(), 0)
	defer o.progress().Finish()
	forms, multi, ahead := newForms(), 0, newAhead(o)
	table := &imageTable{items: &l.Items, records: make([]record, 0, l.Items.Len()), prints: !o.NoFingerprints}
	for r := range ordered.Batched(ctx, o.workers(), headerBatch, o.Masks.images(&l.Items), func(int) int { return 1 }, func(ctx context.Context, i int) opened {
		return openHeader(ctx, l, i, o, ahead)
	}) {
		o.progress().Done(0)
		if r.more > 0 {
			multi++
		}
		if r.err != nil {
			if o.Strict {
				return nil, fmt.Errorf("%s: %w", r.item.ID, r.err)
			}
			s.Skipped = append(s.Skipped, dataset.Skipped{Path: r.item.Path, Err: r.err})
			continue
		}
		for page := range r.headers {
			table.add(&r, page, forms.index(&r.headers[page]))
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if multi > 0 {
		s.Notices = append(s.Notices, fmt.Sprintf("%d TIFF files hold several images; as in most training code, the first counts: --pages all takes all", multi))
	}
	s.Images, s.Forms = table.images(), forms.list
	if err := s.settle(&o); err != nil {
		return nil, err
	}
	s.cut(&o.Chips)
	s.warnTwice()
	s.Images.of.geo = nil
	return s, nil
}

// headerBatch is how many headers a worker reads before it hands them over.
const headerBatch = 64

// opened is what opening one item gave: the headers of its images.
type opened struct {
	item    *dataset.Item
	at      int // of the item in the listing
	bytes   int64
	headers []raster.Header
	more    int    // pages that are passed over
	early   []byte // what was measured ahead of the first image, packed
	err     error
}

func openHeader(ctx context.Context, l *dataset.Listing, i int, o Options, ahead *ahead) opened {
	it := l.Items.At(i)
	r := opened{item: it, at: i}
	var h raster.Header
	if h, r.err = r.page(ctx, int(it.Page), o, ahead); r.err != nil {
		return r
	}
	r.headers = append(r.headers, h)
	if h.Format == "tiff" && h.Pages > 1 && !o.AllPages {
		r.more = h.Pages - 1
		return r
	}
	for page := 1; page < h.Pages && !it.Paged; page++ {
		if h.Format == "tiff" { // whose pages are images of their own kind each
			if h, r.err = r.page(ctx, page, o, nil); r.err != nil {
				return r
			}
		}
		r.headers = append(r.headers, h)
	}
	return r
}

// checkProducts refuses an image whose bands have more products than memory
// holds. A choice of bands is the user's affair.
func checkProducts(h *raster.Header, o Options) error {
	if o.Bands != "" {
		return nil
	}
	const product = 24 // bytes of one in an accumulator
	n := int64(len(h.Bands))
	return raster.TooLarge(h.Format, "", "bytes of the products of bands (--bands chooses some)", n*(n+1)/2*product, o.Limits.WithDefaults().BlockBytes)
}

// page opens image number page of the item and returns its header.
func (r *opened) page(ctx context.Context, page int, o Options, ahead *ahead) (raster.Header, error) {
	if r.item.Stack != nil {
		src, bytes, err := openItem(r.item, page, o, 1)
		if err != nil {
			return raster.Header{}, err
		}
		defer src.Close()
		h := src.Header()
		r.bytes = bytes
		return h, checkProducts(&h, o)
	}
	f, err := r.item.OpenHead()
	if err != nil {
		return raster.Header{}, err
	}
	src, err := openFile(f, raster.Options{Limits: o.Limits, Page: page, Axes: o.Axes}, o)
	if err != nil {
		return raster.Header{}, err
	}
	defer src.Close()
	h := src.Header()
	if err := checkProducts(&h, o); err != nil {
		return h, err
	}
	r.bytes, r.early = f.Size(), ahead.measure(ctx, f, src)
	return h, nil
}

// indices yields 0 … n−1.
func indices(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// placeOf returns where a window of an image lies on the map.
func placeOf(g *raster.GeoReference, w raster.Window) (Place, bool) {
	if g == nil {
		return Place{}, false
	}
	crs, bounds, ok := footprint.Bounds(g, w)
	return Place{crs, bounds}, ok
}
