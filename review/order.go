package review

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
)

// The orders in which images come.
const (
	orderName       = "name"
	orderOutliers   = "outliers"
	orderLosses     = "loss"
	orderDuplicates = "duplicates"
	orderRandom     = "random"
)

// orders are computed when they are first asked for.
type orders struct {
	mu         sync.Mutex
	outliers   []int32
	duplicates []int32
	groups     []int32 // of duplicates: which belong together, from 1
}

func (s *Server) orderNames() []string {
	names := []string{orderName, orderOutliers, orderDuplicates, orderRandom}
	if len(s.o.Losses) > 0 {
		names = append([]string{orderLosses}, names...)
	}
	return names
}

// order returns items in an order; of duplicates, with the numbers of their
// groups, and no other items.
func (s *Server) order(name string, seed uint64) (items, groups []int32, err error) {
	s.orders.mu.Lock()
	defer s.orders.mu.Unlock()
	all := make([]int32, len(s.items.keys))
	for i := range all {
		all[i] = int32(i)
	}
	switch name {
	case "", orderName:
	case orderRandom:
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	case orderLosses:
		slices.SortStableFunc(all, func(a, b int32) int { return cmp.Compare(s.lossOf(b), s.lossOf(a)) })
	case orderOutliers:
		if s.orders.outliers == nil {
			score := outlierScores(s.o.Table)
			slices.SortStableFunc(all, func(a, b int32) int { return cmp.Compare(score[b], score[a]) })
			s.orders.outliers = all
		}
		return s.orders.outliers, nil, nil
	case orderDuplicates:
		err := s.findDuplicates()
		return s.orders.duplicates, s.orders.groups, err
	default:
		return nil, nil, fmt.Errorf("no such order")
	}
	return all, nil, nil
}

// outlierScores returns how far each item is from the others: the largest
// distance of mean or standard deviation of a band from their median over the
// items, in units of the median of these distances. An item without valid
// samples is farthest.
func outlierScores(t *table.Table) []float64 {
	n, bands := t.Rows.Len(), len(t.Bands)
	score := make([]float64, n)
	columns := make([][]float64, 2*bands)
	for k := range columns {
		columns[k] = make([]float64, n)
	}
	for i := range n {
		m := t.Rows.Moments(i)
		mean, stddev := table.MeanStdDev(&m)
		for b := range bands {
			columns[2*b][i], columns[2*b+1][i] = math.NaN(), math.NaN()
			if b < len(mean) && m.Valid[b] > 0 {
				columns[2*b][i], columns[2*b+1][i] = mean[b], stddev[b]
			} else {
				score[i] = math.Inf(1)
			}
		}
	}
	for _, x := range columns {
		middle := median(x)
		away := make([]float64, n)
		for i, v := range x {
			away[i] = math.Abs(v - middle)
		}
		if unit := median(away); unit > 0 {
			for i, d := range away {
				if d == d {
					score[i] = max(score[i], d/unit)
				}
			}
		}
	}
	return score
}

// median returns the median of the values that are numbers.
func median(x []float64) float64 {
	s := slices.DeleteFunc(slices.Clone(x), math.IsNaN)
	if len(s) == 0 {
		return 0
	}
	slices.Sort(s)
	return s[len(s)/2]
}

// findDuplicates collects the groups of equal and alike images.
func (s *Server) findDuplicates() error {
	if s.orders.duplicates != nil {
		return nil
	}
	found, err := derive.Check(s.o.Table, nil, 0)
	if err != nil {
		return err
	}
	at := make(map[string]int32, len(s.items.keys))
	for i, k := range s.items.keys {
		at[k.ID] = int32(i)
	}
	s.orders.duplicates = []int32{}
	group, seen := int32(0), make(map[int32]bool)
	for _, f := range found {
		if f.Kind != derive.FoundExact && f.Kind != derive.FoundNear {
			continue
		}
		group++
		for _, id := range f.Items {
			if i, ok := at[id]; ok && !seen[i] {
				seen[i] = true
				s.orders.duplicates, s.orders.groups = append(s.orders.duplicates, i), append(s.orders.groups, group)
			}
		}
	}
	return nil
}

// filter returns a test of items: words that all occur in id or label, without
// regard to case, where no other language of filters is given.
func (s *Server) filter(text string) (func(i int) bool, error) {
	if strings.TrimSpace(text) == "" {
		return func(int) bool { return true }, nil
	}
	if s.o.Filter != nil {
		return s.o.Filter(text)
	}
	want := strings.Fields(strings.ToLower(text))
	return func(i int) bool {
		have := strings.ToLower(s.items.keys[i].ID + "\n" + s.items.labelOf(i))
		return !slices.ContainsFunc(want, func(w string) bool { return !strings.Contains(have, w) })
	}, nil
}
