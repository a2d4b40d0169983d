package split

import (
	"fmt"
	"strconv"
	"strings"
)

// Distance is a length on the map. It implements flag.Value: "500m", "2km",
// or "500" in the units of the map (pixels for chips without georeference).
type Distance struct {
	Value  float64
	Metres bool // Value is in metres, else in units of the map
}

// String returns what Set reads.
func (d Distance) String() string {
	s := strconv.FormatFloat(d.Value, 'g', -1, 64)
	if d.Metres {
		s += "m"
	}
	return s
}

// Set parses a length.
func (d *Distance) Set(text string) error {
	number, factor, metres := text, 1.0, false
	if n, ok := strings.CutSuffix(text, "km"); ok {
		number, factor, metres = n, 1000, true
	} else if n, ok := strings.CutSuffix(text, "m"); ok {
		number, metres = n, true
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(v >= 0 && v < 1e12) {
		return fmt.Errorf("distance %q: want a length such as 500m, 2km, or 500 in units of the map", text)
	}
	*d = Distance{v * factor, metres}
	return nil
}

// Type names the value in help texts.
func (*Distance) Type() string { return "distance" }
