package presets

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Unit is what values are when constants are applied to them. The zero value
// is not known.
type Unit struct{ name string }

// Units of published constants.
var (
	ZeroToOne  = Unit{"0-1"}
	ZeroTo255  = Unit{"0-255"}
	Numbers    = Unit{"reflectance*10000"} // digital numbers of Sentinel-2, HLS
	Decibel    = Unit{"dB"}
	Linear     = Unit{"linear power"}
	Counts     = Unit{"counts"} // as the sensor or provider stores them
	divided    = "stored/"
	knownUnits = []Unit{ZeroToOne, ZeroTo255, Numbers, Decibel, Linear, Counts}
)

// DividedBy is the unit of stored values that were divided by a number.
func DividedBy(scale float64) Unit { return Unit{divided + strconv.FormatFloat(scale, 'g', -1, 64)} }

// Scale returns the number that stored values were divided by, where the unit
// is made by [DividedBy].
func (u Unit) Scale() (float64, bool) {
	text, ok := strings.CutPrefix(u.name, divided)
	v, err := strconv.ParseFloat(text, 64)
	return v, ok && err == nil
}

func (u Unit) String() string { return u.name }

// MarshalJSON writes the name.
func (u Unit) MarshalJSON() ([]byte, error) { return json.Marshal(u.name) }

// UnmarshalJSON reads a name that is known.
func (u *Unit) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	v := Unit{s}
	if scale, ok := v.Scale(); ok && scale > 0 {
		*u = v
		return nil
	}
	var names []string
	for _, k := range knownUnits {
		if k == v {
			*u = v
			return nil
		}
		names = append(names, k.name)
	}
	return fmt.Errorf("unit %q: want one of %s", s, strings.Join(names, ", "))
}
