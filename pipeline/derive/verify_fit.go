package derive

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

// reading is a way to read constants: in another unit, off by an offset, in
// another order of bands, with another kind of std.
type reading struct {
	factor float64 // given values times scale and factor are stored values
	offset float64 // added to the means then
	order  []int   // the band of the images for each given one; nil: as they stand
	kind   *stdKind
}

// parts counts how much a reading differs from the plain one.
func (r *reading) parts() (n int) {
	for _, other := range [...]bool{r.factor != 1, r.offset != 0, r.order != nil, r.kind != &stdKinds[0]} {
		if other {
			n++
		}
	}
	return n
}

// fitness is how well constants, read in one way, fit statistics.
type fitness struct {
	reading
	distance float64 // root mean square over bands of shift in σ and log ratio of stds
	exact    bool    // to the last digit that was given
}

// fit tells how well a reading of constants fits a summary.
func (r reading) fit(c *Constants, s *summary, digits [2]float64) fitness {
	of := &s.n
	if r.kind.ddof == 1 {
		of = &s.n1
	}
	f := fitness{reading: r, exact: true}
	n := 0
	unit := c.Scale * r.factor
	for b := range c.Mean {
		k := b
		if r.order != nil {
			k = r.order[b]
		}
		own := &of.Bands[k]
		sigma, kind := own.StdDev, r.kind.std(own)
		if !(sigma > 0) || !(kind > 0) {
			continue // a dead or flat band tells nothing
		}
		std := c.Std[b]
		if r.kind.implied != nil {
			std = r.kind.implied(std)
		}
		mean := r.kind.mean(own)
		shift := (c.Mean[b]*unit + r.offset - mean) / sigma
		ratio := math.Log(std * unit / kind)
		f.distance += float64(shift*shift) + float64(ratio*ratio)
		n++
		if math.Abs(c.Mean[b]-(mean-r.offset)/unit) > digits[0]+1e-6*sigma/unit {
			f.exact = false
		}
		want, near := kind/unit, digits[1]+1e-6*c.Std[b]
		if r.kind.implied != nil {
			want, near = c.Std[b]*(kind/unit/std), max(near, 1e-3*c.Std[b])
		}
		if math.Abs(c.Std[b]-want) > near {
			f.exact = false
		}
	}
	if n == 0 {
		return fitness{reading: r, distance: math.Inf(1)}
	}
	f.distance = math.Sqrt(f.distance / float64(n))
	if math.IsNaN(f.distance) {
		f.distance = math.Inf(1)
	}
	return f
}

// factors are the numbers between usual units: 8 bits, 16 bits, reflectance
// times 10,000, percent.
var factors = []float64{1, 255, 1. / 255, 65535, 1. / 65535, 257, 1. / 257, 10000, 1. / 10000, 100, 1. / 100, 65025, 1e8}

// A more complicated reading is believed where it fits to the last digit, or at
// least so much better than the plain one, which must be bad.
const (
	muchBetter = 2.5
	badFit     = 0.05
)

// best returns the reading of constants that fits best for its complexity.
func best(t *table.Table, c *Constants, s *summary, orders bool) fitness {
	digits := [2]float64{halfDigit(c.Mean), halfDigit(c.Std)}
	var by [5][]fitness
	for _, factor := range factors {
		offsets := []float64{0}
		if t.Type.IsInteger() && t.Type.Bits() > 8 {
			offsets = append(offsets, 1000, -1000) // digital numbers of Sentinel-2
		} else if !t.Type.IsInteger() {
			offsets = append(offsets, 0.1, -0.1) // the same as reflectance
		}
		for _, offset := range offsets {
			list := [][]int{nil}
			if orders {
				list = append(list, orderings(t.Bands, c, s, factor, offset)...)
			}
			for _, order := range list {
				for k := range stdKinds {
					r := reading{factor, offset, order, &stdKinds[k]}
					f := r.fit(c, s, digits)
					by[r.parts()] = append(by[r.parts()], f)
				}
			}
		}
	}
	found := by[0][0]
	for _, list := range by[1:4] {
		if len(list) == 0 || found.exact {
			continue
		}
		next := slices.MinFunc(list, func(a, b fitness) int {
			if a.exact != b.exact {
				return cmp.Compare(boolInt(b.exact), boolInt(a.exact))
			}
			return cmp.Compare(a.distance, b.distance)
		})
		if next.exact || found.distance > badFit && next.distance < found.distance/muchBetter {
			found = next
		}
	}
	return found
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// orderings returns other orders of the bands worth trying: reversed, the first
// three reversed, by name as text, all of three bands, and the one in which
// every given band is nearest to another band of the images.
func orderings(names []string, c *Constants, s *summary, factor, offset float64) (list [][]int) {
	n := len(names)
	if n < 2 {
		return nil
	}
	plain := make([]int, n)
	for i := range plain {
		plain[i] = i
	}
	add := func(order []int) {
		if !slices.Equal(order, plain) && !slices.ContainsFunc(list, func(o []int) bool { return slices.Equal(o, order) }) {
			list = append(list, order)
		}
	}
	reversed := slices.Clone(plain)
	slices.Reverse(reversed)
	add(reversed)
	if n >= 3 {
		first := slices.Clone(plain)
		first[0], first[2] = 2, 0
		add(first)
	}
	if n == 3 {
		for _, order := range [][]int{{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}} {
			add(order)
		}
	}
	text := slices.Clone(plain)
	slices.SortStableFunc(text, func(a, b int) int { return strings.Compare(names[a], names[b]) })
	add(text)
	nearest, taken := make([]int, n), make([]bool, n)
	for b := range nearest {
		least := math.Inf(1)
		for k := range s.n.Bands {
			own := &s.n.Bands[k]
			shift := (c.Mean[b]*c.Scale*factor + offset - own.Mean) / own.StdDev
			d := math.Hypot(shift, math.Log(c.Std[b]*c.Scale*factor/own.StdDev))
			if d < least && !taken[k] {
				least, nearest[b] = d, k
			}
		}
		if math.IsInf(least, 1) {
			return list
		}
		taken[nearest[b]] = true
	}
	add(nearest)
	return list
}

// halfDigit returns half a unit of the last decimal that a list of numbers was
// given with, and a little for the rounding of others.
func halfDigit(list []float64) float64 {
	decimals := 0
	for _, v := range list {
		_, after, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
		decimals = max(decimals, len(after))
	}
	return 0.505 * math.Pow(10, -float64(decimals))
}

// batchOf returns the number of images in a random batch whose constants would
// lie about as far from all as the given ones do; 0 where no batch would.
func batchOf(c *Constants, s *summary, estimates []stats.Estimate) int {
	var squares []float64
	for b := range estimates {
		own, e := &s.n.Bands[b], &estimates[b]
		if !(e.ImageVariance > 0) || !(e.LogVariance > 0) {
			continue
		}
		shift, ratio := c.Mean[b]*c.Scale-own.Mean, math.Log(c.Std[b]*c.Scale/own.StdDev)
		squares = append(squares, shift*shift/e.ImageVariance, ratio*ratio/e.LogVariance)
	}
	sum := 0.0
	for _, v := range squares {
		sum += v
	}
	if sum == 0 {
		return 0
	}
	n := float64(len(squares)) / sum
	if n < 1 || n > float64(s.sample.Items())/2 || slices.Max(squares)*n > 16 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(n)))
	return int(math.Round(n/unit) * unit)
}
