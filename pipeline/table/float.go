package table

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Float is a float64 that JSON keeps whole: finite numbers with the shortest
// digits that read back to them, others as the texts "NaN", "+Inf" and "-Inf".
type Float float64

// Floats converts a list.
func Floats(list []float64) []Float {
	var out []Float
	for _, v := range list {
		out = append(out, Float(v))
	}
	return out
}

// MarshalJSON implements [json.Marshaler].
func (f Float) MarshalJSON() ([]byte, error) {
	text := strconv.FormatFloat(float64(f), 'g', -1, 64)
	if v := float64(f); v-v != 0 { // not finite
		return []byte(strconv.Quote(text)), nil
	}
	return []byte(text), nil
}

// UnmarshalJSON implements [json.Unmarshaler].
func (f *Float) UnmarshalJSON(data []byte) error {
	text := string(data)
	if len(data) > 0 && data[0] == '"' {
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return fmt.Errorf("number %s: want a float64", data)
	}
	*f = Float(v)
	return nil
}
