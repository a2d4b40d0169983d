package split

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestOverlappingChipsGetFolds: chips that overlap get folds, and other parts,
// by leaving out what lies between; on the map and in a scene without place; the
// method need not be named. What is too small for that is refused by type.
func TestOverlappingChipsGetFolds(t *testing.T) {
	for _, test := range []struct {
		side, folds int
		stride      float64
		possible    bool
	}{
		{52, 5, 320, true}, {52, 10, 480, true}, {24, 5, 320, true}, {24, 3, 160, true}, {24, 5, 160, false}, {16, 4, 320, true},
		{10, 2, 320, true}, {6, 2, 600, true}, {12, 3, 480, true}, {12, 0, 320, true}, {4, 5, 160, false},
	} {
		for _, onMap := range []bool{true, false} {
			for _, by := range []Method{Auto, Spatial} {
				name := fmt.Sprintf("%d×%d chips every %v m, on the map %v, %d folds by %v", test.side, test.side, test.stride, onMap, test.folds, by)
				items := chips(test.side, test.stride, onMap)
				o := Options{By: by, Folds: test.folds, Seed: 3}
				if test.folds == 0 {
					o.Valid = Share{Fraction: 0.2}
				}
				r, err := Assign(items, o)
				var too *ImpossibleError
				if !test.possible && errors.As(err, &too) {
					continue
				}
				if err != nil || !test.possible {
					t.Errorf("%s: %v", name, err)
					continue
				}
				if _, overlapping := gap(items, r); overlapping {
					t.Errorf("%s: parts overlap", name)
				}
				out := 0
				for i, why := range r.LeftOut {
					if (why == "") != (r.Split[i] != None) {
						t.Fatalf("%s: %s is %v, left out: %q", name, items[i].ID, r.Split[i], why)
					}
					if why != "" {
						out++
					}
				}
				if out == 0 || out != r.Certificate.Excluded || 2*out > len(items) || r.By != Spatial {
					t.Errorf("%s: %d left out, %+v", name, out, r.Certificate)
				}
				for _, p := range r.Certificate.Parts {
					if p.Items == 0 {
						t.Errorf("%s: %+v", name, p)
					}
				}
				if by == Auto && !onMap && !strings.Contains(r.Sentence, "leak groups are too large for another split") {
					t.Error(r.Sentence)
				}
			}
		}
	}
}
