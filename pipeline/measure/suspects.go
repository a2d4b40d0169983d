package measure

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/bandkind"
	"github.com/bandprep/bandprep/raster/tally"
	"github.com/bandprep/bandprep/raster/undeclared"
)

// suspects are the images that are looked at again for nodata that no file
// declares, and for bands that are no measurements.
//
// The extremes of an image, known for nothing, tell whether it may hold such nodata:
// a value far outside all others is the lowest or the highest of its band in the
// whole set. So of each band the images are kept that reach its ends, and for
// collars those that may be 0 in every band; of many, those of the least keys.
type suspects struct {
	set    *imageset.Set
	ends   [][2]end // of each band: lowest and highest
	zeros  end      // images that may hold a pixel of zeros
	pixels int64    // of all images
	looked imageset.Looked
}

// end is an extreme of a band and the images that reach it.
type end struct {
	value  float64
	pixels int64 // of all that do
	images int
	drawn  []*suspect // of the least keys
}

// suspect is an image that may be looked at.
type suspect struct {
	image     *imageset.Image
	key       uint64
	low, high []float64
	pixels    int64
}

func newSuspects(set *imageset.Set) *suspects { return &suspects{set: set} }

// add notes a measured image.
func (s *suspects) add(m *Measured) {
	moments := &m.Moments
	if s.set.Layouts[m.Image.Layout].Grey {
		rgb := moments.GreyToRGB()
		moments = &rgb
	}
	if s.ends == nil {
		s.ends = make([][2]end, moments.Bands)
	}
	s.pixels += moments.Pixels
	if s.set.View.As != "" || len(s.ends) != moments.Bands { // samples are what training makes of them
		return
	}
	if !undeclared.Possible(&s.set.Layouts[m.Image.Layout].Header, m.Image.Place() != nil) {
		return
	}
	im := &suspect{image: m.Image, key: imageset.DrawKey(m.Image.ID), low: moments.Min, high: moments.Max, pixels: moments.Pixels}
	zeros := true
	for b := range s.ends {
		if moments.Valid[b] == 0 {
			zeros = false
			continue
		}
		low, high := &s.ends[b][0], &s.ends[b][1]
		low.add(im, im.low[b], im.low[b] < low.value)
		high.add(im, im.high[b], im.high[b] > high.value)
		zeros = zeros && im.low[b] <= 0 && im.high[b] >= 0
	}
	if zeros {
		s.zeros.add(im, 0, false)
	}
}

// add notes an image that reaches value, which lies beyond the end or not.
func (e *end) add(im *suspect, value float64, beyond bool) {
	if e.images == 0 || beyond {
		*e = end{value: value, drawn: e.drawn[:0]}
	}
	if value != e.value {
		return
	}
	e.images++
	e.pixels += im.pixels
	at, _ := slices.BinarySearchFunc(e.drawn, im, func(a, b *suspect) int { return cmp.Compare(a.key, b.key) })
	if at < imageset.LookImages {
		e.drawn = slices.Insert(e.drawn, at, im)
		e.drawn = e.drawn[:min(len(e.drawn), imageset.LookImages)]
	}
}

// chosen returns the images to look at, in the order of their keys: in turn of each
// end, those first that most images reach.
func (s *suspects) chosen() []*suspect {
	ends := []*end{&s.zeros}
	for b := range s.ends {
		ends = append(ends, &s.ends[b][0], &s.ends[b][1])
	}
	slices.SortStableFunc(ends, func(a, b *end) int { return cmp.Compare(b.images, a.images) })
	var list []*suspect
	seen := make(map[string]bool)
	for turn := range imageset.LookImages {
		for _, e := range ends {
			if turn < len(e.drawn) && len(list) < imageset.LookImages && !seen[e.drawn[turn].image.ID] {
				seen[e.drawn[turn].image.ID] = true
				list = append(list, e.drawn[turn])
			}
		}
	}
	slices.SortFunc(list, func(a, b *suspect) int { return cmp.Compare(a.key, b.key) })
	return list
}

// decisions tells what is suspicious. It looks at the images unless known tells what
// was found in them.
func (s *suspects) decisions(ctx context.Context, known Sums) (found []decision.Decision, err error) {
	list := s.chosen()
	if len(list) == 0 {
		return nil, nil
	}
	images := s.set.Images.Empty()
	for _, c := range list {
		images.Append(c.image)
	}
	if known == nil {
		return s.look(ctx, list, images)
	}
	name, err := s.name(list)
	if err != nil {
		return nil, err
	}
	if take(known, s.set, images, name, func(b []byte) error { return json.Unmarshal(b, &found) }).Len() == 0 {
		return found, nil
	}
	if found, err = s.look(ctx, list, images); err != nil {
		return nil, err
	}
	text, err := json.Marshal(found)
	if err == nil {
		known.PutSum(s.set, images, name, text, true)
	}
	return found, err
}

// name says all that decisions depend on besides the samples of the images.
func (s *suspects) name(list []*suspect) (string, error) {
	plan, err := json.Marshal(s.set.Plan)
	name := fmt.Appendf(nil, "suspicious samples %s %d %v %d", plan, s.pixels, s.zeros.pixels, s.zeros.images)
	for _, ends := range s.ends {
		for _, e := range ends {
			name = fmt.Appendf(name, " %v %d %d", e.value, e.pixels, e.images)
		}
	}
	for _, c := range list {
		name = fmt.Appendf(name, " %v %v %d", c.low, c.high, c.pixels)
	}
	return string(name), err
}

// look looks at the images.
func (s *suspects) look(ctx context.Context, list []*suspect, images imageset.Images) ([]decision.Decision, error) {
	o := s.set.Options()
	counts, collars := tally.New(len(s.ends), s.set.Type), undeclared.New(s.set.Type)
	var err error
	s.looked, err = imageset.Look(ctx, o.Workers, images, func(im *imageset.Image) (raster.Source, error) {
		src, err := s.set.Open(im, 1)
		if err != nil {
			return nil, err
		}
		return s.set.WithBands(src, im)
	}, func(im *imageset.Image, h *raster.Header, blocks []*raster.Block) {
		collars.Begin(h)
		for _, b := range blocks {
			collars.Add(b)
			ordered.Each(ctx, o.Workers, min(counts.Len(), b.Bands), func(_ context.Context, i int) error {
				counts.Add(i, b)
				return nil
			})
		}
	})
	if err != nil {
		return nil, err
	}
	summaries := counts.Summaries()
	found := s.undeclared(collars.Findings(summaries), list)
	if s.set.View.Bands != "" {
		return found, nil // the user has chosen
	}
	return append(found, kindDecisions(bandkind.Judge(summaries), s.set.BandNames())...), nil
}
