package measure

import (
	"context"
	"sync"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// Limits returns, for each component of the model, the values below which 2 and
// 98 % of the pixels of the images lie. It reads the images once, and those that
// are left again where one cannot be read: what was counted of it is in the sums.
func Limits(ctx context.Context, set *imageset.Set, images imageset.Images, model *pca.Model, lost Lost) (*pca.Output, error) {
	for {
		count, bad, err := limits(ctx, set, images, model, lost)
		if err != nil {
			return nil, err
		}
		if len(bad) == 0 {
			return count.Output(2, 98)
		}
		images = images.Where(func(im *imageset.Image) bool { return !bad[im.ID] })
		if images.Len() == 0 {
			return nil, imageset.ErrNoImages
		}
	}
}

// limits counts the components of all images; bad are those of which it could
// not read all.
func limits(ctx context.Context, set *imageset.Set, images imageset.Images, model *pca.Model, lost Lost) (_ *pca.Limits, bad map[string]bool, err error) {
	bad = make(map[string]bool)
	chain := transforms.Chain{transforms.Project{Model: model}}
	count := limitCount{model: model}
	p := &pass[*pca.Limits, struct{}]{set: set, title: "limits of components"}
	p.over = func(src raster.Source, im *imageset.Image) (raster.Source, error) {
		src, err := set.WithBands(src, im)
		if err != nil {
			return nil, err
		}
		out, err := chain.Open(src)
		if err != nil {
			src.Close()
		}
		return out, err
	}
	p.make = func(*imageset.Image, *raster.Header, raster.Window) *pca.Limits { return count.take() }
	p.add = func(l *pca.Limits, b *raster.Block) {
		planes := make([][]float64, len(model.Components))
		n := b.Window.Pixels()
		for i := range planes {
			planes[i] = b.F64[i*n : (i+1)*n]
		}
		l.Add(planes, b.ValidBand(0))
	}
	p.merge = func(_, next *pca.Limits) { count.give(next) }
	p.finish = func(_ *imageset.Image, l *pca.Limits) struct{} { count.give(l); return struct{}{} }
	for r, err := range p.run(ctx, images) {
		if err == nil && r.err != nil {
			bad[r.image.ID] = true
			err = lose(ctx, set, r.image, "limits of components", r.err, lost)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return count.sum(), bad, nil
}

// limitCount counts components, each goroutine by itself. Counts are integers,
// so it does not matter which one counted what.
type limitCount struct {
	model *pca.Model
	mu    sync.Mutex
	all   []*pca.Limits
	free  []*pca.Limits
}

func (c *limitCount) take() *pca.Limits {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.free); n > 0 {
		l := c.free[n-1]
		c.free = c.free[:n-1]
		return l
	}
	l := c.model.NewLimits()
	c.all = append(c.all, l)
	return l
}

func (c *limitCount) give(l *pca.Limits) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.free = append(c.free, l)
}

func (c *limitCount) sum() *pca.Limits {
	sum := c.model.NewLimits()
	for _, l := range c.all {
		sum.Merge(l)
	}
	return sum
}
