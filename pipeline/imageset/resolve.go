package imageset

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// KindError says that the images of a set differ in bands or sample type.
type KindError struct {
	Kinds []KindCount
	// Physical says that they differ in sample type only, and that all declare
	// what their samples stand for.
	Physical bool
}

// KindCount is one kind of image, "3×uint8", with an example.
type KindCount struct {
	Kind    string `json:"kind"`
	Images  int    `json:"images"`
	Example string `json:"example"`
}

func (e *KindError) Error() string {
	var b strings.Builder
	if len(e.Kinds) == 1 {
		b.WriteString("the images are of one kind:\n")
	} else {
		b.WriteString("the images are of several kinds:\n")
	}
	for _, k := range e.Kinds {
		fmt.Fprintf(&b, "  %-14s %7d  e.g. %s\n", k.Kind, k.Images, k.Example)
	}
	fmt.Fprintf(&b, "choose one with --kind %s, bands with --bands, or leave some out with --exclude",
		strings.Replace(e.Kinds[0].Kind, "×", "x", 1))
	if e.Physical {
		b.WriteString("; --physical brings them into one unit")
	}
	return b.String()
}

// resolve decides how every layout is seen and that all agree.
func (s *Set) resolve(ctx context.Context) error {
	v := &s.View
	if s.Images.Len() == 0 {
		return nil
	}
	band, err := s.alphaBands(ctx)
	if err != nil {
		return err
	}
	for i := range s.Layouts {
		if err := s.Layouts[i].resolve(v, AlphaMode(v.Alpha, band[i])); err != nil {
			return fmt.Errorf("%s: %w", s.example(i), err)
		}
	}
	if v.Kind != "" {
		if err := s.keepKind(v.Kind); err != nil {
			return err
		}
	}
	if err := s.agree(v); err != nil {
		return err
	}
	forms := s.used()
	s.keepAlpha(forms)
	s.decideRescale()
	if err := s.declared(forms); err != nil {
		return err
	}
	s.agreeOnValues(forms)
	if v.Bands != "" {
		return nil // the user has chosen
	}
	return s.agreeOnNames(forms)
}

func (s *Set) warn(format string, args ...any) {
	s.Warnings = append(s.Warnings, fmt.Sprintf(format, args...))
}

// example returns the id of the first image of a layout.
func (s *Set) example(layout int) string {
	return s.Images.where(func(i int) bool { return s.layout(i) == &s.Layouts[layout] }).At(0).ID
}

func (s *Set) keepKind(kind string) error {
	bands, t, err := table.ParseKind(kind)
	if err != nil {
		return err
	}
	before := s.Images.Len()
	kinds := s.kinds()
	s.Images = s.Images.where(func(i int) bool {
		f := s.layout(i)
		return len(f.Seen) == bands && f.Type == t
	})
	if s.Images.Len() == 0 {
		return fmt.Errorf("no image is of kind %s; %w", kind, &KindError{Kinds: kinds})
	}
	if left := before - s.Images.Len(); left > 0 {
		s.decide(decision.Decision{Kind: "kind", Count: int64(left), Flag: "--kind", Effect: decision.LeftOut,
			Sentence: fmt.Sprintf("left out %s not of kind %s", words.Count(left, "image that is", "images that are"), kind)})
	}
	return nil
}

// kinds counts the kinds of the images, most frequent first.
func (s *Set) kinds() []KindCount {
	var list []KindCount
	for i := range s.Images.Len() {
		k := s.layout(i).kind()
		at := slices.IndexFunc(list, func(c KindCount) bool { return c.Kind == k })
		if at < 0 {
			at = len(list)
			list = append(list, KindCount{Kind: k, Example: s.Images.At(i).ID})
		}
		list[at].Images++
	}
	slices.SortStableFunc(list, func(a, b KindCount) int { return b.Images - a.Images })
	return list
}

// agree sets what all images share, or returns the table of kinds.
func (s *Set) agree(v *table.View) error {
	kinds := s.kinds()
	var widest *Layout
	for i := range s.Images.Len() {
		if f := s.layout(i); widest == nil || len(f.Seen) > len(widest.Seen) {
			widest = f
		}
	}
	mixes := len(kinds) == 2 && v.Color != table.ColorAsIs && isGreyBesideRGB(s, widest)
	if len(kinds) > 1 && !mixes {
		return &KindError{kinds, s.onlyTypes()}
	}
	s.Bands, s.Type = widest.Seen, widest.Type
	s.GreyAsRGB = mixes
	if mixes {
		grey := s.Images.where(func(i int) bool { return len(s.layout(i).Seen) == 1 })
		s.decide(decision.Decision{Kind: "grey", Count: int64(grey.Len()), Example: grey.At(0).ID, Flag: "--color grey", Effect: decision.Rival,
			Sentence: fmt.Sprintf("%d of %s are grey and count as R = G = B", grey.Len(), words.Count(s.Images.Len(), "image", "images"))})
	}
	if v.Color == table.ColorRGB && len(s.Bands) == 1 {
		s.GreyAsRGB = true
	}
	if s.GreyAsRGB {
		s.Bands = []raster.Band{{Name: "red", Color: raster.Red}, {Name: "green", Color: raster.Green}, {Name: "blue", Color: raster.Blue}}
		for i := range s.Layouts {
			s.Layouts[i].Grey = len(s.Layouts[i].Seen) == 1
		}
	}
	if n := len(v.NoData); n > 1 && n != len(s.Bands) {
		return fmt.Errorf("--nodata gives %d values for %d bands: give one, or one per band", n, len(s.Bands))
	}
	return nil
}

// isGreyBesideRGB reports whether the images are 8-bit grey and RGB photos.
func isGreyBesideRGB(s *Set, widest *Layout) bool {
	if len(widest.Seen) != 3 {
		return false
	}
	for i := range s.Images.Len() {
		f := s.layout(i)
		if f.Type != raster.Uint8 || len(f.Seen) != 3 && len(f.Seen) != 1 {
			return false
		}
	}
	return true
}

// layout returns the layout of image i.
func (s *Set) layout(i int) *Layout { return &s.Layouts[s.Images.record(i).layout] }
