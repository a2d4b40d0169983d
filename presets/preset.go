package presets

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// NotStated is what a preset says where its source says nothing.
const NotStated = "not stated"

// Preset are constants: (value − Mean) / Std of values in Unit.
type Preset struct {
	Name   string   `json:"name"`
	Title  string   `json:"title,omitempty"`
	Sensor string   `json:"sensor,omitempty"`
	Bands  []string `json:"bands,omitempty"` // names in order; nil where the constants are for any bands
	// Mean and Std have one number per band, or one for all bands.
	Mean []float64 `json:"mean"`
	Std  []float64 `json:"std"`
	Unit Unit      `json:"unit"`
	// StdKind is what Std is: "pixel" over all pixels of all images, "image"
	// the mean over images of their standard deviations, "fixed" a number that
	// was chosen and not measured, or NotStated.
	StdKind string `json:"std_kind,omitempty"`
	Divisor string `json:"divisor,omitempty"` // "n", "n-1" or NotStated
	Source  string `json:"source,omitempty"`
	// Licences with their source, as published; no legal advice.
	WeightsLicence string `json:"weights_licence,omitempty"`
	DataLicence    string `json:"data_licence,omitempty"`
}

// ErrPreset is the error, wrapped, of constants that cannot be used.
var ErrPreset = errors.New("no usable constants")

// maxFile bounds the size of a user's file.
const maxFile = 1 << 20

// Read reads a user's own preset, or any JSON object with lists "mean" and
// "std", such as a normalization.json. Unknown fields are passed over.
func Read(r io.Reader) (*Preset, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%w: more than 1 MB", ErrPreset)
	}
	var file struct {
		Preset
		Scale float64 `json:"scale"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPreset, err)
	}
	p := &file.Preset
	if file.Scale != 0 && p.Unit == (Unit{}) {
		p.Unit = DividedBy(file.Scale)
	}
	if p.StdKind == "" {
		p.StdKind = NotStated
	}
	if p.Divisor == "" {
		p.Divisor = NotStated
	}
	return p, p.Validate()
}

// Validate returns an error that says why the constants cannot be used.
func (p *Preset) Validate() error {
	n := len(p.Mean)
	switch {
	case n == 0 || len(p.Std) != n:
		return fmt.Errorf("%w: %d means and %d standard deviations", ErrPreset, n, len(p.Std))
	case p.Bands != nil && n != 1 && n != len(p.Bands):
		return fmt.Errorf("%w: %d means for %d bands", ErrPreset, n, len(p.Bands))
	}
	for i := range n {
		if !finite(p.Mean[i]) || !finite(p.Std[i]) || p.Std[i] <= 0 {
			return fmt.Errorf("%w: mean %v, standard deviation %v", ErrPreset, p.Mean[i], p.Std[i])
		}
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// For returns mean and std of the named bands in their order. Named says that
// bands were found by their names; else they are taken as they stand, which is
// an error where their numbers differ.
func (p *Preset) For(bands []string) (mean, std []float64, named bool, err error) {
	at := make([]int, len(bands))
	if len(p.Mean) > 1 {
		if named = p.places(bands, at); !named {
			if len(bands) != len(p.Mean) {
				return nil, nil, false, fmt.Errorf("%w: %s has constants of %d bands, the images have %d", ErrPreset, p.Name, len(p.Mean), len(bands))
			}
			for i := range at {
				at[i] = i
			}
		}
	}
	for _, i := range at {
		mean, std = append(mean, p.Mean[i]), append(std, p.Std[i])
	}
	return mean, std, named, nil
}

// places finds each band by its name, and reports whether all were found, each
// once.
func (p *Preset) places(bands []string, at []int) bool {
	by := make(map[string]int)
	for i, name := range p.Bands {
		by[CanonicalBand(name, p.Sensor)] = i
	}
	seen := make(map[int]bool)
	for i, name := range bands {
		k, ok := by[CanonicalBand(name, p.Sensor)]
		if !ok || seen[k] {
			return false
		}
		at[i], seen[k] = k, true
	}
	return true
}

// Order returns the bands of the preset where the named bands are the same in
// another order; nil where they are in order, others, or not known.
func (p *Preset) Order(bands []string) []string {
	at := make([]int, len(bands))
	if len(bands) != len(p.Bands) || !p.places(bands, at) {
		return nil
	}
	for i, k := range at {
		if i != k {
			return p.Bands
		}
	}
	return nil
}

// colours are the bands of Sentinel-2 and HLS that go by the name of a colour.
var colours = map[string]string{
	"blue": "B2", "green": "B3", "red": "B4", "nir": "B8", "nir_narrow": "B8A", "swir1": "B11", "swir2": "B12", "coastal": "B1",
}

// CanonicalBand returns the name of a band without the liberties that are taken
// with it: "B02" and "b2" are B2, "Red" is red and, of Sentinel-2, B4.
func CanonicalBand(name, sensor string) string {
	s := strings.ToLower(strings.TrimSpace(name))
	switch s {
	case "r":
		s = "red"
	case "g":
		s = "green"
	case "b":
		s = "blue"
	case "gray":
		s = "grey"
	}
	if sensor == "sentinel-2" || sensor == "hls" {
		if band, ok := colours[s]; ok {
			return band
		}
	}
	if rest, ok := strings.CutPrefix(s, "b"); ok && len(rest) > 1 {
		return "B" + strings.ToUpper(strings.TrimLeft(rest, "0"))
	}
	return strings.ToUpper(s)
}
