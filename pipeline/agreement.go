package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// agreeOnNames compares what files call their bands. Bands are taken by their
// position, so where a name stands elsewhere in another file, sums would mix what
// does not belong together: that is an error, for --bands to settle. Where names
// merely differ, it warns.
func (s *Set) agreeOnNames(forms []int) error {
	of, names := s.named(forms)
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

// named returns those of the forms whose bands all have names, and the names.
func (s *Set) named(forms []int) (of []int, names [][]string) {
	for _, i := range forms {
		seen := s.Forms[i].Seen
		nameless := slices.ContainsFunc(seen, func(b raster.Band) bool { return b.Name == "" })
		if !nameless && len(seen) == len(s.Bands) {
			of, names = append(of, i), append(names, bandNames(seen))
		}
	}
	return of, names
}

// used returns the forms that images of the set have.
func (s *Set) used() (forms []int) {
	used := make([]bool, len(s.Forms))
	for i := range s.Images.Len() {
		used[s.Images.record(i).form] = true
	}
	for i, u := range used {
		if u {
			forms = append(forms, i)
		}
	}
	return forms
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
func (s *Set) agreeOnValues(forms []int) {
	if s.MixesRGB || len(forms) == 0 {
		return
	}
	first := &s.Forms[forms[0]]
	if other := slices.IndexFunc(forms, func(i int) bool { return !sameScale(first.Seen, s.Forms[i].Seen) }); other >= 0 {
		s.warn("samples of %s and %s have another scale or offset: they count as stored", s.example(forms[0]), s.example(forms[other]))
	}
	bits := func(f *Form) int { return f.Header.SampleBits() }
	other := slices.IndexFunc(forms, func(i int) bool { return bits(&s.Forms[i]) != bits(first) })
	if other >= 0 && s.Type.Bits() > 8 {
		s.warn("samples have %d bits in %s and %d in %s: they count as stored",
			bits(first), s.example(forms[0]), bits(&s.Forms[forms[other]]), s.example(forms[other]))
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
