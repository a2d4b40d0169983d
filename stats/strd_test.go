package stats

import (
	"bufio"
	"fmt"
	"math"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

type reference struct {
	name         string
	mean, stddev float64 // certified
	x            []float64
}

// referenceSets returns the nine univariate sets of NIST StRD.
func referenceSets(t *testing.T) []reference {
	f, err := os.Open("testdata/strd.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	number := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var sets []reference
	for lines := bufio.NewScanner(f); lines.Scan(); {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0][0] >= 'A':
			sets = append(sets, reference{name: words[0], mean: number(words[1]), stddev: number(words[2])})
		default:
			last := &sets[len(sets)-1]
			for _, w := range words {
				last.x = append(last.x, number(w))
			}
		}
	}
	alternating := func(first, low, high string) []float64 {
		x := []float64{number(first)}
		for range 500 {
			x = append(x, number(low), number(high))
		}
		return x
	}
	return append(sets,
		reference{"PiDigits", 4.53480000000000, 2.86733906028871, piDigits(5000)},
		reference{"NumAcc1", 10000002, 1, []float64{10000001, 10000003, 10000002}},
		reference{"NumAcc2", 1.2, 0.1, alternating("1.2", "1.1", "1.3")},
		reference{"NumAcc3", 1000000.2, 0.1, alternating("1000000.2", "1000000.1", "1000000.3")},
		reference{"NumAcc4", 10000000.2, 0.1, alternating("10000000.2", "10000000.1", "10000000.3")},
	)
}

// piDigits returns the first n decimal digits of π by Machin's formula
// π = 16·atan(1/5) − 4·atan(1/239).
func piDigits(n int) []float64 {
	one := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n+10)), nil)
	atan := func(inverse int64) *big.Int {
		sum, power := new(big.Int), new(big.Int).Quo(one, big.NewInt(inverse))
		square, term := big.NewInt(inverse*inverse), new(big.Int)
		for k := int64(0); power.Sign() != 0; k++ {
			term.Quo(power, big.NewInt(2*k+1))
			if k%2 == 0 {
				sum.Add(sum, term)
			} else {
				sum.Sub(sum, term)
			}
			power.Quo(power, square)
		}
		return sum
	}
	pi := atan(5)
	pi.Mul(pi, big.NewInt(16))
	pi.Sub(pi, new(big.Int).Mul(atan(239), big.NewInt(4)))
	digits := make([]float64, n)
	for i, c := range pi.String()[:n] {
		digits[i] = float64(c - '0')
	}
	return digits
}

// The results equal the correctly rounded ones on the same float64 values. How
// far those are from the certified values, in decimal digits, is due to the
// rounding of the data, such as 10000000.2, to float64.
func TestStatisticalReferenceDatasets(t *testing.T) {
	for _, s := range referenceSets(t) {
		m := item(raster.Float64, s.x).moments(Options{})
		b := total(t, m).Summary(1).Bands[0]
		mean, stddev := exactly(s.x, 1)
		if b.Mean != mean || b.StdDev != stddev {
			t.Errorf("%s: mean %.17g, stddev %.17g, want %.17g, %.17g", s.name, b.Mean, b.StdDev, mean, stddev)
		}
		digits := [2]float64{agreement(b.Mean, s.mean), agreement(b.StdDev, s.stddev)}
		ceiling := [2]float64{agreement(mean, s.mean), agreement(stddev, s.stddev)}
		if digits != ceiling {
			t.Errorf("%s: %v digits, %v are possible", s.name, digits, ceiling)
		}
		t.Logf("%-9s n %4d  mean %4.1f of %4.1f digits, stddev %4.1f of %4.1f", s.name, len(s.x), digits[0], ceiling[0], digits[1], ceiling[1])
	}
}

// agreement is the log relative error in decimal digits, at most 15, the
// number of certified digits.
func agreement(got, certified float64) float64 {
	if got == certified {
		return 15
	}
	return min(15, -math.Log10(math.Abs(got-certified)/math.Abs(certified)))
}

func ExampleTotal() {
	sum := NewTotal()
	for _, grey := range []byte{0, 255} {
		a := NewAccumulator(1, raster.Uint8, Options{})
		a.Add(&raster.Block{Window: raster.Window{W: 2, H: 2}, Bands: 1, U8: []byte{grey, grey, grey, grey}})
		m := a.Moments()
		if err := sum.Add(&m); err != nil {
			fmt.Println(err)
		}
	}
	b := sum.Summary(0).Bands[0]
	fmt.Println(b.Mean, b.StdDev, b.StdDevWithin, b.StdDevBetween)
	// Output: 127.5 127.5 0 127.5
}
