package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Choice are the rows of the items that a page shows in pictures.
type Choice struct {
	Random     []int     // drawn by the keyed hash of their ids, of every split
	Outliers   []Outlier // all of them, the farthest first; pictures show a few
	Duplicates [][2]int
}

// How many items are looked at again.
const (
	mostRandom     = 40
	leastPerSplit  = 6 // of valid and of test, where they have as many
	mostOutliers   = 12
	mostDuplicates = 6 // pairs
)

// Outlier is an item whose mean or standard deviation in a band lies far from
// those of the other items.
type Outlier struct {
	Row    int
	Band   int
	Score  float64 // of the band in which it is largest
	StdDev bool    // it is the standard deviation that is far off
	Value  float64
}

// outlierScore is the modified z-score from which an item stands out, as B.
// Iglewicz and D. Hoaglin propose ("How to detect and handle outliers", 1993).
const outlierScore = 3.5

// Outliers returns the items whose modified z-score, 0.6745·|x − median| / MAD
// with the median absolute deviation MAD, exceeds 3.5 for the mean or the
// standard deviation of a band, the farthest first.
func Outliers(t *table.Table) []Outlier {
	n, bands := t.Rows.Len(), len(t.Bands)
	values := make([][]float64, 2*bands) // mean and standard deviation of each band, by row
	for k := range values {
		values[k] = make([]float64, n)
	}
	for i := range n {
		m := t.Rows.Moments(i)
		mean, stddev := table.MeanStdDev(&m)
		for b := range bands {
			v, w := math.NaN(), math.NaN()
			if b < len(mean) {
				v, w = mean[b], stddev[b]
			}
			values[2*b][i], values[2*b+1][i] = v, w
		}
	}
	best := make([]Outlier, n)
	for k, list := range values {
		median, mad := medianAndDeviation(list)
		if !(mad > 0) {
			continue
		}
		for i, v := range list {
			if score := 0.6745 * math.Abs(v-median) / mad; score > best[i].Score {
				best[i] = Outlier{i, k / 2, score, k%2 == 1, v}
			}
		}
	}
	best = slices.DeleteFunc(best, func(o Outlier) bool { return o.Score <= outlierScore })
	slices.SortStableFunc(best, func(a, b Outlier) int { return cmp.Compare(b.Score, a.Score) })
	return best
}

func medianAndDeviation(list []float64) (median, mad float64) {
	x := slices.DeleteFunc(slices.Clone(list), math.IsNaN)
	if len(x) < 8 { // of fewer, nothing stands out
		return math.NaN(), math.NaN()
	}
	slices.Sort(x)
	median = x[len(x)/2]
	for i, v := range x {
		x[i] = math.Abs(v - median)
	}
	slices.Sort(x)
	return median, x[len(x)/2]
}

// Choose picks the items to look at: at most 64.
func Choose(d *derive.Dataset, found []derive.Finding) Choice {
	rows := &d.Table.Rows
	var c Choice
	by := make(map[string][]int)
	for _, i := range derive.Drawn(rows.Len(), rows.ID, 0) {
		by[rows.Split(i)] = append(by[rows.Split(i)], i)
	}
	left := mostRandom
	for _, split := range []string{"test", "valid"} {
		n := min(len(by[split]), max(leastPerSplit, mostRandom*len(by[split])/max(rows.Len(), 1)))
		c.Random = append(c.Random, by[split][:n]...)
		left -= n
	}
	c.Random = append(by["train"][:min(left, len(by["train"])):min(left, len(by["train"]))], c.Random...)
	if len(c.Random) < mostRandom { // items without a split
		c.Random = append(c.Random, by[""][:min(mostRandom-len(c.Random), len(by[""]))]...)
	}
	c.Outliers = Outliers(d.Table)
	c.Duplicates = duplicates(d.Table, found)
	return c
}

// duplicates returns the first two items of each group of duplicates.
func duplicates(t *table.Table, found []derive.Finding) (pairs [][2]int) {
	for _, kind := range []string{derive.FoundConflict, derive.FoundExact, derive.FoundNear} {
		for _, f := range found {
			if f.Kind != kind || len(pairs) == mostDuplicates {
				continue
			}
			a, there := find(t, f.Items[0])
			b, also := find(t, f.Items[1])
			if pair := [2]int{a, b}; there && also && !slices.Contains(pairs, pair) {
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs
}

// find returns the row with an id; rows are sorted by it.
func find(t *table.Table, id string) (int, bool) {
	low, high := 0, t.Rows.Len()
	for low < high {
		if mid := (low + high) / 2; t.Rows.ID(mid) < id {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, low < t.Rows.Len() && t.Rows.ID(low) == id
}

// Rows returns the chosen rows, each once, in ascending order.
func (c *Choice) Rows() []int {
	list := slices.Concat(c.Random, c.farthest())
	for _, p := range c.Duplicates {
		list = append(list, p[:]...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// farthest returns the rows of the outliers that pictures show.
func (c *Choice) farthest() (rows []int) {
	for _, o := range c.Outliers[:min(len(c.Outliers), mostOutliers)] {
		rows = append(rows, o.Row)
	}
	return rows
}
