package geodesy

import "math"

// mercator is Mercator's projection of an ellipsoid or a sphere; k is the
// scale at the equator (Snyder 7-10, 7-12).
func mercator(e Ellipsoid, k float64) inverse {
	return func(x, y float64) (lon, lat float64) {
		return x / (e.A * k), e.ofIsometric(y / (e.A * k))
	}
}

// equalAreaCylindric is Lambert's (Snyder 10-12 to 10-15).
func equalAreaCylindric(e Ellipsoid, p *parameters) inverse {
	k, pole := e.m(p.lat1), e.q(quarter)
	return func(x, y float64) (lon, lat float64) {
		return x / (e.A * k), e.ofAuthalic(math.Asin(2 * y * k / (e.A * pole)))
	}
}
