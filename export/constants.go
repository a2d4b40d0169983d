package export

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// constants are the constants of train as tools take them: of values divided by
// Scale, and of stored values.
type constants struct {
	bands          []string
	mean, std      []float64 // of values divided by scale
	rawMean, rawSD []float64 // of stored values
	scale          float64
	photo          bool // 8-bit samples divided by 255: what ToTensor makes of a photo
	about          string
}

// constants returns the constants of train. It is an error where they cannot be
// divided by.
func (s *Set) constants() (*constants, error) {
	n := &s.Normalization
	c := &constants{bands: n.Bands, scale: n.Scale, photo: s.Table.Type == raster.Uint8 && n.Scale == 255}
	for i, name := range n.Bands {
		mean, std := float64(n.Mean[i]), float64(n.Std[i])
		switch {
		case math.IsNaN(mean) || math.IsNaN(std):
			return nil, fmt.Errorf("band %s has no constants, since no sample of it is valid in train: leave it out with --bands", name)
		case std == 0:
			return nil, fmt.Errorf("band %s is the same everywhere in train, so nothing can be divided by its standard deviation: leave it out with --bands", name)
		}
		c.mean, c.std = append(c.mean, mean), append(c.std, std)
		c.rawMean, c.rawSD = append(c.rawMean, mean*n.Scale), append(c.rawSD, std*n.Scale)
	}
	c.about = fmt.Sprintf("bandprep %s: constants of %s, %d images, bands %s", n.Version, n.Split, n.Images, oneLine(strings.Join(n.Bands, ", ")))
	if n.Digest != "" {
		c.about += ", " + oneLine(n.Digest)
	}
	return c, nil
}

// oneLine makes a text fit into a comment.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// number writes a float as Python, JSON and YAML read it: always with a point
// or an exponent, and with the fewest digits that read back to it.
func number(v float64) string {
	s := strconv.FormatFloat(v, 'g', -1, 64)
	if mantissa, exponent, ok := strings.Cut(s, "e"); !ok {
		if !strings.Contains(s, ".") {
			s += ".0"
		}
	} else if !strings.Contains(mantissa, ".") { // YAML 1.1 wants the point
		s = mantissa + ".0e" + exponent
	}
	return s
}

// list writes floats as a list of Python, JSON and YAML.
func list(v []float64) string {
	parts := make([]string, len(v))
	for i, x := range v {
		parts[i] = number(x)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// tuple writes floats as a tuple of Python.
func tuple(v []float64) string {
	text := strings.Trim(list(v), "[]")
	if len(v) == 1 {
		text += ","
	}
	return "(" + text + ")"
}
