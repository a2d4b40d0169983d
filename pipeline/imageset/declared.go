package imageset

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// declared notes the scale and offset of the bands that the files declare, and
// says whether they are applied. Where they are to be, it is an error that some
// images declare none: their values would be of another unit.
func (s *Set) declared(layouts []int) error {
	if s.GreyAsRGB || len(layouts) == 0 {
		return s.noneDeclared("")
	}
	with, without, alike := -1, -1, true
	for _, i := range layouts {
		bands := s.stored(i)
		if slices.ContainsFunc(bands, declares) {
			with = i
		} else {
			without = i
		}
		alike = alike && sameScale(s.stored(layouts[0]), bands)
	}
	switch {
	case with < 0:
		return s.noneDeclared(s.example(layouts[0]))
	case without >= 0 && s.View.Physical:
		return fmt.Errorf("%s declares a scale or an offset and %s does not: their physical values are not of one unit; leave one kind out with --exclude", s.example(with), s.example(without))
	case !alike:
		return nil // a decision or a warning of its own
	}
	var scales, offsets []string
	plain := true
	for _, b := range s.stored(layouts[0]) {
		scale, offset := b.Rescale()
		s.Declared = append(s.Declared, table.Declared{Scale: table.Float(scale), Offset: table.Float(offset)})
		scales, offsets = append(scales, short(scale)), append(offsets, short(offset))
		plain = plain && scale == 1 && offset == 0
	}
	if !s.View.Physical && !plain {
		s.decide(decision.Decision{Kind: "declared_scale", Count: int64(len(s.Declared)), Flag: "--physical", Effect: decision.Rival,
			Sentence: fmt.Sprintf("values count as stored, though the files declare a scale of %s and an offset of %s", distinct(scales), distinct(offsets))})
	}
	return nil
}

// noneDeclared refuses physical values where no file says what they are.
func (s *Set) noneDeclared(example string) error {
	if !s.View.Physical {
		return nil
	}
	if example != "" {
		example = " of " + example
	}
	return &optionError{errors.New("--physical: no file declares a scale or an offset, so the values" + example + " have no other unit than the stored one: leave it out")}
}

// stored returns the bands of a layout as the file declares them.
func (s *Set) stored(layout int) []raster.Band {
	l := &s.Layouts[layout]
	o := l.View
	o.Physical = false
	return o.Header(l.Header).Bands
}

// onlyTypes reports whether the images differ in sample type only, and all declare
// scale or offset.
func (s *Set) onlyTypes() bool {
	used := s.used()
	return !slices.ContainsFunc(used, func(i int) bool {
		l := &s.Layouts[i]
		return len(l.Seen) != len(s.Layouts[used[0]].Seen) || !slices.ContainsFunc(l.Seen, declares)
	})
}

// AsStored returns the stored value of a value of a band, which is what --nodata is
// given; ok is false where it is not the same in all images.
func (s *Set) AsStored(band int, v float64) (stored float64, ok bool) {
	if !s.View.Physical {
		return v, true
	}
	if s.Declared == nil || s.Declared[band].Scale == 0 {
		return v, false
	}
	v = (v - float64(s.Declared[band].Offset)) / float64(s.Declared[band].Scale)
	if near := math.Round(v); math.Abs(v-near) < 1e-3*max(1, math.Abs(near)*1e-3) {
		v = near // physical values are float32
	}
	return v, true
}

func declares(b raster.Band) bool { return b.Scale != nil || b.Offset != nil }

func short(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// distinct writes a value that all bands share once, else those of the bands.
func distinct(values []string) string {
	if len(slices.Compact(slices.Clone(values))) == 1 {
		return values[0]
	}
	if len(values) > 4 {
		values = append(slices.Clone(values[:3]), "…")
	}
	return strings.Join(values, ", ")
}
