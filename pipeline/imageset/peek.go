package imageset

import (
	"context"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/raster"
)

// peekSide bounds width and height of what is looked at in one image: of a larger
// one, the middle.
const peekSide = 1024

// Peeker returns what lets [dataset.Scan] look into images for label rasters.
func Peeker(ctx context.Context, o *Options) dataset.Peeker {
	return func(it *dataset.Item) (dataset.Peek, error) {
		f, err := it.OpenHead()
		if err != nil {
			return dataset.Peek{}, err
		}
		src, err := openFile(f, raster.Options{Limits: o.Limits, Axes: o.View.Axes}, o)
		if err != nil {
			return dataset.Peek{}, err
		}
		defer src.Close()
		h := src.Header()
		p := dataset.Peek{Width: h.Width, Height: h.Height, Bands: len(h.Bands), Type: h.Type, Palette: h.Palette != nil}
		w := raster.Window{W: min(h.Width, peekSide), H: min(h.Height, peekSide)}
		w.X, w.Y = (h.Width-w.W)/2, (h.Height-w.H)/2
		var b raster.Block
		if err := src.Read(ctx, w, &b); err != nil {
			return p, err
		}
		p.Count(&b, make(map[uint64]bool))
		return p, nil
	}
}
