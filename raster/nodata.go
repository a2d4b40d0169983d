package raster

import (
	"math"
	"strconv"
	"strings"
)

// ParseNoData returns the number that the text of a nodata declaration begins
// with. As with C's strtod in GDAL, spaces before it and whatever follows are
// passed over, a comma may stand for the point, and the texts of old Windows
// libraries ("-1.#IND", "1.#INF") are known. A text that begins with no number
// declares nothing; GDAL takes it for 0.
func ParseNoData(text string) (v float64, ok bool) {
	text = strings.TrimLeft(text, " \t\r\n")
	text = strings.ReplaceAll(strings.ToLower(text[:min(len(text), 64)]), ",", ".")
	for _, name := range [][2]string{{"-1.#ind", "nan"}, {"-1.#qnan", "nan"}, {"1.#qnan", "nan"}, {"-nan", "nan"}, {"-1.#inf", "-inf"}, {"1.#inf", "inf"}} {
		if strings.HasPrefix(text, name[0]) {
			text = name[1]
		}
	}
	for ; text != ""; text = text[:len(text)-1] {
		if v, err := strconv.ParseFloat(text, 64); err == nil || math.IsInf(v, 0) {
			return v, true
		}
	}
	return 0, false
}

// FitNoData returns a declared nodata value as samples of type t hold it. ok is
// false where no sample can be equal to it: a fraction, NaN, or a number out of
// range for integers. Digits that stand for a float of 32 bits are rounded to
// it; what is too large by rounding only is the largest one, as in GDAL, and
// else infinite.
func FitNoData(v float64, t SampleType) (fit float64, ok bool) {
	if t.IsInteger() {
		low, high := t.Range()
		return v, v >= low && v <= high && v == math.Trunc(v)
	}
	if t != Float32 && t != Float16 {
		return v, true
	}
	if most := math.Copysign(math.MaxFloat32, v); math.Abs(v-most) < 1e-10*math.MaxFloat32 {
		return most, true
	}
	return float64(float32(v)), true
}

// span is the closed interval of the samples that a nodata value stands for;
// it is empty where low is above high.
type span struct{ low, high float64 }

var noSpan = span{1, 0}

func (s span) has(v float64) bool { return v >= s.low && v <= s.high }

// noDataSpan returns the samples of type t that the nodata value v stands for.
// Integers are equal or not. Floats match as in GDAL 3.6 (ARE_REAL_EQUAL): a
// matches b where |a−b| < 2ε·|a+b|, with the ε of 32 bits for both widths and
// in arithmetic of the samples' width, so that a text of too many or too few
// digits finds its value. Where a+b overflows a matches too: −3.4e38 stands for
// the lowest float32. NaN never counts and needs no match.
func noDataSpan(v float64, t SampleType) span {
	v, ok := FitNoData(v, t)
	if !ok || v != v {
		return noSpan
	}
	if t.IsInteger() || math.IsInf(v, 0) {
		return span{v, v}
	}
	most := math.Float64bits(math.MaxFloat64)
	number, matches := math.Float64frombits, matchFloat64
	if t != Float64 {
		most = uint64(math.Float32bits(math.MaxFloat32))
		number, matches = numberFloat32, matchFloat32
	}
	// Magnitudes are ordered as their bits are; both ends of the interval are
	// found by halving. It never reaches over zero.
	size := math.Abs(v)
	at := math.Float64bits(size)
	if t != Float64 {
		at = uint64(math.Float32bits(float32(size)))
	}
	end := func(from, to uint64) float64 { // from matches; to is the farthest candidate
		for from != to {
			middle := from + (to-from+1)/2
			if to < from {
				middle = from - (from-to+1)/2
			}
			if matches(number(middle), size) {
				from = middle
			} else if to > from {
				to = middle - 1
			} else {
				to = middle + 1
			}
		}
		return number(from)
	}
	near, far := end(at, 0), end(at, most)
	if math.Signbit(v) {
		return span{-far, -near}
	}
	return span{near, far}
}

func numberFloat32(bits uint64) float64 { return float64(math.Float32frombits(uint32(bits))) }

// epsilon32 is the distance from 1 to the next float of 32 bits.
const epsilon32 = 1.0 / (1 << 23)

func matchFloat32(a, b float64) bool {
	x, y := float32(a), float32(b)
	difference, sum := x-y, x+y
	return x == y || abs32(difference) < float32(float32(epsilon32*abs32(sum))*2)
}

func abs32(v float32) float32 { return float32(math.Abs(float64(v))) }

func matchFloat64(a, b float64) bool {
	return a == b || math.Abs(a-b) < float64(float64(epsilon32*math.Abs(a+b))*2)
}
