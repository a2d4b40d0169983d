package measure

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// Limits returns, for each component of the model, the values below which 2 and
// 98 % of the pixels of the images lie. It reads the images once, and those that
// are left again where one cannot be read: what was counted of it is in the sums.
// Known, where not nil, is what earlier passes added up.
func Limits(ctx context.Context, set *imageset.Set, images imageset.Images, model *pca.Model, known Sums, lost Lost) (*pca.Output, error) {
	name, err := limitsName(model)
	if err != nil {
		return nil, err
	}
	if known == nil {
		known = nothingKnown{}
	}
	total := model.NewLimits()
	rest := take(known, set, images, name, func(b []byte) error { return addLimits(total, b, model) })
	some, all := rest.Len() < images.Len() || images.Len() == 0, true
	for rest.Len() > 0 {
		count, n, bad, err := limits(ctx, set, rest, model, known.Due, lost)
		if err != nil {
			return nil, err
		}
		if len(bad) > 0 {
			rest, all = rest.Where(func(im *imageset.Image) bool { return !bad[im.ID] }), false
			continue
		}
		if n < rest.Len() {
			known.PutSum(set, rest.Slice(0, n), name, limitsBytes(count), false)
		}
		total.Merge(count)
		rest, some = rest.Slice(n, rest.Len()), true
	}
	if !some {
		return nil, imageset.ErrNoImages
	}
	if all {
		known.PutSum(set, images, name, limitsBytes(total), true)
	}
	return total.Output(2, 98)
}

// limitsName says all that counts of components depend on besides the images.
func limitsName(model *pca.Model) (string, error) {
	m := *model
	m.Output = nil
	text, err := json.Marshal(&m)
	return "limits of components " + string(text), err
}

// limitsBytes is the counts of each component, of which most are 0.
func limitsBytes(l *pca.Limits) (b []byte) {
	for _, counts := range l.Counts() {
		b = table.AppendCounts(b, counts)
	}
	return b
}

// addLimits adds what limitsBytes wrote of the components of a model.
func addLimits(l *pca.Limits, b []byte, model *pca.Model) (err error) {
	one := model.NewLimits()
	for _, counts := range one.Counts() {
		if b, err = table.ParseCounts(b, counts); err != nil {
			return err
		}
	}
	l.Merge(one)
	return nil
}

// limits counts the components of the first n images, up to where it is due to
// end; bad are those of which it could not read all.
func limits(ctx context.Context, set *imageset.Set, images imageset.Images, model *pca.Model, due func() bool, lost Lost) (_ *pca.Limits, n int, bad map[string]bool, err error) {
	bad = make(map[string]bool)
	chain := transforms.Chain{transforms.Project{Model: model}}
	count := limitCount{model: model}
	p := &pass[*pca.Limits, struct{}]{set: set, title: "limits of components", due: due}
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
			return nil, 0, nil, err
		}
	}
	return count.sum(), p.begun, bad, nil
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
