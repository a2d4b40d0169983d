package measure

import (
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/keep"
	"github.com/bandprep/bandprep/stats"
)

// ClassMoments are the statistics of the pixels of one class of a mask, in one
// image.
type ClassMoments struct {
	Class   float64
	Moments stats.Moments
}

// MeasuredClasses is what one pass over an image and its mask gave.
type MeasuredClasses struct {
	Image   *imageset.Image
	Classes []ClassMoments // by class; 0 is one
	Err     error          // the image is damaged: there are no classes
}

// classSums collects the moments of an image by class.
type classSums struct {
	layout *imageset.Layout
	by     map[float64]*stats.Accumulator
}

// Classes reads the images and their masks and yields the moments of the pixels
// of each class of the mask. The view of the set names the masks.
func Classes(ctx context.Context, set *imageset.Set, images imageset.Images) iter.Seq2[MeasuredClasses, error] {
	p := &pass[*classSums, []ClassMoments]{set: set, title: "images"}
	p.make = func(im *imageset.Image, _ *raster.Header, _ raster.Window) *classSums {
		return &classSums{&set.Layouts[im.Layout], make(map[float64]*stats.Accumulator)}
	}
	p.read = func(ctx context.Context, s *classSums, src raster.Source, w raster.Window) error {
		return s.read(ctx, src.(*keep.Masked), w)
	}
	p.merge = func(s, next *classSums) {
		for class, acc := range next.by {
			if have := s.by[class]; have != nil {
				have.Merge(acc)
			} else {
				s.by[class] = acc
			}
		}
	}
	p.finish = func(_ *imageset.Image, s *classSums) (list []ClassMoments) {
		for _, class := range slices.Sorted(maps.Keys(s.by)) {
			c := ClassMoments{class, s.by[class].Moments()}
			c.Moments.Pixels = slices.Max(c.Moments.Valid) // pixels of other classes are no part of it
			list = append(list, c)
		}
		return list
	}
	return func(yield func(MeasuredClasses, error) bool) {
		for r, err := range p.run(ctx, images) {
			if !yield(MeasuredClasses{r.image, r.value, r.err}, err) {
				return
			}
		}
	}
}

// read adds the samples of one window to an accumulator per class.
func (s *classSums) read(ctx context.Context, src *keep.Masked, w raster.Window) error {
	return src.Classes(ctx, w, func(class float64, b *raster.Block) {
		acc := s.by[class]
		if acc == nil {
			acc = stats.NewAccumulator(len(s.layout.Seen), s.layout.Type, stats.Options{})
			s.by[class] = acc
		}
		acc.Add(b)
	})
}
