package derive

import (
	"fmt"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

// What is said of normalized samples.
const (
	isNormalized    = "already normalized: apply nothing"
	looksNormalized = "the values look normalized already, with a mean near 0 and a standard deviation near 1 in every band: if they are, apply nothing"
)

// Done reports whether samples are, or look, normalized already, as Note says.
func (n *Normalization) Done() bool { return n.Note == isNormalized || n.Note == looksNormalized }

// identity makes constants of n that change nothing.
func (n *Normalization) identity() {
	n.Scale, n.Note = 1, isNormalized
	n.Mean, n.Std = make([]Number, len(n.Bands)), make([]Number, len(n.Bands))
	for i := range n.Std {
		n.Std[i] = 1
	}
}

// LooksNormalized reports whether samples look as if constants had been applied
// to them: floats with a sign, in every band a mean near 0 and a standard
// deviation near 1.
func LooksNormalized(s *stats.Summary) bool {
	if s.Type.IsInteger() {
		return false
	}
	for _, b := range s.Bands {
		if !(b.Mean > -0.5 && b.Mean < 0.5 && b.StdDev > 0.5 && b.StdDev < 2 && b.Minimum < 0) {
			return false
		}
	}
	return len(s.Bands) > 0
}

// pretrained says how samples of more than 8 bits come into the range that a
// pretrained network wants; "" for others. Bits are those that the largest sample
// takes, in steps of two from 10 on, as detectors have them.
func pretrained(t *table.Table, s *stats.Summary) string {
	if n := len(t.Bands); n != 1 && n != 3 {
		return ""
	}
	const eight = "apply --percentile 2:98,to=uint8"
	low, high := 0.0, 0.0
	for _, b := range s.Bands {
		low, high = min(low, b.Minimum), max(high, b.Maximum)
	}
	switch {
	case t.View.Physical:
		return "for a pretrained network choose a window, as apply --clip LOW:HIGH in these units, or take 8 bits, as " + eight
	case !t.Type.IsInteger() || t.Type.Bits() < 16:
		return ""
	case low < 0 || high > 65535:
		return "for a pretrained network, which wants 0 to 1, take 8 bits: " + eight
	}
	bits := 10
	for high > float64(int(1)<<bits-1) {
		bits += 2
	}
	return fmt.Sprintf("for a pretrained network, which wants 0 to 1: --scale %d (%d bits), or 8 bits as %s", 1<<bits-1, bits, eight)
}
