package measure

import (
	"context"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// A stack may hold bands of different resolution. Covariance needs them on one
// grid, but the statistics of a band are those of its own samples: coarse bands
// are read once more by themselves.

// hasCoarse reports whether the image is a stack with bands of a coarser grid.
func hasCoarse(set *imageset.Set, im *imageset.Image) bool {
	return im.Stack != nil && set.Layouts[im.Layout].Header.Coarse
}

// readCoarse adds up the own samples of the coarse bands of a stack.
func readCoarse(ctx context.Context, set *imageset.Set, im *imageset.Image, s *sums) error {
	o := set.Options()
	src, _, err := imageset.OpenItem(im.Item, int(im.Page), &o, 1)
	if err != nil {
		return err
	}
	defer src.Close()
	stack := src.(*raster.Stack)
	layout := &set.Layouts[im.Layout]
	nodata := set.View.NoDataValues()
	s.own = make(map[int]*stats.Accumulator)
	for seen := range layout.Seen {
		band := seen
		if layout.View.Bands != nil {
			band = layout.View.Bands[seen]
		}
		own, index, coarse := stack.Own(band)
		if !coarse {
			continue
		}
		view := raster.ViewOptions{Bands: []int{index}}
		if n := len(nodata); n > 0 {
			view.NoData = []float64{nodata[min(seen, n-1)]}
		}
		acc := stats.NewAccumulator(1, layout.Header.Type, stats.Options{NoProducts: true})
		v := raster.NewView(own, view)
		h := v.Header()
		var b raster.Block
		for _, w := range v.Tasks(h.Window()) {
			err := raster.Each(ctx, v, w, &b, func(b *raster.Block) error {
				acc.Add(b)
				return ctx.Err()
			})
			if err != nil {
				return err
			}
		}
		s.own[seen] = acc
	}
	return nil
}

// setOwn replaces the statistics of coarse bands by those of their own samples.
func setOwn(m *stats.Moments, own map[int]*stats.Accumulator) {
	for b, acc := range own {
		o := acc.Moments()
		m.Valid[b], m.Min[b], m.Max[b] = o.Valid[0], o.Min[0], o.Max[0]
		m.Sum[b], m.SumSquares[b] = o.Sum[0], o.SumSquares[0]
	}
}
