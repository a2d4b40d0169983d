package pipeline

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
)

// Image is an item whose header was read.
type Image struct {
	*dataset.Item        // of the listing; not to be changed
	Width, Height  int32 // of the item
	SceneW, SceneH int32 // of the image that it is, or is a chip of
	Form           int32 // index into [Set.Forms]
	Bytes          int64
	Place          *Place
	geo            *raster.GeoReference // only until chips are cut
}

// Place is where an image lies on the map.
type Place struct {
	CRS  string
	BBox [4]float64 // minx, miny, maxx, maxy
}

// Set is a dataset whose headers were read: every image delivers the same
// bands and sample type, except that grey may stand beside RGB.
type Set struct {
	Images   []Image // in the order of their ids
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
	small    *smallFiles
}

// Inspect reads the header of every item of the listing, in parallel, and
// settles how samples are seen. Items that cannot be opened are skipped and
// listed. It returns a [KindError] where the images differ in bands or sample
// type and [Options.Kind] does not choose.
func Inspect(ctx context.Context, l *dataset.Listing, o Options) (*Set, error) {
	s := &Set{small: new(smallFiles), Times: l.Times, Roots: l.Roots, Skipped: slices.Clone(l.Skipped), Notices: slices.Clone(l.Notices)}
	o.progress().Start("headers", len(l.Items), 0)
	defer o.progress().Finish()
	forms, multi := newForms(), 0
	for r := range ordered.Batched(ctx, o.workers(), headerBatch, pointers(l.Items), func(*dataset.Item) int { return 1 }, func(_ context.Context, it *dataset.Item) opened {
		return openHeader(it, o, s.small)
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
			s.Images = append(s.Images, r.image(page, forms))
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if multi > 0 {
		s.Notices = append(s.Notices, fmt.Sprintf("%d TIFF files hold several images; as in most training code, the first counts: --pages all takes all", multi))
	}
	s.Forms = forms.list
	if err := s.settle(&o); err != nil {
		return nil, err
	}
	s.cut(&o.Chips)
	s.warnTwice()
	for i := range s.Images {
		s.Images[i].geo = nil
	}
	return s, nil
}

// headerBatch is how many headers a worker reads before it hands them over.
const headerBatch = 64

// opened is what opening one item gave: the headers of its images.
type opened struct {
	item    *dataset.Item
	bytes   int64
	headers []raster.Header
	more    int // pages that are passed over
	err     error
}

func openHeader(it *dataset.Item, o Options, small *smallFiles) opened {
	r := opened{item: it}
	var h raster.Header
	if h, r.bytes, r.err = pageHeader(it, int(it.Page), o, small); r.err != nil {
		return r
	}
	r.headers = append(r.headers, h)
	if h.Format == "tiff" && h.Pages > 1 && !o.AllPages {
		r.more = h.Pages - 1
		return r
	}
	for page := 1; page < h.Pages && !it.Paged; page++ {
		if h.Format == "tiff" { // whose pages are images of their own kind each
			if h, _, r.err = pageHeader(it, page, o, nil); r.err != nil {
				return r
			}
		}
		r.headers = append(r.headers, h)
	}
	return r
}

func pageHeader(it *dataset.Item, page int, o Options, small *smallFiles) (raster.Header, int64, error) {
	if it.Stack == nil {
		f, err := it.OpenHead()
		if err != nil {
			return raster.Header{}, 0, err
		}
		src, err := openFile(f, raster.Options{Limits: o.Limits, Page: page, Axes: o.Axes}, o)
		if err != nil {
			return raster.Header{}, 0, err
		}
		defer src.Close()
		if small != nil {
			small.keep(it, f)
		}
		return src.Header(), f.Size(), nil
	}
	src, bytes, err := openItem(it, page, o, 1)
	if err != nil {
		return raster.Header{}, 0, err
	}
	defer src.Close()
	return src.Header(), bytes, nil
}

func (r *opened) image(page int, forms *forms) Image {
	h := &r.headers[page]
	im := Image{Item: r.item, Width: int32(h.Width), Height: int32(h.Height), SceneW: int32(h.Width), SceneH: int32(h.Height), Form: forms.index(h), Bytes: r.bytes}
	if len(r.headers) > 1 {
		own := im.own()
		own.Page, own.Paged = int32(page), true
		own.ID = fmt.Sprintf("%s#%d", r.item.ID, page)
	}
	if h.Group != "" && im.Group == "" {
		im.own().Group = h.Group
	}
	if h.Geo != nil && h.Geo.CRS != "" {
		im.geo = h.Geo
		im.place(h.Window())
	}
	if w := im.Window; w != (raster.Window{}) { // a chip of a manifest
		im.Width, im.Height = int32(w.W), int32(w.H)
		im.place(w)
	}
	return im
}

// own gives the image an item of its own, to be changed.
func (im *Image) own() *dataset.Item {
	it := *im.Item
	im.Item = &it
	return im.Item
}

// pointers yields the elements of a slice in place.
func pointers[T any](s []T) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range s {
			if !yield(&s[i]) {
				return
			}
		}
	}
}

// place sets where the window of the image lies on the map.
func (im *Image) place(w raster.Window) {
	if im.geo == nil {
		return
	}
	x0, y0, x1, y1 := im.geo.Bounds(w)
	im.Place = &Place{im.geo.CRS, [4]float64{x0, y0, x1, y1}}
}
