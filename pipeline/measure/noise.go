package measure

import (
	"context"

	"github.com/bandprep/bandprep/internal/pool"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Noise hands the moments of the differences between horizontal neighbours of
// each image to use: half of their covariance is that of the noise, as Green,
// Berman, Switzer and Craig (1988) estimate it. Only pairs of pixels that are
// valid in all bands count.
func Noise(ctx context.Context, set *imageset.Set, images imageset.Images, lost Lost, use func(id string, m stats.Moments) error) error {
	t := raster.Float64
	if set.Type.IsInteger() && set.Type.Bits() <= 16 {
		t = raster.Int32 // which holds the differences
	}
	var blocks pool.Pool[raster.Block]
	p := &pass[*stats.Accumulator, stats.Moments]{set: set, title: "noise", over: set.WithBands}
	p.make = func(*imageset.Image, *raster.Header, raster.Window) *stats.Accumulator {
		return stats.NewAccumulator(len(set.Bands), t, stats.Options{})
	}
	p.add = func(acc *stats.Accumulator, b *raster.Block) {
		if b.Window.W < 2 {
			return
		}
		diff := blocks.Get()
		defer blocks.Put(diff)
		neighbours(diff, b, set.Type)
		acc.Add(diff)
	}
	p.merge = func(acc, next *stats.Accumulator) { acc.Merge(next) }
	p.finish = func(_ *imageset.Image, acc *stats.Accumulator) stats.Moments { return acc.Moments() }
	for r, err := range p.run(ctx, images) {
		switch {
		case err != nil:
		case r.err != nil:
			err = lose(ctx, set, r.image, "noise", r.err, lost)
		default:
			err = use(r.image.ID, r.value)
		}
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
