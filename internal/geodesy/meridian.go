package geodesy

import "math"

// series holds Krüger's coefficients of one ellipsoid to the sixth order in
// the third flattening (Karney 2011, equations 14, 35 and 36).
type series struct {
	radius      float64 // of the rectifying sphere
	alpha, beta [6]float64
}

func newSeries(e Ellipsoid) *series {
	n := e.F / (2 - e.F)
	n2, n3, n4, n5, n6 := n*n, n*n*n, n*n*n*n, n*n*n*n*n, n*n*n*n*n*n
	return &series{
		radius: e.A / (1 + n) * (1 + n2/4 + n4/64 + n6/256),
		alpha: [6]float64{
			n/2 - 2*n2/3 + 5*n3/16 + 41*n4/180 - 127*n5/288 + 7891*n6/37800,
			13*n2/48 - 3*n3/5 + 557*n4/1440 + 281*n5/630 - 1983433*n6/1935360,
			61*n3/240 - 103*n4/140 + 15061*n5/26880 + 167603*n6/181440,
			49561*n4/161280 - 179*n5/168 + 6601661*n6/7257600,
			34729*n5/80640 - 3418889*n6/1995840,
			212378941 * n6 / 319334400,
		},
		beta: [6]float64{
			n/2 - 2*n2/3 + 37*n3/96 - n4/360 - 81*n5/512 + 96199*n6/604800,
			n2/48 + n3/15 - 437*n4/1440 + 46*n5/105 - 1118711*n6/3870720,
			17*n3/480 - 37*n4/840 - 209*n5/4480 + 5569*n6/90720,
			4397*n4/161280 - 11*n5/504 - 830251*n6/7257600,
			4583*n5/161280 - 108847*n6/3991680,
			20648693 * n6 / 638668800,
		},
	}
}

// arc returns the length of the meridian from the equator to a latitude.
func (s *series) arc(e Ellipsoid, phi float64) float64 {
	if math.Abs(phi) >= quarter {
		return sign(phi) * s.radius * quarter
	}
	xi := math.Atan(math.Sinh(e.isometric(phi)))
	sum := xi
	for j, a := range s.alpha {
		sum += a * math.Sin(2*float64(j+1)*xi)
	}
	return s.radius * sum
}

// footpoint returns the latitude at a length of the meridian.
func (s *series) footpoint(e Ellipsoid, arc float64) float64 {
	xi := arc / s.radius
	if math.Abs(xi) >= quarter {
		return sign(xi) * quarter
	}
	sum := xi
	for j, b := range s.beta {
		sum -= b * math.Sin(2*float64(j+1)*xi)
	}
	return math.Atan(e.tangent(math.Tan(sum)))
}

// transverseMercator is Karney's, exact to a micrometre within 3900 km of the
// central meridian.
func transverseMercator(e Ellipsoid, p *parameters) inverse {
	s := newSeries(e)
	origin := s.arc(e, p.lat0)
	k := p.k
	return func(x, y float64) (lon, lat float64) {
		xi, eta := (y+k*origin)/(k*s.radius), x/(k*s.radius)
		if math.Abs(eta) > 1.5 { // beyond 80 degrees: the series diverges
			return math.NaN(), math.NaN()
		}
		u, v := xi, eta
		for j, b := range s.beta {
			f := 2 * float64(j+1)
			u -= b * math.Sin(f*xi) * math.Cosh(f*eta)
			v -= b * math.Cos(f*xi) * math.Sinh(f*eta)
		}
		sin, cos := math.Sincos(u)
		sinh := math.Sinh(v)
		return math.Atan2(sinh, cos), math.Atan(e.tangent(sin / math.Hypot(sinh, cos)))
	}
}

// cassini is Cassini-Soldner's (Snyder 13-7 to 13-9).
func cassini(e Ellipsoid, p *parameters) inverse {
	s := newSeries(e)
	origin := s.arc(e, p.lat0)
	return func(x, y float64) (lon, lat float64) {
		phi := s.footpoint(e, origin+y)
		t := math.Tan(phi)
		t2 := t * t
		w := e.w(phi)
		nu, rho := e.A/w, e.A*(1-e.e2())/(w*w*w)
		d := x / nu
		d2 := d * d
		lat = phi - nu*t/rho*(d2/2-(1+3*t2)*d2*d2/24)
		return (d - t2*d*d2/3 + (1+3*t2)*t2*d*d2*d2/15) / math.Cos(phi), lat
	}
}

// polyconic is the American polyconic (Snyder 18-18 to 18-22).
func polyconic(e Ellipsoid, p *parameters) inverse {
	s := newSeries(e)
	origin := s.arc(e, p.lat0)
	e2 := e.e2()
	return func(x, y float64) (lon, lat float64) {
		a := (origin + y) / e.A
		if math.Abs(a) < 1e-12 {
			return x / e.A, 0
		}
		b := x*x/(e.A*e.A) + a*a
		phi := a
		for range 30 {
			w := e.w(phi)
			c := w * math.Tan(phi)
			m := s.arc(e, phi) / e.A
			dm := (1 - e2) / (w * w * w)
			sin2 := math.Sin(2 * phi)
			step := (a*(c*m+1) - m - (m*m+b)*c/2) /
				(e2*sin2*(m*m+b-2*a*m)/(4*c) + (a-m)*(c*dm-2/sin2) - dm)
			phi -= step
			if math.Abs(step) < 1e-13 {
				return math.Asin(x*e.w(phi)*math.Tan(phi)/e.A) / math.Sin(phi), phi
			}
		}
		return math.NaN(), math.NaN()
	}
}
