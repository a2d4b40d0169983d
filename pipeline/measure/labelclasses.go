package measure

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
)

// mostClasses is more classes than a label raster has; one of more values counts
// none.
const mostClasses = 1 << 12

// labelScene is the images that one label raster is of: one, or the chips of one.
type labelScene struct {
	images  []*imageset.Image
	windows []raster.Window
	classes [][]manifest.ClassPixels
	err     error
}

// labelClasses counts, for images that have a label raster, the pixels of each class
// in it, by value, whole numbers only. Those that cannot be read have none, and are
// named in a decision.
func labelClasses(ctx context.Context, set *imageset.Set, images imageset.Images) (map[string][]manifest.ClassPixels, []decision.Decision) {
	scenes := func(yield func(*labelScene) bool) {
		var s *labelScene
		name := ""
		for _, im := range images.All() {
			path := set.Fact(im).LabelRaster
			if path == "" {
				continue
			}
			if s != nil && path != name && !yield(s) {
				return
			}
			if s == nil || path != name {
				s, name = &labelScene{}, path
			}
			s.images, s.windows = append(s.images, im), append(s.windows, im.Window)
		}
		if s != nil {
			yield(s)
		}
	}
	var counted map[string][]manifest.ClassPixels
	failed, example, why := 0, "", error(nil)
	for s := range ordered.Map(ctx, set.Options().Workers, scenes, func(ctx context.Context, s *labelScene) *labelScene {
		s.err = s.count(ctx, set)
		return s
	}) {
		if s.err != nil {
			if failed++; failed == 1 {
				example, why = s.images[0].ID, s.err
			}
			continue
		}
		if counted == nil {
			counted = make(map[string][]manifest.ClassPixels)
		}
		for i, im := range s.images {
			counted[im.ID] = s.classes[i]
		}
	}
	if failed == 0 {
		return counted, nil
	}
	return counted, []decision.Decision{{Kind: "label_rasters", Count: int64(failed), Example: example, Stage: decision.Measured, Effect: decision.Rival,
		Sentence: fmt.Sprintf("the classes of %s are not known: %v", words.Count(failed, "label raster", "label rasters"), why)}}
}

// count reads the windows of a label raster.
func (s *labelScene) count(ctx context.Context, set *imageset.Set) error {
	whole, scene := *s.images[0], *s.images[0].Item
	whole.Item, scene.Window = &scene, raster.Window{}
	src, err := set.OpenLabelRaster(&whole)
	if err != nil {
		return err
	}
	defer src.Close()
	h := src.Header()
	var b raster.Block
	for i, w := range s.windows {
		if w = w.Intersect(h.Window()); s.windows[i] == (raster.Window{}) {
			w = h.Window()
		}
		pixels := make(map[int64]int64)
		for _, part := range src.Tasks(w) {
			if part = part.Intersect(w); part.Empty() {
				continue
			}
			if err := src.Read(ctx, part, &b); err != nil {
				return err
			}
			countValues(&b, h.Type, pixels)
			if len(pixels) > mostClasses {
				return fmt.Errorf("more than %d values, which are no classes", mostClasses)
			}
		}
		var list []manifest.ClassPixels
		for _, v := range slices.Sorted(maps.Keys(pixels)) {
			list = append(list, manifest.ClassPixels{Value: v, Pixels: pixels[v]})
		}
		s.classes = append(s.classes, list)
	}
	return nil
}

// countValues adds the pixels of a block by value. Equal ones stand together.
func countValues(b *raster.Block, t raster.SampleType, pixels map[int64]int64) {
	last, run := int64(0), int64(0)
	for i := range b.Window.Pixels() {
		v := b.At(i, t)
		if b.Valid != nil && !b.Valid[i] || v != math.Trunc(v) || math.Abs(v) > 1<<53 {
			continue
		}
		if k := int64(v); k != last {
			if run > 0 {
				pixels[last] += run
			}
			last, run = k, 0
		}
		run++
	}
	if run > 0 {
		pixels[last] += run
	}
}
