package pca

import "fmt"

// Scatter sums up a group of pixels, of an item or of a class: their number,
// mean [d] and covariance [d][d] with divisor N.
type Scatter struct {
	N    int64
	Mean []float64
	Cov  [][]float64
}

// Pool returns the scatter of the union of disjoint groups, none of which it
// changes. Groups without pixels count as absent; without any pixel the
// result is the zero Scatter. Groups are merged pairwise in their order with
// the update of Chan, Golub and LeVeque (1979), which adds centred moments and
// never subtracts large numbers from each other.
func Pool(groups ...Scatter) Scatter {
	var p Scatter
	for _, g := range groups {
		switch {
		case g.N == 0:
		case p.N == 0:
			p = g.clone()
		default:
			p.merge(g)
		}
	}
	return p
}

func (s *Scatter) merge(g Scatter) {
	n := s.N + g.N
	a, b := float64(s.N)/float64(n), float64(g.N)/float64(n)
	d := len(s.Mean)
	delta := make([]float64, d)
	for i := range d {
		delta[i] = g.Mean[i] - s.Mean[i]
	}
	for i := range d {
		for j := range d {
			s.Cov[i][j] = float64(a*s.Cov[i][j]) + float64(b*g.Cov[i][j]) + float64(float64(a*b)*float64(delta[i]*delta[j]))
		}
		s.Mean[i] += float64(b * delta[i])
	}
	s.N = n
}

func (s Scatter) clone() Scatter {
	c := Scatter{N: s.N, Mean: append([]float64(nil), s.Mean...)}
	for _, row := range s.Cov {
		c.Cov = append(c.Cov, append([]float64(nil), row...))
	}
	return c
}

// check says why s does not describe pixels of d bands.
func (s Scatter) check(d int) error {
	if s.N < 1 || len(s.Mean) != d || len(s.Cov) != d {
		return fmt.Errorf("%d pixels with %d means and %d rows of covariance for %d bands", s.N, len(s.Mean), len(s.Cov), d)
	}
	for i, row := range s.Cov {
		if len(row) != d {
			return fmt.Errorf("row %d of the covariance has %d columns for %d bands", i+1, len(row), d)
		}
		if !finite(s.Mean[i]) {
			return fmt.Errorf("%w: mean %v of band %d", ErrRange, s.Mean[i], i+1)
		}
		for j, c := range row {
			if !finite(c) {
				return fmt.Errorf("%w: covariance %v of bands %d and %d", ErrRange, c, i+1, j+1)
			}
		}
	}
	return nil
}

// momentsAbout returns the mean product of deviations from the model's mean, in units
// of its scale, [d][d].
func (m *Model) momentsAbout(s Scatter) [][]float64 {
	d := len(m.Bands)
	p := make([][]float64, d)
	for i := range d {
		p[i] = make([]float64, d)
		for j := range d {
			off := float64((s.Mean[i] - m.Mean[i]) * (s.Mean[j] - m.Mean[j]))
			p[i][j] = (s.Cov[i][j] + off) / m.Scale[i] / m.Scale[j]
		}
	}
	return p
}
