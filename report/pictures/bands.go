package pictures

import (
	"slices"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// trueColour lists names that sensors and files give to red, green and blue.
// B04, B03 and B02 are those of Sentinel-2, B4, B3 and B2 also those of
// Landsat 8 and 9.
var trueColour = [][3]string{
	{"red", "green", "blue"}, {"r", "g", "b"}, {"b04", "b03", "b02"}, {"b4", "b3", "b2"},
	{"sr_b4", "sr_b3", "sr_b2"},
}

// shownBands returns the bands that stand for red, green and blue: those that
// the files or their names call so, else the first three; of one or two bands,
// the first.
func shownBands(bands []raster.Band, names []string) []int {
	if len(names) < 3 {
		return []int{0}
	}
	var at [3]int
	found := 0
	for c, colour := range []raster.Color{raster.Red, raster.Green, raster.Blue} {
		if at[c] = slices.IndexFunc(bands, func(b raster.Band) bool { return b.Color == colour }); at[c] >= 0 && at[c] < len(names) {
			found++
		}
	}
	if found == 3 {
		return at[:]
	}
	for _, three := range trueColour {
		found = 0
		for c, name := range three {
			if at[c] = slices.IndexFunc(names, func(s string) bool { return strings.EqualFold(s, name) }); at[c] >= 0 {
				found++
			}
		}
		if found == 3 {
			return at[:]
		}
	}
	return []int{0, 1, 2}
}
