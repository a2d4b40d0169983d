package geodesy

import "math"

// conformalConic is Lambert's with two standard parallels or one (Snyder 15-1
// to 15-11).
func conformalConic(e Ellipsoid, p *parameters, lat1, lat2 float64) inverse {
	n := math.Sin(lat1)
	psi := e.isometric(lat1)
	if math.Abs(lat1-lat2) > 1e-12 {
		n = (math.Log(e.m(lat1)) - math.Log(e.m(lat2))) / (e.isometric(lat2) - psi)
	}
	f := e.A * p.k * e.m(lat1) / n * math.Exp(n*psi)
	origin := 0.0
	if math.Abs(p.lat0) < quarter {
		origin = f * math.Exp(-n*e.isometric(p.lat0))
	}
	s := sign(n)
	return func(x, y float64) (lon, lat float64) {
		y = origin - y
		r := s * math.Hypot(x, y)
		if r == 0 {
			return 0, s * quarter
		}
		return math.Atan2(s*x, s*y) / n, e.ofIsometric(-math.Log(r/f) / n)
	}
}

// equalAreaConic is Albers' (Snyder 14-1 to 14-21).
func equalAreaConic(e Ellipsoid, p *parameters) inverse {
	m1, m2, q1 := e.m(p.lat1), e.m(p.lat2), e.q(p.lat1)
	n := math.Sin(p.lat1)
	if math.Abs(p.lat1-p.lat2) > 1e-12 {
		n = (m1*m1 - m2*m2) / (e.q(p.lat2) - q1)
	}
	c := m1*m1 + n*q1
	origin := e.A * math.Sqrt(c-n*e.q(p.lat0)) / n
	pole, s := e.q(quarter), sign(n)
	return func(x, y float64) (lon, lat float64) {
		y = origin - y
		r := math.Hypot(x, y) * n / e.A
		return math.Atan2(s*x, s*y) / n, e.ofAuthalic(math.Asin((c - r*r) / n / pole))
	}
}
