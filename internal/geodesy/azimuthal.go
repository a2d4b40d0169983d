package geodesy

import "math"

// polarStereographic is true to scale at a parallel, or has the scale k at the
// pole (Snyder 21-33 to 21-40, IOGP 7-2 section 3.3.2).
func polarStereographic(e Ellipsoid, p *parameters, parallel float64) inverse {
	s := sign(parallel)
	ec := e.e()
	// The radius is that of exp(−ψ), ψ the isometric latitude towards the pole.
	radius := 2 * e.A * p.k / math.Sqrt(math.Pow(1+ec, 1+ec)*math.Pow(1-ec, 1-ec))
	if at := math.Abs(parallel); at < quarter-1e-10 {
		radius = e.A * p.k * e.m(at) * math.Exp(e.isometric(at))
	}
	return func(x, y float64) (lon, lat float64) {
		r := math.Hypot(x, y)
		if r == 0 {
			return 0, s * quarter
		}
		return math.Atan2(x, -s*y), s * e.ofIsometric(-math.Log(r/radius))
	}
}

// equalAreaAzimuthal is Lambert's (Snyder 24-18 to 24-31). The authalic
// latitude is the angle of a vector, not an arc sine, so that it is exact near
// a pole.
func equalAreaAzimuthal(e Ellipsoid, p *parameters) inverse {
	pole := e.q(quarter)
	radius := e.A * math.Sqrt(pole/2)
	sin, cos, d := sign(p.lat0), 0.0, 1.0
	if math.Abs(p.lat0) < quarter-1e-10 {
		sin = e.q(p.lat0) / pole
		cos = math.Sqrt(1 - sin*sin)
		d = e.A * e.m(p.lat0) / (radius * cos)
	}
	return func(x, y float64) (lon, lat float64) {
		x, y = x/d, y*d
		r := math.Hypot(x, y)
		if r == 0 {
			return 0, p.lat0
		}
		half := r / (2 * radius)
		if half > 1 {
			return math.NaN(), math.NaN()
		}
		sc, cc := math.Sincos(2 * math.Asin(half))
		up := cc*sin + y*sc*cos/r
		east, north := x*sc/r, cos*cc-y*sin*sc/r
		return math.Atan2(east, north), e.ofAuthalic(math.Atan2(up, math.Hypot(east, north)))
	}
}

// obliqueStereographic is the double one over Gauss' conformal sphere (IOGP
// 7-2 section 3.3.1).
func obliqueStereographic(e Ellipsoid, p *parameters) inverse {
	s := math.Sin(p.lat0)
	c2 := 1 - s*s
	n := math.Sqrt(1 + e.e2()*c2*c2/(1-e.e2()))
	w := e.w(p.lat0)
	radius := e.A * math.Sqrt(1-e.e2()) / (w * w)
	sphere := math.Exp(2 * n * e.isometric(p.lat0))
	sin := (sphere - 1) / (sphere + 1)
	c := (n + s) * (1 - sin) / ((n - s) * (1 + sin))
	chi0 := math.Asin((c*sphere - 1) / (c*sphere + 1))
	d := 2 * radius * p.k
	g := d * math.Tan(math.Pi/4-chi0/2)
	h := 2*d*math.Tan(chi0) + g
	return func(x, y float64) (lon, lat float64) {
		i := math.Atan2(x, h+y)
		j := math.Atan2(x, g-y) - i
		sin := math.Sin(chi0 + 2*math.Atan((y-x*math.Tan(j/2))/d))
		return (j + 2*i) / n, e.ofIsometric(math.Log((1+sin)/(c*(1-sin))) / (2 * n))
	}
}
