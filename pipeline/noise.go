package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// noiseOf returns the covariance of the noise of the images: half of that of
// the differences between horizontal neighbours, as Green, Berman, Switzer and
// Craig (1988) estimate it. Only pairs of pixels that are valid in all bands
// count. Differences are added exactly, item by item.
func noiseOf(ctx context.Context, s *Set, images Images, o Options) ([][]float64, error) {
	s.NameBands()
	shared := newSharing(func(im *Image) (raster.Source, error) { return s.openAlike(im, o) })
	defer shared.close()
	t := raster.Float64
	if s.Type.IsInteger() && s.Type.Bits() <= 16 {
		t = raster.Int32 // which holds the differences
	}
	bands := len(s.Bands)
	o.progress().Start("noise", images.Len(), 0)
	defer o.progress().Finish()
	type result struct {
		piece
		acc *stats.Accumulator
	}
	fold := NewFold(bands)
	var item *stats.Accumulator
	for r := range ordered.Map(ctx, o.workers(), shared.pieces(s, images), func(ctx context.Context, p piece) result {
		r := result{p, stats.NewAccumulator(bands, t, stats.Options{})}
		if r.err == nil {
			r.err = differences(ctx, shared, p, t, r.acc)
		}
		return r
	}) {
		if r.err != nil {
			return nil, fmt.Errorf("%s: %w", r.image.ID, r.err)
		}
		if item == nil {
			item = r.acc
		} else {
			item.Merge(r.acc)
		}
		if !r.last {
			continue
		}
		shared.done(r.source)
		o.progress().Done(0)
		if err := fold.Add(r.image.ID, item.Moments()); err != nil {
			return nil, err
		}
		item = nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sum := fold.Summary(0)
	if sum.Covariance == nil {
		return nil, errors.New("noise: no two neighbouring pixels are valid in all bands")
	}
	for _, row := range sum.Covariance {
		for i := range row {
			row[i] /= 2
		}
	}
	return sum.Covariance, nil
}

// differences adds the differences of the pixels of a piece to acc.
func differences(ctx context.Context, shared *sharing, p piece, t raster.SampleType, acc *stats.Accumulator) error {
	src, windows, done, err := shared.read(p)
	if err != nil {
		return err
	}
	defer done()
	h := src.Header()
	block, diff := limitBlocks.Get().(*raster.Block), limitBlocks.Get().(*raster.Block)
	defer limitBlocks.Put(block)
	defer limitBlocks.Put(diff)
	for _, w := range windows {
		err := raster.Each(ctx, src, w, block, func(b *raster.Block) error {
			if b.Window.W > 1 {
				neighbours(diff, b, h.Type)
				acc.Add(diff)
			}
			return ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// neighbours fills dst with every pixel of src minus the one to its left.
func neighbours(dst, src *raster.Block, t raster.SampleType) {
	w := src.Window
	dst.Reset(raster.Window{X: w.X, Y: w.Y, W: w.W - 1, H: w.H}, src.Bands, raster.StoreF64)
	if src.Valid != nil {
		dst.MakeValid()
	}
	n, m := w.Pixels(), dst.Window.Pixels()
	for band := range src.Bands {
		for y := range w.H {
			from, to := band*n+y*w.W, band*m+y*(w.W-1)
			left := src.At(from, t)
			for x := range w.W - 1 {
				v := src.At(from+x+1, t)
				dst.F64[to+x] = v - left
				left = v
				if src.Valid != nil {
					dst.Valid[to+x] = src.Valid[from+x] && src.Valid[from+x+1]
				}
			}
		}
	}
}
