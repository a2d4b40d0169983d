package pipeline

import (
	"context"
	"fmt"
	"sync"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// Limits say which values of a component become the darkest and the brightest
// of an 8-bit image.
type Limits uint8

// The choices.
const (
	LimitsPercentile Limits = iota // 2 and 98 % of the train pixels: a second pass
	LimitsSigma                    // mean ± 2.054 standard deviations: no pass
)

// SetLimits sets the output limits of the model from the images.
func SetLimits(ctx context.Context, s *Set, images Images, m *pca.Model, o Options, l Limits) error {
	m.Output = m.NormalOutput()
	if l == LimitsSigma {
		return nil
	}
	s.NameBands()
	chain := transforms.Chain{transforms.Project{Model: m}}
	count := limitCount{model: m}
	shared := newSharing(func(im *Image) (raster.Source, error) {
		src, err := s.openAlike(im, o)
		if err != nil {
			return nil, err
		}
		out, err := chain.Open(src)
		if err != nil {
			src.Close()
		}
		return out, err
	})
	defer shared.close()
	o.progress().Start("limits of components", images.Len(), 0)
	defer o.progress().Finish()
	for r := range ordered.Map(ctx, o.workers(), shared.pieces(s, images), func(ctx context.Context, p piece) piece {
		if p.err == nil {
			p.err = count.add(ctx, shared, p)
		}
		return p
	}) {
		if r.err != nil {
			return fmt.Errorf("%s: %w", r.image.ID, r.err)
		}
		if r.last {
			shared.done(r.source)
			o.progress().Done(0)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	out, err := count.sum().Output(2, 98)
	if err != nil {
		return err
	}
	m.Output = out
	return nil
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

// limitBlocks holds blocks of components between uses.
var limitBlocks = sync.Pool{New: func() any { return new(raster.Block) }}

func (c *limitCount) add(ctx context.Context, shared *sharing, p piece) error {
	src, windows, done, err := shared.read(p)
	if err != nil {
		return err
	}
	defer done()
	limits := c.take()
	defer c.give(limits)
	block := limitBlocks.Get().(*raster.Block)
	defer limitBlocks.Put(block)
	planes := make([][]float64, len(c.model.Components))
	for _, w := range windows {
		err := raster.Each(ctx, src, w, block, func(b *raster.Block) error {
			n := b.Window.Pixels()
			for i := range planes {
				planes[i] = b.F64[i*n : (i+1)*n]
			}
			limits.Add(planes, b.ValidBand(0))
			return ctx.Err()
		})
		if err != nil {
			return err
		}
	}
	return nil
}
