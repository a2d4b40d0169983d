package stats

import (
	"fmt"
	"math/big"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
)

// ItemSample keeps of each item what intervals, batches and comparisons need: per
// band the number of valid samples, their mean and their scatter about it, 24
// bytes. The item is the sampling unit, since the pixels of one image resemble
// each other.
type ItemSample struct {
	kind  raster.SampleType
	bands int
	items int
	rows  []cluster // [items][bands]
}

// cluster is one item in one band.
type cluster struct {
	n       float64 // valid samples
	mean    float64 // of them; 0 where there are none
	scatter float64 // Σ(x − mean)²
}

// NewItemSample returns an empty sample. The first item decides its kind.
func NewItemSample() *ItemSample { return &ItemSample{} }

// Add appends the item m. It returns an error where m is of another kind, and
// one that wraps [ErrRange] where m has a sum that is too large to be told.
func (s *ItemSample) Add(m *Moments) error {
	if err := m.check(); err != nil {
		return err
	}
	if s.bands == 0 {
		s.kind, s.bands = m.Type, m.Bands
	}
	if m.Type != s.kind || m.Bands != s.bands {
		return fmt.Errorf("stats: %d×%s cannot be sampled with %d×%s", m.Bands, m.Type, s.bands, s.kind)
	}
	for b := range m.Bands {
		s.rows = append(s.rows, m.cluster(b))
	}
	s.items++
	return nil
}

// Items returns the number of items added.
func (s *ItemSample) Items() int { return s.items }

func (m *Moments) cluster(band int) cluster {
	n := m.Valid[band]
	if n == 0 {
		return cluster{}
	}
	c := cluster{n: float64(n), mean: m.mean(band)}
	switch n, sum, squares, ok := m.int64Sums(band); {
	case m.Min[band] == m.Max[band]:
	case ok:
		if num := exact.Mul64(n, squares).Sub(exact.Mul64(sum, sum)); num.Hi >= 0 { // else no samples have such sums
			c.scatter = exact.QuoInt(num, n)
		}
	default:
		num, exp := m.squaredDeviations(band)
		c.scatter = exact.Quo(num, big.NewInt(n), exp)
	}
	return c
}

// pooled is the union of clusters of one band, about a pivot near their mean.
type pooled struct{ n, first, second float64 } // Σ1, Σ(x−pivot), Σ(x−pivot)²

// about returns c as seen from a pivot.
func (c cluster) about(pivot float64) pooled {
	d := c.mean - pivot
	first := float64(c.n * d)
	return pooled{c.n, first, c.scatter + float64(first*d)}
}

func (p pooled) plus(q pooled) pooled {
	return pooled{p.n + q.n, p.first + q.first, p.second + q.second}
}
func (p pooled) minus(q pooled) pooled {
	return pooled{p.n - q.n, p.first - q.first, p.second - q.second}
}

// mean returns the mean as a difference to the pivot.
func (p pooled) mean() float64 { return p.first / p.n }

// variance divides by n.
func (p pooled) variance() float64 {
	m := p.mean()
	return max(0, p.second/p.n-float64(m*m))
}

// pivot returns a number near the mean of a band; it depends on the order of
// the items in its last bits only.
func (s *ItemSample) pivot(band int) float64 {
	var n, sum float64
	for i := band; i < len(s.rows); i += s.bands {
		n += s.rows[i].n
		sum += float64(s.rows[i].n * s.rows[i].mean)
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// pools returns the clusters of a band about the pivot.
func (s *ItemSample) pools(band int, pivot float64) []pooled {
	p := make([]pooled, 0, s.items)
	for i := band; i < len(s.rows); i += s.bands {
		p = append(p, s.rows[i].about(pivot))
	}
	return p
}
