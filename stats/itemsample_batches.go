package stats

import (
	"math"
	"math/rand/v2"
)

// BatchSpread is how far the constants of one band differ from batch to batch.
type BatchSpread struct {
	Mean, StdDev       []float64  // of each batch, divisor n; NaN where a batch has no valid sample
	MeanRange          [2]float64 // smallest and largest
	StdDevRange        [2]float64
	MeanStdDev         float64 // standard deviation between batches, divisor repeat−1
	StdDevStdDev       float64
	AllMean, AllStdDev float64 // of all items
	WorstMeanError     float64 // largest |mean − AllMean| / AllStdDev
	WorstStdDevError   float64 // largest |stddev − AllStdDev| / AllStdDev
}

// Batches answers what constants would be if they were taken from one batch of
// that many items, as some training scripts do: it draws the batch repeat
// times, each without replacement and independently of the others. It depends
// on the order in which items were added and on the seed.
func (s *ItemSample) Batches(batch, repeat int, seed uint64) []BatchSpread {
	r := rand.New(rand.NewPCG(seed, 0))
	batch = min(batch, s.items)
	order := make([]int, s.items)
	for i := range order {
		order[i] = i
	}
	out := make([]BatchSpread, s.bands)
	pools := make([][]pooled, s.bands)
	pivots := make([]float64, s.bands)
	for b := range out {
		pivots[b] = s.pivot(b)
		pools[b] = s.pools(b, pivots[b])
		out[b].AllMean, out[b].AllStdDev = constants(pools[b], nil, pivots[b])
	}
	for range repeat {
		for i := range batch {
			k := i + r.IntN(s.items-i)
			order[i], order[k] = order[k], order[i]
		}
		for b := range out {
			mean, stddev := constants(pools[b], order[:batch], pivots[b])
			out[b].Mean, out[b].StdDev = append(out[b].Mean, mean), append(out[b].StdDev, stddev)
		}
	}
	for b := range out {
		c := &out[b]
		c.MeanRange, c.MeanStdDev, c.WorstMeanError = spread(c.Mean, c.AllMean, c.AllStdDev)
		c.StdDevRange, c.StdDevStdDev, c.WorstStdDevError = spread(c.StdDev, c.AllStdDev, c.AllStdDev)
	}
	return out
}

// constants returns mean and standard deviation of the chosen pools, nil being
// all.
func constants(pools []pooled, chosen []int, pivot float64) (mean, stddev float64) {
	var all pooled
	if chosen == nil {
		for _, p := range pools {
			all = all.plus(p)
		}
	}
	for _, i := range chosen {
		all = all.plus(pools[i])
	}
	if all.n == 0 {
		return math.NaN(), math.NaN()
	}
	return pivot + all.mean(), math.Sqrt(all.variance())
}

// spread returns the smallest and the largest of x, their standard deviation,
// and their largest distance from truth in the given unit.
func spread(x []float64, truth, unit float64) (limits [2]float64, stddev, worst float64) {
	if len(x) == 0 {
		return [2]float64{math.NaN(), math.NaN()}, math.NaN(), math.NaN()
	}
	limits = [2]float64{x[0], x[0]}
	var first, second float64
	for _, v := range x {
		limits[0], limits[1] = min(limits[0], v), max(limits[1], v)
		worst = max(worst, math.Abs(v-truth)/unit)
		d := v - x[0]
		first += d
		second += float64(d * d)
	}
	n := float64(len(x))
	m := first / n
	return limits, math.Sqrt(max(0, second-float64(n*m*m)) / (n - 1)), worst
}
