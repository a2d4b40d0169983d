package stats

import (
	"math"
	"math/rand/v2"
)

// Clusters are items that belong together: what is dealt anew is a cluster, not
// an item.
type Clusters struct {
	bands int
	kind  *ItemSample
	of    map[string]int
	pools [][]cluster // per cluster: [items][bands]
}

// NewClusters returns no clusters.
func NewClusters() *Clusters { return &Clusters{kind: NewItemSample(), of: make(map[string]int)} }

// Add counts an item in a cluster. It returns an error where the item is of
// another kind than those before, or has a sum that is too large to be told.
func (c *Clusters) Add(name string, m *Moments) error {
	c.kind.rows = c.kind.rows[:0] // only the kind is kept there
	if err := c.kind.Add(m); err != nil {
		return err
	}
	c.bands = m.Bands
	k, ok := c.of[name]
	if !ok {
		k = len(c.pools)
		c.of[name] = k
		c.pools = append(c.pools, nil)
	}
	c.pools[k] = append(c.pools[k], c.kind.rows...)
	return nil
}

// Len returns the number of clusters.
func (c *Clusters) Len() int { return len(c.pools) }

// Shift says how far two sets of clusters lie apart.
type Shift struct {
	// Mean is per band the mean of the second set minus that of the first, over
	// the root of the mean of their variances; NaN where a set has no valid
	// sample or both are constant. Ratio is the variance of the second set over
	// that of the first.
	Mean, Ratio []float64
	// P is the chance that the largest |Mean| of all bands is at least as large
	// as it is, if clusters had been dealt into the two sets at random: one p
	// for all bands (P. Westfall, S. Young, "Resampling-Based Multiple Testing",
	// 1993). NaN where it is not known.
	P float64
	// Deals is the number of ways to deal the clusters, at most 1e18.
	Deals float64
}

// FewestDeals is the number of ways to deal the clusters below which P is not
// known: it could hardly be small.
const FewestDeals = 200

// CompareClusters compares two sets of clusters. P is (1+#≥)/(1+permutations)
// over random deals (B. Phipson, G. Smyth, "Permutation p-values should never
// be zero", 2010), and depends on the seed and on the order of items.
func CompareClusters(a, b *Clusters, permutations int, seed uint64) Shift {
	bands := a.bands
	s := Shift{Mean: make([]float64, bands), Ratio: make([]float64, bands), P: math.NaN(), Deals: deals(a.Len()+b.Len(), b.Len())}
	pools, alls := make([][]pooled, bands), make([]pooled, bands)
	order := make([]int, a.Len()+b.Len())
	for i := range order {
		order[i] = i
	}
	chosen := order[a.Len():]
	largest := 0.0
	for band := range bands {
		pools[band], alls[band] = poolClusters(band, a, b)
		shift, ratio := differ(pools[band], alls[band], chosen)
		s.Mean[band], s.Ratio[band] = shift, float64(ratio*ratio)
		if math.Abs(shift) > largest {
			largest = math.Abs(shift)
		}
	}
	if s.Deals < FewestDeals || permutations < 1 {
		return s
	}
	r := rand.New(rand.NewPCG(seed, 2))
	asFar := 0
	for range permutations {
		for i := len(order) - 1; i >= max(a.Len(), 1); i-- { // deals the second set only
			k := r.IntN(i + 1)
			order[i], order[k] = order[k], order[i]
		}
		for band := range bands {
			if shift, _ := differ(pools[band], alls[band], chosen); math.Abs(shift) >= largest*(1-1e-9) {
				asFar++
				break
			}
		}
	}
	s.P = float64(1+asFar) / float64(1+permutations)
	return s
}

// poolClusters returns the clusters of both sets in one band, about a common
// pivot, and their sum.
func poolClusters(band int, sets ...*Clusters) (list []pooled, all pooled) {
	var n, sum float64
	for _, s := range sets {
		for _, rows := range s.pools {
			for i := band; i < len(rows); i += s.bands {
				n += rows[i].n
				sum += float64(rows[i].n * rows[i].mean)
			}
		}
	}
	pivot := 0.0
	if n > 0 {
		pivot = sum / n
	}
	for _, s := range sets {
		for _, rows := range s.pools {
			var p pooled
			for i := band; i < len(rows); i += s.bands {
				p = p.plus(rows[i].about(pivot))
			}
			list, all = append(list, p), all.plus(p)
		}
	}
	return list, all
}

// deals returns n choose k, at most 1e18.
func deals(n, k int) float64 {
	ways := 1.0
	for i := range min(k, n-k) {
		if ways = ways * float64(n-i) / float64(i+1); ways > 1e18 {
			return 1e18
		}
	}
	return math.Round(ways)
}
