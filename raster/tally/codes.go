package tally

import (
	"math"
	"slices"
)

// codes has a counter for each stored value of at most 16 bits, in pages of 256
// that are made when the first of their values occurs.
type codes struct{ pages []*[256]uint32 }

// addCodes counts a row of samples as they are stored.
func addCodes[T uint8 | uint16](g *band, row []T, valid []bool) {
	if g.codes.pages == nil {
		g.codes.pages = make([]*[256]uint32, 256)
	}
	pages := g.codes.pages[:256]
	var pairs, equal, steps int64
	left := -1
	for i, c := range row {
		if valid != nil && !valid[i] {
			left = -1
			continue
		}
		p := pages[uint16(c)>>8]
		if p == nil {
			p = new([256]uint32)
			pages[uint16(c)>>8] = p
		}
		p[uint8(c)]++
		if left >= 0 {
			pairs++
			d := int64(c) - int64(left)
			if d == 0 {
				equal++
			}
			steps += max(d, -d)
		}
		left = int(c)
	}
	g.pairs += pairs
	g.equal += equal
	g.steps += float64(steps)
}

// counted returns the values that occur, ascending.
func (c *codes) counted(bias float64) (list []Counted) {
	for high, p := range c.pages {
		if p == nil {
			continue
		}
		for low, n := range p {
			if n > 0 {
				list = append(list, Counted{float64(high<<8|low) - bias, int64(n)})
			}
		}
	}
	return list
}

func (c *codes) summary(bias float64) Summary {
	all := c.counted(bias)
	if len(all) == 0 {
		return Summary{}
	}
	s := Summary{Min: all[0].Value, Max: all[len(all)-1].Value, Whole: true}
	for _, v := range all {
		s.Samples += v.N
	}
	for _, v := range all {
		s.Mean += float64(v.Value*float64(v.N)) / float64(s.Samples)
	}
	squares := 0.0
	for _, v := range all {
		d := v.Value - s.Mean
		squares += float64(d * d * float64(v.N))
	}
	s.StdDev = math.Sqrt(squares / float64(s.Samples))
	if len(all) <= MaxValues {
		for _, v := range all {
			s.Values = append(s.Values, v.Value)
		}
	}
	s.Low = slices.Clone(all[:min(len(all), Extremes)])
	s.High = slices.Clone(all[max(0, len(all)-Extremes):])
	slices.Reverse(s.High)
	// Samples at equal distances of rank: a rare value is left out of them, as of a
	// sample that is drawn.
	stride := (s.Samples + maxSample - 1) / maxSample
	next, rank := stride/2, int64(0)
	for _, v := range all {
		for rank += v.N; next < rank; next += stride {
			s.Sample = append(s.Sample, v.Value)
		}
	}
	return s
}
