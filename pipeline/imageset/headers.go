package imageset

import (
	"context"
	"iter"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/raster"
)

// headerBatch is how many headers a worker reads before it hands them over.
const headerBatch = 64

// opened is what opening one item gave: the headers of its images.
type opened struct {
	item    *dataset.Item
	at      int // of the item in the listing
	bytes   int64
	headers []raster.Header // one where the pages are alike
	pages   int
	cost    int64         // of reading the pages opened so far
	facts   []acquisition // of each of them
	beside  []string      // names of the files beside it
	said    []string      // contradictions between them and the image
	surplus bool          // there are bytes beyond the samples
	more    int           // pages that are passed over
	early   []byte        // what was measured ahead of the first image, packed
	places  []pagePlace
	err     error
}

func openHeader(ctx context.Context, l *dataset.Listing, i int, o *Options) opened {
	it := l.Items.At(i)
	release, err := o.unpacking.Take(ctx, it.Unpacked())
	if err != nil {
		return opened{item: it, at: i, err: err}
	}
	defer release()
	r := opened{item: it, at: i, beside: l.Fact(i).Sidecars}
	var h raster.Header
	if h, r.err = r.page(ctx, int(it.Page), o, o.Prefetch); r.err != nil {
		return r
	}
	r.headers, r.pages = append(r.headers, h), 1
	switch {
	case it.Paged || h.Pages <= 1:
	case !h.PagesDiffer:
		r.pages = h.Pages
		if r.err = checkPages(&h, o); r.err == nil && !h.ByName {
			r.err = raster.CheckCost(h.Format, r.cost*int64(h.Pages), r.bytes)
		}
	case !o.View.AllPages:
		r.more = h.Pages - 1
	default:
		r.err = r.otherPages(ctx, o)
	}
	return r
}

// header returns that of a page.
func (r *opened) header(page int) *raster.Header { return &r.headers[min(page, len(r.headers)-1)] }

// checkProducts refuses an image whose bands have more products than memory
// holds. A choice of bands is the user's affair.
func checkProducts(h *raster.Header, o *Options) error {
	if o.View.Bands != "" {
		return nil
	}
	const product = 24 // bytes of one in an accumulator
	n := int64(len(h.Bands))
	return raster.TooLarge(h.Format, "", "bytes of the products of bands (--bands chooses some)", n*(n+1)/2*product, o.Limits.WithDefaults().BlockBytes)
}

// checkPages refuses a file with more images than there is memory for what is
// known of them.
func checkPages(h *raster.Header, o *Options) error {
	const known = 256 // bytes of an image's row, about
	return raster.TooLarge(h.Format, "", "bytes of what is known of its images", known*int64(h.Pages), o.Limits.WithDefaults().TagBytes)
}

// otherPages looks at the images of a file behind the first.
func (r *opened) otherPages(ctx context.Context, o *Options) error {
	if err := checkPages(&r.headers[0], o); err != nil {
		return err
	}
	src, _, err := OpenItem(r.item, 0, o, 1)
	if err != nil {
		return err
	}
	defer src.Close()
	file, ok := src.(raster.Paged)
	for page := 1; ok && page < r.headers[0].Pages; page++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		other, err := file.Page(page)
		if err != nil {
			return err
		}
		h, err := r.look(other, o)
		if other.Close(); err != nil {
			return err
		}
		r.headers, r.pages = append(r.headers, h), page+1
	}
	return nil
}

// page opens image number page of the item and returns its header.
func (r *opened) page(ctx context.Context, page int, o *Options, prefetch func(context.Context, int, raster.File, raster.Source) []byte) (raster.Header, error) {
	if r.item.Stack != nil {
		src, bytes, err := OpenItem(r.item, page, o, 1)
		if err != nil {
			return raster.Header{}, err
		}
		defer src.Close()
		h := src.Header()
		r.inform(src)
		r.bytes = bytes
		return h, checkProducts(&h, o)
	}
	f, err := r.item.OpenHead()
	if err != nil {
		return raster.Header{}, err
	}
	src, err := openFile(f, raster.Options{Limits: o.Limits, Page: page, Axes: o.View.Axes}, o)
	if err != nil {
		return raster.Header{}, err
	}
	src, said, err := described(src, r.item, page, r.beside, o)
	if err != nil {
		return raster.Header{}, err
	}
	defer src.Close()
	r.said, r.bytes = append(r.said, said...), f.Size()
	h, err := r.look(src, o)
	if err == nil && prefetch != nil {
		r.early = prefetch(ctx, r.at, f, src)
	}
	return h, err
}

// look returns the header of an image that was opened, unless reading it takes
// too much.
func (r *opened) look(src raster.Source, o *Options) (raster.Header, error) {
	h := src.Header()
	if err := checkProducts(&h, o); err != nil {
		return h, err
	}
	if r.cost += raster.Cost(src); !h.ByName {
		if err := raster.CheckCost(h.Format, r.cost, r.bytes); err != nil {
			return h, err
		}
	}
	r.inform(src)
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
