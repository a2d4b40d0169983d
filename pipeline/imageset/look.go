package imageset

import (
	"cmp"
	"context"
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
)

// What is looked at, beside the pass over all pixels, of a few images of a set.
const (
	LookImages = 16       // at most
	LookBytes  = 64 << 20 // of samples in memory, of all images together
)

// Looked counts what was read.
type Looked struct {
	Images int
	Bytes  int64 // of samples
	Pixels int64
}

// drawSeed keys the hash that draws images.
const drawSeed = 0x62616e64

// DrawKey is what images are drawn by: those of the least keys. It depends on the
// id alone, so that one image more changes at most one that is drawn.
func DrawKey(id string) uint64 { return xxh3.HashStringSeed(id, drawSeed) }

// Draw returns at most n of the images, by their keys, in the order of these.
func (l Images) Draw(n int) Images {
	type drawn struct {
		key uint64
		at  int32
	}
	least := make([]drawn, 0, n+1)
	for i := range l.at {
		d := drawn{DrawKey(l.At(i).ID), l.at[i]}
		at, _ := slices.BinarySearchFunc(least, d, func(a, b drawn) int { return cmp.Compare(a.key, b.key) })
		if at < n {
			least = slices.Insert(least, at, d)
			least = least[:min(len(least), n)]
		}
	}
	some := Images{of: l.of}
	for _, d := range least {
		some.at = append(some.at, d.at)
	}
	return some
}

// looked is what was read of one image.
type looked struct {
	header raster.Header
	blocks []*raster.Block
	err    error
}

// Look reads some of each image that open opens, at most [LookImages] of them and
// [LookBytes] together: all of it, or windows evenly spread. See gets the blocks of
// one image after the other; they are valid during the call only. Images that
// cannot be read are passed over: the pass over all pixels says why.
func Look(ctx context.Context, workers int, images Images, open func(*Image) (raster.Source, error), see func(*Image, *raster.Header, []*raster.Block)) (Looked, error) {
	var count Looked
	n := min(images.Len(), LookImages)
	if n == 0 {
		return count, nil
	}
	i := 0
	for l := range ordered.Map(ctx, workers, indices(n), func(ctx context.Context, i int) looked {
		return look(ctx, images.At(i), open, LookBytes/int64(n))
	}) {
		if l.err == nil {
			count.Images++
			for _, b := range l.blocks {
				count.Pixels += int64(b.Window.Pixels())
				count.Bytes += int64(len(b.U8)) + 2*int64(len(b.U16)) + 8*int64(len(b.F64))
			}
			see(images.At(i), &l.header, l.blocks)
		}
		i++
	}
	return count, ctx.Err()
}

func look(ctx context.Context, im *Image, open func(*Image) (raster.Source, error), limit int64) looked {
	src, err := open(im)
	if err != nil {
		return looked{err: err}
	}
	defer src.Close()
	l := looked{header: src.Header()}
	for _, w := range spread(src, limit) {
		b := new(raster.Block)
		if l.err = src.Read(ctx, w, b); l.err != nil {
			break
		}
		l.blocks = append(l.blocks, b)
	}
	return l
}

// spread returns windows of an image whose samples take at most limit bytes in
// memory: all tasks, or some of them at equal distances, or the middle of one.
func spread(src raster.Source, limit int64) []raster.Window {
	h := src.Header()
	pixel := int64(len(h.Bands)) // bytes
	switch h.Type.Storage() {
	case raster.StoreU16:
		pixel *= 2
	case raster.StoreF64:
		pixel *= 8
	}
	all := src.Tasks(h.Window())
	if int64(h.Width)*int64(h.Height)*pixel <= limit {
		return all
	}
	largest := int64(0)
	for _, w := range all {
		largest = max(largest, int64(w.Pixels())*pixel)
	}
	if n := limit / largest; n > 0 {
		some := make([]raster.Window, 0, n)
		for i := range min(n, int64(len(all))) {
			some = append(some, all[(2*i+1)*int64(len(all))/(2*n)])
		}
		return some
	}
	w := all[len(all)/2]
	cut := func(at, size *int, to int64) {
		to = max(min(to, int64(*size)), 1)
		*at, *size = *at+(*size-int(to))/2, int(to)
	}
	cut(&w.X, &w.W, limit/pixel)
	cut(&w.Y, &w.H, limit/pixel/int64(w.W))
	if int64(w.Pixels())*pixel > limit {
		return nil // a pixel alone is beyond it
	}
	return []raster.Window{w}
}
