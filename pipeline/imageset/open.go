package imageset

import (
	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/keep"
)

// OpenItem opens an item as it is stored; bytes is the size of its files.
func OpenItem(it *dataset.Item, page int, o *Options, workers int) (src raster.Source, bytes int64, err error) {
	ro := raster.Options{Limits: o.Limits, Page: page, Workers: workers, Axes: o.View.Axes}
	if it.Stack != nil {
		return openStack(it, ro, o)
	}
	f, err := it.Open()
	if err != nil {
		return nil, 0, err
	}
	src, err = openFile(f, ro, o)
	return src, f.Size(), err
}

// openFile opens the image in f, and closes f where it fails.
func openFile(f raster.File, ro raster.Options, o *Options) (raster.Source, error) {
	src, err := o.Open(f, ro)
	if err != nil {
		f.Close()
	}
	return src, err
}

// Open opens an image as its layout is seen; of a chip, its window.
func (s *Set) Open(im *Image, workers int) (raster.Source, error) {
	src, err := s.OpenScene(im, workers)
	if err != nil || im.Window == (raster.Window{}) {
		return src, err
	}
	if m, ok := src.(*keep.Masked); ok {
		return m.Crop(im.Window), nil
	}
	return raster.NewCrop(src, im.Window), nil
}

// OpenScene opens the whole image that im is, or is a chip of.
func (s *Set) OpenScene(im *Image, workers int) (raster.Source, error) {
	src, _, err := OpenItem(im.Item, int(im.Page), &s.options, workers)
	if err != nil {
		return nil, err
	}
	return s.Viewed(src, im)
}

// OpenBytes opens the image im, whose file holds data, as its layout is seen.
func (s *Set) OpenBytes(data []byte, im *Image) (raster.Source, error) {
	o := &s.options
	src, err := openFile(raster.Bytes(data), raster.Options{Limits: o.Limits, Page: int(im.Page), Workers: 1, Axes: o.View.Axes}, o)
	if err != nil {
		return nil, err
	}
	return s.Viewed(src, im)
}

// Viewed lays what the files beside an image say over its source, which it takes
// over, the view of the image's layout over that, and what training makes of it
// last.
func (s *Set) Viewed(src raster.Source, im *Image) (raster.Source, error) {
	src, _, err := described(src, im.Item, int(im.Page), s.Fact(im).Sidecars, &s.options)
	if err != nil {
		return nil, err
	}
	h := src.Header()
	layout := &s.Layouts[im.Layout]
	if !SameLayout(&h, &layout.Header) || h.Width != int(im.SceneW) || h.Height != int(im.SceneH) {
		src.Close()
		return nil, raster.Broken(h.Format, "", "the file changed while it was read")
	}
	view, err := s.mask(raster.NewView(src, layout.View), im.Item)
	if err != nil {
		return nil, err
	}
	if len(s.as) == 0 {
		return view, nil
	}
	out, err := s.as.Open(view)
	if err != nil {
		view.Close()
	}
	return out, err
}

// WithBands makes src, an image as [Set.Viewed] returns it, deliver the bands of
// the set under the names that the set calls them by: grey in a colour set
// becomes R = G = B. It takes src over.
func (s *Set) WithBands(src raster.Source, im *Image) (raster.Source, error) {
	if !s.Layouts[im.Layout].Grey {
		return src, nil
	}
	return raster.NewView(src, raster.ViewOptions{Bands: []int{0, 0, 0}, Names: s.BandNames(), Alpha: raster.AlphaBand}), nil
}
