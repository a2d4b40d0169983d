package advice

import (
	"math"
	"slices"
	"strings"
)

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
