package undeclared

import (
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// extremes is how many of the lowest and of the highest values are counted:
// nodata of two kinds may stand at one end.
const extremes = 3

// counted is a value and how often it occurs.
type counted struct {
	value float64
	n     int64
}

// band gathers one band.
type band struct {
	n         int64
	low, high []counted // from the extreme inwards
	sample    []drawn   // about one of mask+1 values
	mask      uint64
}

// drawn is a value of the sample with the hash of its place.
type drawn struct {
	value float64
	hash  uint64
}

// scramble is the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// maxSample is how many values of a band are kept at most.
const maxSample = 1 << 13

func (b *band) add(v float64) {
	// A sample drawn by hash follows no pattern of rows and columns.
	if h := scramble(uint64(b.n)); h&b.mask == 0 {
		b.sample = append(b.sample, drawn{v, h})
		for len(b.sample) == maxSample {
			b.mask = b.mask<<1 | 1
			b.sample = slices.DeleteFunc(b.sample, func(d drawn) bool { return d.hash&b.mask != 0 })
		}
	}
	b.n++
	if len(b.low) < extremes || v <= b.low[extremes-1].value {
		b.low = insert(b.low, v, func(a, b float64) bool { return a < b })
	}
	if len(b.high) < extremes || v >= b.high[extremes-1].value {
		b.high = insert(b.high, v, func(a, b float64) bool { return a > b })
	}
}

// insert counts v in a list of the values that come first. A value that is in
// the final list was in it from its first occurrence on, so counts are exact.
func insert(list []counted, v float64, before func(a, b float64) bool) []counted {
	at := 0
	for at < len(list) && before(list[at].value, v) {
		at++
	}
	if at < len(list) && list[at].value == v {
		list[at].n++
		return list
	}
	list = slices.Insert(list, at, counted{v, 1})
	return list[:min(len(list), extremes)]
}

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
func (b *band) spikes(t raster.SampleType, placed bool) []Finding {
	heavy := map[float64]int64{}
	for _, c := range slices.Concat(b.low, b.high) {
		if c.n >= 2 && float64(c.n) >= farShare*float64(b.n) {
			heavy[c.value] = c.n
		}
	}
	if len(heavy) == 0 {
		return nil
	}
	all := make([]float64, len(b.sample))
	for i, d := range b.sample {
		all[i] = d.value
	}
	slices.Sort(all)
	var found []Finding
	// Ends are peeled one value at a time, so that each is held against what
	// lies inside of it.
	low, high := slices.Clone(b.low), slices.Clone(b.high)
	for len(low) > 0 || len(high) > 0 {
		peeled := false
		for _, end := range []*[]counted{&low, &high} {
			if len(*end) == 0 {
				continue
			}
			c := (*end)[0]
			*end = (*end)[1:]
			if heavy[c.value] == 0 {
				*end = nil
				continue
			}
			peeled = true
			others := without(all, heavy)
			share := float64(c.n) / float64(b.n)
			if farOut(c.value, share, others, t, placed) {
				found = append(found, Finding{Value: c.value, Share: share})
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
