package presets

import (
	_ "embed"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"sync"
)

//go:embed presets.json
var presetsFile []byte

//go:embed weights.txt
var weightsFile string

type registry struct {
	list    []*Preset
	by      map[string]*Preset
	weights map[string][]string // by preset
	of      map[string]*Preset  // by name of weights
}

// load reads the files of the registry once.
var load = sync.OnceValue(func() *registry {
	r := &registry{by: make(map[string]*Preset), weights: make(map[string][]string), of: make(map[string]*Preset)}
	if err := json.Unmarshal(presetsFile, &r.list); err != nil {
		panic("presets: " + err.Error())
	}
	for _, p := range r.list {
		for _, licence := range [...]*string{&p.WeightsLicence, &p.DataLicence} {
			if *licence == "" {
				*licence = NotStated
			}
		}
		r.by[p.Name] = p
	}
	name := ""
	for line := range strings.Lines(weightsFile) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			name = strings.Trim(line, "[]")
		default:
			r.weights[name] = append(r.weights[name], line)
			r.of[line] = r.by[name]
		}
	}
	return r
})

// List returns all presets.
func List() []*Preset { return slices.Clone(load().list) }

// Find returns the preset of a short name or of weights, and nil where there is
// none. Names of timm may lack the part behind the dot if only one preset fits.
func Find(name string) *Preset {
	r := load()
	if p := r.by[name]; p != nil {
		return p
	}
	name = strings.TrimPrefix(name, "timm/")
	if p := r.of[name]; p != nil {
		return p
	}
	var found *Preset
	for weights, p := range r.of {
		base, _, _ := strings.Cut(weights, ".")
		if base == name {
			if found != nil && found != p {
				return nil
			}
			found = p
		}
	}
	return found
}

// Weights returns the published names of the weights that were trained with a
// preset.
func Weights(p *Preset) []string { return slices.Clone(load().weights[p.Name]) }

// ForBands returns the presets of a sensor that are for just these bands, in any
// order, by their names.
func ForBands(bands []string) (list []*Preset) {
	at := make([]int, len(bands))
	for _, p := range load().list {
		if len(p.Bands) == len(bands) && p.Sensor != "" && p.places(bands, at) {
			list = append(list, p)
		}
	}
	return list
}

// Match returns the presets with these constants, multiplied by scale or as
// they are: every number equal to the digits that the shorter of the two has.
func Match(mean, std []float64, scale float64) (list []*Preset) {
	for _, p := range load().list {
		if p.Equal(mean, std, 1) || p.Equal(mean, std, scale) || p.Equal(mean, std, 1/scale) {
			list = append(list, p)
		}
	}
	return list
}

// Equal reports whether mean and std, multiplied by a factor, are the constants
// of p, up to half a unit in the fourth digit.
func (p *Preset) Equal(mean, std []float64, factor float64) bool {
	if len(mean) != len(p.Mean) || len(std) != len(p.Std) {
		return false
	}
	for i := range mean {
		if !near(mean[i]*factor, p.Mean[i], p.Std[i]) || !near(std[i]*factor, p.Std[i], p.Std[i]) {
			return false
		}
	}
	return true
}

func near(a, b, unit float64) bool {
	return math.Abs(a-b) <= 5e-4*max(math.Abs(b), unit)
}
