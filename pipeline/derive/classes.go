package derive

import (
	"strconv"

	"github.com/bandprep/bandprep/pipeline/table"
)

// void is the class of pixels that no class is known of, see pipeline/apply.
const void = 255

// labelsOf returns the labels of a row: its own, or else the classes of pixels in its
// label raster, of which each counts as a label: a split balances them, and one that
// valid lacks is named.
func labelsOf(r *table.Row) []string {
	switch {
	case r.Labels != nil:
		return r.Labels
	case r.Label != "":
		return []string{r.Label}
	}
	var classes []string
	for _, c := range r.ClassPixels {
		if c.Value != void {
			classes = append(classes, "class "+strconv.FormatInt(c.Value, 10))
		}
	}
	return classes
}
