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
	headers []raster.Header
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
	r := opened{item: it, at: i, beside: l.Fact(i).Sidecars}
	var h raster.Header
	if h, r.err = r.page(ctx, int(it.Page), o, o.Prefetch); r.err != nil {
		return r
	}
	r.headers = append(r.headers, h)
	if h.PagesDiffer && h.Pages > 1 && !o.View.AllPages {
		r.more = h.Pages - 1
		return r
	}
	for page := 1; page < h.Pages && !it.Paged; page++ {
		if h.PagesDiffer {
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
func checkProducts(h *raster.Header, o *Options) error {
	if o.View.Bands != "" {
		return nil
	}
	const product = 24 // bytes of one in an accumulator
	n := int64(len(h.Bands))
	return raster.TooLarge(h.Format, "", "bytes of the products of bands (--bands chooses some)", n*(n+1)/2*product, o.Limits.WithDefaults().BlockBytes)
}

// page opens image number page of the item and returns its header.
func (r *opened) page(ctx context.Context, page int, o *Options, prefetch func(context.Context, raster.File, raster.Source) []byte) (raster.Header, error) {
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
	r.said = append(r.said, said...)
	h := src.Header()
	if err := checkProducts(&h, o); err != nil {
		return h, err
	}
	r.inform(src)
	if r.bytes = f.Size(); prefetch != nil {
		r.early = prefetch(ctx, f, src)
	}
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
