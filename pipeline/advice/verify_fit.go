package advice

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/stats"
)

// reading is a way to read constants: in another unit, off by an offset, in
// another order of bands, with another kind of std.
type reading struct {
	factor float64 // given values times scale and factor are stored values
	offset float64 // added to the means then
	order  []int   // the band of the images for each given one; nil: as they stand
	kind   *stdKind
	solved bool // factor or offset is no usual one, but what fits best
	part   part
}

// part is what is read of constants.
type part int

const (
	both part = iota
	onlyMeans
	onlyStds
)

// parts counts how much a reading differs from the plain one.
func (r *reading) parts() (n int) {
	for _, other := range [...]bool{r.factor != 1, r.offset != 0, r.order != nil, r.kind != &stdKinds[0], r.solved} {
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
	sharp    bool    // these digits tell apart what is 2 % of a std apart
}

// single is the precision of float32.
const single = 1e-7

// fit tells how well a reading of constants fits a summary.
func (r reading) fit(c *Constants, s *summary, digits [2]float64) fitness {
	of := &s.n
	if r.kind.ddof == 1 {
		of = &s.n1
	}
	slack := 1e-6
	if r.solved {
		slack = 3e-4
	}
	f := fitness{reading: r, exact: true, sharp: true}
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
		n++
		if r.part != onlyStds {
			shift := (float64(c.Mean[b]*unit) + r.offset - mean) / sigma
			f.distance += float64(shift * shift)
			if math.Abs(c.Mean[b]-(mean-r.offset)/unit) > digits[0]+slack*sigma/unit+single*math.Abs(c.Mean[b]) {
				f.exact = false
			}
			f.sharp = f.sharp && digits[0]*unit <= 0.02*sigma
		}
		if r.part != onlyMeans {
			ratio := math.Log(std * unit / kind)
			f.distance += float64(ratio * ratio)
			want, near := kind/unit, digits[1]+slack*c.Std[b]
			if r.kind.implied != nil {
				want, near = c.Std[b]*(kind/unit/std), max(near, 1e-3*c.Std[b])
			}
			if math.Abs(c.Std[b]-want) > near {
				f.exact = false
			}
			f.sharp = f.sharp && digits[1] <= 0.02*c.Std[b]
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
		shift, ratio := float64(c.Mean[b]*c.Scale)-own.Mean, math.Log(c.Std[b]*c.Scale/own.StdDev)
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
