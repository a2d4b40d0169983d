package pictures

import (
	"slices"
	"strings"
)

// trueColour lists names that sensors and files give to red, green and blue.
// B04, B03 and B02 are those of Sentinel-2, B4, B3 and B2 also those of
// Landsat 8 and 9.
var trueColour = [][3]string{
	{"red", "green", "blue"}, {"r", "g", "b"}, {"b04", "b03", "b02"}, {"b4", "b3", "b2"},
	{"sr_b4", "sr_b3", "sr_b2"},
}

// numbered is from how many bands on B4, B3 and B2 are taken for red, green and
// blue: sets of fewer often count red, green, blue and near infrared from 1.
const numbered = 6

// shownBands returns the bands that stand for red, green and blue: those whose
// names say so, else the first three; of one or two bands, the first.
func shownBands(names []string) []int {
	if len(names) < 3 {
		return []int{0}
	}
	for _, three := range trueColour {
		var at []int
		for _, name := range three {
			i := slices.IndexFunc(names, func(s string) bool { return strings.EqualFold(s, name) })
			if i >= 0 && (three[0] != "b4" || len(names) >= numbered) {
				at = append(at, i)
			}
		}
		if len(at) == 3 {
			return at
		}
	}
	return []int{0, 1, 2}
}
