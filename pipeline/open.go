package pipeline

import (
	"fmt"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/raster"
)

// openItem opens an item as it is stored; bytes is the size of its files.
func openItem(it *dataset.Item, page int, o Options, workers int) (src raster.Source, bytes int64, err error) {
	ro := raster.Options{Limits: o.Limits, Page: page, Workers: workers, Axes: o.Axes}
	if it.Stack == nil {
		f, err := it.Open()
		if err != nil {
			return nil, 0, err
		}
		src, err := openFile(f, ro, o)
		return src, f.Size(), err
	}
	var bands []raster.Source
	defer func() {
		if err != nil {
			for _, b := range bands {
				b.Close()
			}
		}
	}()
	for i, name := range it.Stack.Names {
		f, err := it.OpenBand(i)
		if err != nil {
			return nil, 0, err
		}
		band, err := openFile(f, ro, o)
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", it.Stack.Paths[i], err)
		}
		bytes += f.Size()
		names := []string{name}
		for n := 2; n <= len(band.Header().Bands); n++ {
			names = append(names, fmt.Sprintf("%s.%d", name, n))
		}
		bands = append(bands, raster.NewView(band, raster.ViewOptions{Names: names, Alpha: raster.AlphaBand}))
	}
	stack, err := raster.NewStack(bands, o.Resample)
	if err != nil {
		return nil, 0, err
	}
	return stack, bytes, nil
}

// openFile opens the image in f, and closes f where it fails.
func openFile(f raster.File, ro raster.Options, o Options) (raster.Source, error) {
	src, err := o.Open(f, ro)
	if err != nil {
		f.Close()
	}
	return src, err
}

// open opens an image as its form is seen; of a chip, its window.
func (s *Set) open(im *Image, o Options, workers int) (raster.Source, error) {
	src, err := s.openWhole(im, o, workers)
	if err != nil || im.Window == (raster.Window{}) {
		return src, err
	}
	return raster.NewCrop(src, im.Window), nil
}

func (s *Set) openWhole(im *Image, o Options, workers int) (raster.Source, error) {
	src, _, err := openItem(im.Item, int(im.Page), o, workers)
	if err != nil {
		return nil, err
	}
	return s.seen(src, im, o)
}

// seen lays the view of the image's form over its source, and what training
// makes of it over that.
func (s *Set) seen(src raster.Source, im *Image, o Options) (raster.Source, error) {
	h := src.Header()
	form := &s.Forms[im.Form]
	if !sameForm(&h, &form.Header) || h.Width != int(im.SceneW) || h.Height != int(im.SceneH) {
		src.Close()
		return nil, raster.Broken(h.Format, "", "the file changed while it was read")
	}
	view, err := o.Masks.over(raster.NewView(src, form.View), im.Item, o)
	if err != nil {
		return nil, err
	}
	if len(o.As) == 0 {
		return view, nil
	}
	out, err := o.As.Open(view)
	if err != nil {
		view.Close()
	}
	return out, err
}
