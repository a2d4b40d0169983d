package undeclared

import (
	"slices"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/tally"
)

const (
	minOthers   = 32   // values that a spike is held against
	minDistinct = 16   // of them; fewer are classes
	nearGap     = 0.5  // gap between spike and others, in widths of the others, where nothing lies between
	zeroGap     = 0.75 // the same for 0, the value of darkness
	farGap      = 3    // where a few values lie between, such as those of resampled edges
	nearShare   = 0.01 // of the samples
	farShare    = 1e-5
)

// spikes returns the values at the ends that are repeated and far outside the
// others: all values but those at the ends that are themselves repeated far out.
func spikes(b *tally.Summary, t raster.SampleType, placed bool) []Finding {
	heavy := map[float64]int64{}
	for _, c := range slices.Concat(b.Low, b.High) {
		if c.N >= 2 && float64(c.N) >= farShare*float64(b.Samples) {
			heavy[c.Value] = c.N
		}
	}
	if len(heavy) == 0 {
		return nil
	}
	others := without(b.Sample, heavy)
	var found []Finding
	// Ends are peeled one value at a time, so that each is held against what
	// lies inside of it.
	low, high := b.Low, b.High
	for len(low) > 0 || len(high) > 0 {
		peeled := false
		for _, end := range []*[]tally.Counted{&low, &high} {
			if len(*end) == 0 {
				continue
			}
			c := (*end)[0]
			*end = (*end)[1:]
			if heavy[c.Value] == 0 {
				*end = nil
				continue
			}
			peeled = true
			share := float64(c.N) / float64(b.Samples)
			if farOut(c.Value, share, others, t, placed) {
				found = append(found, Finding{Value: c.Value, Share: share})
			} else {
				*end = nil // what lies further inside is no spike either
			}
		}
		if !peeled {
			break
		}
	}
	return found
}

// without returns the sorted values that are not among those left out.
func without(sorted []float64, out map[float64]int64) []float64 {
	others := make([]float64, 0, len(sorted))
	for _, v := range sorted {
		if out[v] == 0 {
			others = append(others, v)
		}
	}
	return others
}

// farOut reports whether v, which makes up a share of the samples, lies far
// outside the others, which are sorted.
func farOut(v, share float64, others []float64, t raster.SampleType, placed bool) bool {
	if len(others) < minOthers || distinct(others) < minDistinct {
		return false
	}
	gap := func(low, high float64) float64 { // in widths of the others
		width := high - low
		switch {
		case v < low:
			return (low - v) / width
		case v > high:
			return (v - high) / width
		}
		return 0
	}
	n := len(others)
	near, need := gap(others[0], others[n-1]), nearGap
	if v == 0 {
		need = zeroGap
		if t == raster.Uint8 && !placed {
			return false // black around fundus images, cells, digits
		}
	}
	if near >= need && share >= nearShare || near >= farGap {
		return true
	}
	if t == raster.Uint8 || v == 0 {
		return false
	}
	// A few values between do not hide it.
	return gap(others[n/100], others[n-1-n/100]) >= farGap && gap(others[n/10], others[n-1-n/10]) >= farGap && share >= nearShare
}

func distinct(sorted []float64) int {
	n := 0
	for i, v := range sorted {
		if i == 0 || v != sorted[i-1] {
			n++
		}
	}
	return n
}
