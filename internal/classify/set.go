package classify

import "math"

// Set are rows of numbers with a class each, from 0.
type Set struct {
	X       []float64 // [rows][Columns]
	Columns int
	Y       []int // [rows]
	Classes int
}

// Row returns the numbers of a row.
func (s *Set) Row(i int) []float64 { return s.X[i*s.Columns : (i+1)*s.Columns] }

// Standardize brings the columns of train to mean 0 and standard deviation 1,
// divisor n, and those of others with the same numbers. NaN becomes 0, a
// constant column 0.
func Standardize(train *Set, others ...*Set) {
	for c := range train.Columns {
		var n, sum, squares float64
		for i := c; i < len(train.X); i += train.Columns {
			if v := train.X[i]; !math.IsNaN(v) {
				n++
				sum += v
			}
		}
		mean := sum / n
		for i := c; i < len(train.X); i += train.Columns {
			if d := train.X[i] - mean; !math.IsNaN(d) {
				squares += float64(d * d)
			}
		}
		std := math.Sqrt(squares / n)
		for _, s := range append(others, train) {
			for i := c; i < len(s.X); i += s.Columns {
				if v := (s.X[i] - mean) / std; std > 0 && !math.IsNaN(v) && !math.IsInf(v, 0) {
					s.X[i] = v
				} else {
					s.X[i] = 0
				}
			}
		}
	}
}
