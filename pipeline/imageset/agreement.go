package imageset

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/raster"
)

// agreeOnNames compares what files call their bands. Bands are taken by their
// position, so where a name stands elsewhere in another file, sums would mix what
// does not belong together: that is an error, for --bands to settle. Where names
// merely differ, it warns.
func (s *Set) agreeOnNames(layouts []int) error {
	of, names := s.named(layouts)
	for k := range names {
		for at, name := range names[k] {
			there := slices.IndexFunc(names[0], func(n string) bool { return strings.EqualFold(n, name) })
			if there < 0 || there == at {
				continue
			}
			return fmt.Errorf("bands are %s in %s and %s in %s: give --bands %s to take them by name, or --bands 1-%d to take them as they come",
				strings.Join(names[0], ", "), s.example(of[0]), strings.Join(names[k], ", "), s.example(of[k]), strings.Join(common(names), ","), len(names[k]))
		}
	}
	for k := range names {
		for at, name := range names[k] {
			if !strings.EqualFold(name, names[0][at]) {
				s.warn("band %d is called %s in %s and %s in %s: they count as one band", at+1, names[0][at], s.example(of[0]), name, s.example(of[k]))
				return nil
			}
		}
	}
	return nil
}

// named returns those of the layouts whose bands all have names, and the names.
func (s *Set) named(layouts []int) (of []int, names [][]string) {
	for _, i := range layouts {
		seen := s.Layouts[i].Seen
		nameless := slices.ContainsFunc(seen, func(b raster.Band) bool { return b.Name == "" })
		if !nameless && len(seen) == len(s.Bands) {
			of, names = append(of, i), append(names, BandNames(seen))
		}
	}
	return of, names
}

// used returns the layouts that images of the set have.
func (s *Set) used() (layouts []int) {
	used := make([]bool, len(s.Layouts))
	for i := range s.Images.Len() {
		used[s.Images.record(i).layout] = true
	}
	for i, u := range used {
		if u {
			layouts = append(layouts, i)
		}
	}
	return layouts
}

// common returns the names that are in all lists, in the order of the first.
func common(lists [][]string) []string {
	return slices.DeleteFunc(slices.Clone(lists[0]), func(name string) bool {
		for _, list := range lists {
			if !slices.ContainsFunc(list, func(n string) bool { return strings.EqualFold(n, name) }) {
				return true
			}
		}
		return false
	})
}

// agreeOnValues warns where what a stored sample means differs between files:
// its scale and offset, or how many bits it has.
func (s *Set) agreeOnValues(layouts []int) {
	if s.GreyAsRGB || len(layouts) == 0 || s.View.Physical {
		return
	}
	first := &s.Layouts[layouts[0]]
	rescale := slices.ContainsFunc(s.Decisions, func(d decision.Decision) bool { return d.Kind == "rescale" }) // says so
	if other := slices.IndexFunc(layouts, func(i int) bool { return !sameScale(first.Seen, s.Layouts[i].Seen) }); other >= 0 && !rescale {
		s.warn("samples of %s and %s have another scale or offset: they count as stored", s.example(layouts[0]), s.example(layouts[other]))
	}
	bits := func(f *Layout) int { return f.Header.SampleBits() }
	other := slices.IndexFunc(layouts, func(i int) bool { return bits(&s.Layouts[i]) != bits(first) })
	if other >= 0 && s.Type.Bits() > 8 {
		s.warn("samples have %d bits in %s and %d in %s: they count as stored",
			bits(first), s.example(layouts[0]), bits(&s.Layouts[layouts[other]]), s.example(layouts[other]))
	}
}

func sameScale(a, b []raster.Band) bool {
	or := func(p *float64, v float64) float64 {
		if p != nil {
			return *p
		}
		return v
	}
	return slices.EqualFunc(a, b, func(x, y raster.Band) bool {
		return or(x.Scale, 1) == or(y.Scale, 1) && or(x.Offset, 0) == or(y.Offset, 0)
	})
}
