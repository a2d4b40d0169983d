package advice

import "math"

// cluster is one item in one band.
type cluster struct {
	n       float64 // valid samples
	mean    float64 // of them; 0 where there are none
	scatter float64 // Σ(x − mean)²
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

// differ compares the chosen clusters with the others: standardized mean
// difference and ratio of standard deviations.
func differ(pools []pooled, all pooled, chosen []int) (shift, ratio float64) {
	var b pooled
	for _, i := range chosen {
		b = b.plus(pools[i])
	}
	a := all.minus(b)
	if a.n == 0 || b.n == 0 {
		return math.NaN(), math.NaN()
	}
	va, vb := a.variance(), b.variance()
	if va+vb == 0 {
		return math.NaN(), math.NaN()
	}
	return (b.mean() - a.mean()) / math.Sqrt((va+vb)/2), math.Sqrt(vb / va)
}
