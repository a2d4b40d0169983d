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
func (s *Set) agreeOnNames() error {
	of, names := s.named()
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

// named returns the forms of images whose bands all have names, and the names.
func (s *Set) named() (forms []int, names [][]string) {
	used := make([]bool, len(s.Forms))
	for i := range s.Images.Len() {
		used[s.Images.record(i).form] = true
	}
	for i, f := range s.Forms {
		nameless := slices.ContainsFunc(f.Seen, func(b raster.Band) bool { return b.Name == "" })
		if used[i] && !nameless && len(f.Seen) == len(s.Bands) {
			forms, names = append(forms, i), append(names, bandNames(f.Seen))
		}
	}
	return forms, names
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
