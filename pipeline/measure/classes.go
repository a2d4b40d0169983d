package measure

import (
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
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
		return s.read(ctx, src.(*raster.Masked), w)
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
func (s *classSums) read(ctx context.Context, src *raster.Masked, w raster.Window) error {
	var mask, b raster.Block
	classes, err := src.Classes(ctx, w, &mask)
	if err != nil {
		return err
	}
	for _, class := range classes {
		if err := src.Image().Read(ctx, w, &b); err != nil {
			return err
		}
		b.KeepWhere(&mask, src.MaskType(), func(v float64) bool { return v == class })
		acc := s.by[class]
		if acc == nil {
			acc = stats.NewAccumulator(len(s.layout.Seen), s.layout.Header.Type, stats.Options{})
			s.by[class] = acc
		}
		acc.Add(&b)
	}
	return nil
}
