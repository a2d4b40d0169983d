package split

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
)

// Share is the size of a subset: a fraction of the items or, where Count is
// not zero, a number of items. The zero Share is no item. It implements
// flag.Value: "0.2" and "20%" are fractions, "500" is a number of items.
type Share struct {
	Fraction float64 // 0 … below 1
	Count    int
}

// String returns what Set reads.
func (s Share) String() string {
	if s.Count != 0 {
		return strconv.Itoa(s.Count)
	}
	return strconv.FormatFloat(s.Fraction, 'g', -1, 64)
}

// Set parses a fraction, a percentage or a number of items.
func (s *Share) Set(text string) error {
	percent, isPercent := strings.CutSuffix(text, "%")
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		*s = Share{Count: n}
		return nil
	}
	f, err := strconv.ParseFloat(percent, 64)
	if isPercent {
		f /= 100
	}
	if err != nil || !(f >= 0 && f < 1) {
		return fmt.Errorf("share %q: want a fraction below 1, a percentage below 100%%, or a whole number of items", text)
	}
	*s = Share{Fraction: f}
	return nil
}

// Type names the value in help texts.
func (*Share) Type() string { return "fraction|count" }

// zero reports whether nothing is asked for.
func (s Share) zero() bool { return s == Share{} }

func (s Share) validate(name string) error {
	if s.Count < 0 || !(s.Fraction >= 0 && s.Fraction < 1) {
		return fmt.Errorf("%s %v: want a fraction from 0 to below 1, or a number of items", name, s)
	}
	return nil
}

// sizes returns how many of n items train, valid and test shall hold, in this
// order. Counts are taken as they are; fractions are rounded by largest
// remainder over the three subsets, ties going to train, then valid, so the
// sum is n.
func sizes(n int, valid, test Share) ([3]int, error) {
	var size [3]int
	var rest [3]float64
	var parts [3]float64
	taken := 0
	for i, s := range [3]Share{1: valid, 2: test} {
		if s.Count > 0 {
			taken += s.Count
			size[i] = s.Count
		} else {
			parts[i] = float64(float64(n) * s.Fraction)
		}
	}
	parts[0] = float64(n) - float64(taken) - parts[1] - parts[2]
	if n > 0 && parts[0] <= 0 {
		return size, &ImpossibleError{Reason: fmt.Sprintf("valid %v and test %v leave nothing of %s for train", valid, test, words.Count(n, "item", "items"))}
	}
	left := n - taken
	for i, p := range parts {
		whole := math.Floor(p + 1e-9)
		rest[i] = p - whole
		if i == 0 || size[i] == 0 {
			size[i] = int(whole)
			left -= int(whole)
		}
	}
	for ; left > 0; left-- {
		best := 0
		for i := range rest {
			if rest[i] > rest[best]+1e-9 {
				best = i
			}
		}
		size[best]++
		rest[best] = -1
	}
	return size, nil
}
