package advice

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/presets"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// unitOf guesses the unit of stored values from their type and extremes. The
// zero value is not known.
func unitOf(t *table.Table, s *stats.Summary) presets.Unit {
	low, high, negative := math.Inf(1), math.Inf(-1), true
	for _, b := range s.Bands {
		if b.Valid > 0 {
			low, high = min(low, b.Minimum), max(high, b.Maximum)
			negative = negative && b.Mean < 0 && b.StdDev < 20
		}
	}
	switch {
	case t.Type == raster.Uint8:
		return presets.ZeroTo255
	case negative && low > -120:
		return presets.Decibel
	case t.Type.IsFloat() && low >= -0.5 && high <= 2:
		return presets.ZeroToOne
	case t.Type.IsFloat() && low >= 0 && high <= 255:
		return presets.ZeroTo255
	case high > 255 && high <= 32767 && typical(s) < 8000 && len(t.Bands) != 1:
		return presets.Numbers
	}
	return presets.Unit{}
}

// typical returns the largest mean of a band.
func typical(s *stats.Summary) float64 {
	m := 0.0
	for _, b := range s.Bands {
		m = max(m, b.Mean)
	}
	return m
}

// carriesOffset reports whether every band of digital numbers stays above what
// the offset of 1000 of Sentinel-2's baseline 04.00 leaves free.
func carriesOffset(s *stats.Summary) bool {
	for _, b := range s.Bands {
		if b.Valid > 0 && b.Minimum < 950 {
			return false
		}
	}
	return true
}

// scaleInto returns what stored values are divided by to come from one unit
// into another; 0 where it is not known.
func scaleInto(from, to presets.Unit, t raster.SampleType) float64 {
	if scale, ok := to.Scale(); ok {
		return scale
	}
	top := map[presets.Unit]float64{presets.ZeroToOne: 1, presets.ZeroTo255: 255, presets.Numbers: 10000}
	if from == to {
		return 1
	}
	if from == (presets.Unit{}) && t == raster.Uint16 && to == presets.ZeroToOne {
		return 65535
	}
	if a, b := top[from], top[to]; a > 0 && b > 0 {
		return a / b
	}
	return 0
}

// Step says in words how stored values come into a unit.
func Step(scale float64) string {
	switch {
	case scale == 1:
		return "as they are stored"
	case scale < 1:
		return fmt.Sprintf("multiplied by %g", math.Round(1e9/scale)/1e9)
	}
	return fmt.Sprintf("divided by %g", scale)
}
