package derive

import (
	"fmt"
	"math"
	"slices"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

// Totals adds up the moments of items of one set. It is exact: neither the order
// of items nor how they are divided among several Totals has an influence.
//
// A band without a valid sample in an item keeps the item out of the
// covariance, unless the band has none in any item.
type Totals struct {
	total   *stats.Total
	lacking map[string]*stats.Total // by the bands that are dead: the moments of the others
	names   []string                // ids of items that lack a band, the first few
}

// lackingNames is how many items that lack a band are named.
const lackingNames = 5

// NewTotals returns empty totals.
func NewTotals() *Totals {
	return &Totals{total: stats.NewTotal(), lacking: make(map[string]*stats.Total)}
}

// Add counts the moments of one item.
func (f *Totals) Add(id string, m stats.Moments) error {
	if err := f.total.Add(&m); err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	if m.Dead == nil || m.SumProducts == nil {
		return nil
	}
	if len(f.names) < lackingNames {
		f.names = append(f.names, id)
	}
	key := deadKey(m.Dead)
	if f.lacking[key] == nil {
		f.lacking[key] = stats.NewTotal()
	}
	alive := aliveBands(m.Dead)
	if len(alive) == 0 {
		return nil
	}
	rest := m.Select(alive)
	return f.lacking[key].Add(&rest)
}

// Summary returns the statistics of what was added.
func (f *Totals) Summary(ddof int) stats.Summary {
	s := f.total.Summary(ddof)
	dead := make([]bool, len(s.Bands))
	for b := range s.Bands {
		dead[b] = s.Bands[b].Valid == 0
	}
	rest, ok := f.lacking[deadKey(dead)]
	alive := aliveBands(dead)
	if !ok || !slices.Contains(dead, true) || len(alive) == 0 {
		return s
	}
	// Some bands are dead in every item: covariance of the others, with
	// undefined rows and columns for the dead ones.
	r := rest.Summary(ddof)
	s.Complete, s.CompleteImages, s.LackingImages = r.Complete, r.CompleteImages, s.Images-r.Images
	if r.Covariance == nil {
		return s
	}
	s.CompleteMean, s.Covariance = undefined(len(dead)), nil
	for range dead {
		s.Covariance = append(s.Covariance, undefined(len(dead)))
	}
	for i, a := range alive {
		s.CompleteMean[a] = r.CompleteMean[i]
		for j, b := range alive {
			s.Covariance[a][b] = r.Covariance[i][j]
		}
	}
	return s
}

// Lacking returns the ids of the first items that lack a band.
func (f *Totals) Lacking() []string { return f.names }

func undefined(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

func deadKey(dead []bool) string {
	key := make([]byte, len(dead))
	for i, d := range dead {
		if d {
			key[i] = 1
		}
	}
	return string(key)
}

func aliveBands(dead []bool) []int {
	var alive []int
	for b, d := range dead {
		if !d {
			alive = append(alive, b)
		}
	}
	return alive
}

// Sum adds up the rows that keep accepts; nil keeps all.
func Sum(t *table.Table, keep func(i int) bool) (*Totals, error) {
	sum := NewTotals()
	for i := range t.Rows.Len() {
		if keep != nil && !keep(i) {
			continue
		}
		m, err := t.Rows.AllMoments(i)
		if err == nil {
			err = sum.Add(t.Rows.ID(i), m)
		}
		if err != nil {
			return nil, err
		}
	}
	return sum, nil
}
