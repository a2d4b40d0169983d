package product

import (
	"fmt"
	"slices"
	"strings"
)

// SameKind refuses products of two kinds: what they hold is not of one quantity.
// Where bands are named, levels of one mission may stand together.
func SameKind(a, b *Product, named bool) error {
	if a.Kind == b.Kind || named && strings.Fields(a.Kind)[0] == strings.Fields(b.Kind)[0] {
		return nil
	}
	return fmt.Errorf("%s is a product of %s, and %s of %s: --exclude leaves one kind out, or --bands names the bands of both that are meant", a.ID, a.Kind, b.ID, b.Kind)
}

// SameNumbers refuses products of which the stored values of bands of one name mean
// different things.
func SameNumbers(a, b *Product) error {
	for i := range b.Bands {
		y := &b.Bands[i]
		at := slices.IndexFunc(a.Bands, func(x Band) bool { return x.Name == y.Name })
		if at < 0 {
			continue
		}
		x := &a.Bands[at]
		for _, c := range [...]struct {
			what string
			p, q *float64
		}{{"nodata", x.NoData, y.NoData}, {"scale", x.Scale, y.Scale}, {"offset", x.Offset, y.Offset}} {
			if !equal(c.p, c.q) {
				return fmt.Errorf("band %s has %s %s in %s, and %s in %s: constants of both together fit neither; --exclude leaves some out",
					x.Name, c.what, text(c.p), a.ID, text(c.q), b.ID)
			}
		}
	}
	return nil
}

func equal(x, y *float64) bool {
	return x == nil && y == nil || x != nil && y != nil && (*x == *y || *x != *x && *y != *y)
}

func text(v *float64) string {
	if v == nil {
		return "none"
	}
	return fmt.Sprint(*v)
}
