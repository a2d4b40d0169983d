package geodesy

import (
	"math"
)

// ControlPoint ties a point of an image, in columns and rows from the outer
// corner of the first pixel, to coordinates of a system.
type ControlPoint struct{ Col, Row, X, Y float64 }

// FromControlPoints returns where pixels lie by least squares over control
// points in the system: of second order with six points or more, else of
// first, as GDAL chooses. Longitudes are taken on either side of the
// antimeridian, and near a pole the directions of the points are fitted.
func FromControlPoints(points []ControlPoint, s *System) (Placing, error) {
	if len(points) < 3 {
		return nil, unknown(s.name, "%d control points, where three are needed", len(points))
	}
	values := make([][]float64, len(points))
	polar := false
	for i, p := range points {
		_, lat, ok := s.LonLat(p.X, p.Y)
		if !ok {
			return nil, unknown(s.name, "control point %d lies outside of the projection", i+1)
		}
		values[i] = []float64{p.X, p.Y}
		if s.Geographic() {
			first := values[0][0]
			values[i][0] = first + Turn((p.X-first)*s.unit)/s.unit
		}
		polar = polar || s.Geographic() && math.Abs(lat) > 80
	}
	if polar {
		for i, p := range points {
			lon, lat, _ := s.LonLat(p.X, p.Y)
			d := direction(lon, lat)
			values[i] = d[:]
		}
	}
	order := 1
	if len(points) >= 6 {
		order = 2
	}
	f := fit(points, values, order)
	if f == nil && order == 2 {
		f = fit(points, values, 1) // such as points in two columns
	}
	if f == nil {
		return nil, unknown(s.name, "the control points lie on a line")
	}
	return func(col, row float64) (lon, lat float64, ok bool) {
		v := f(col, row)
		if polar {
			lon, lat = place(vector(v))
			return lon, lat, true
		}
		return s.LonLat(v[0], v[1])
	}, nil
}

// fit returns the polynomial of two variables that is nearest to the values,
// or nil where the points do not settle it. The variables are centred and
// scaled, the normal equations solved by elimination with pivots.
func fit(points []ControlPoint, values [][]float64, order int) func(col, row float64) []float64 {
	lowC, highC, lowR, highR := points[0].Col, points[0].Col, points[0].Row, points[0].Row
	for _, p := range points {
		lowC, highC = min(lowC, p.Col), max(highC, p.Col)
		lowR, highR = min(lowR, p.Row), max(highR, p.Row)
	}
	if !(highC > lowC) || !(highR > lowR) {
		return nil
	}
	n := (order + 1) * (order + 2) / 2
	terms := func(col, row float64) [6]float64 {
		u, v := (2*col-lowC-highC)/(highC-lowC), (2*row-lowR-highR)/(highR-lowR)
		return [6]float64{1, u, v, u * u, u * v, v * v}
	}
	dims := len(values[0])
	m := make([][]float64, n) // n rows of n + dims
	for i := range m {
		m[i] = make([]float64, n+dims)
	}
	for k, p := range points {
		t := terms(p.Col, p.Row)
		for i := range n {
			for j := range n {
				m[i][j] += t[i] * t[j]
			}
			for d, v := range values[k] {
				m[i][n+d] += t[i] * (v - values[0][d])
			}
		}
	}
	if !solve(m, float64(len(points))) {
		return nil
	}
	return func(col, row float64) []float64 {
		t := terms(col, row)
		out := make([]float64, dims)
		for d := range out {
			out[d] = values[0][d]
			for i := range n {
				out[d] += t[i] * m[i][n+d]
			}
		}
		return out
	}
}

// solve brings the square part of m to the unit matrix (Gauss and Jordan). It
// is not ok where a pivot is next to nothing beside the scale of the matrix.
func solve(m [][]float64, scale float64) bool {
	n := len(m)
	for c := range n {
		best := c
		for r := c; r < n; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[best][c]) {
				best = r
			}
		}
		m[c], m[best] = m[best], m[c]
		pivot := m[c][c]
		if !(math.Abs(pivot) > 1e-9*scale) {
			return false
		}
		for k := range m[c] {
			m[c][k] /= pivot
		}
		for r := range n {
			if r == c {
				continue
			}
			factor := m[r][c]
			for k := range m[r] {
				m[r][k] -= factor * m[c][k]
			}
		}
	}
	return true
}
