package geodesy

import "math"

// obliqueMercator is Hotine's (IOGP 7-2 section 3.2.4); of variant B the false
// origin is the projection's centre. With an azimuth of 90 degrees it is the
// Swiss one.
func obliqueMercator(e Ellipsoid, p *parameters, centre bool) inverse {
	if centre && math.Abs(p.azimuth-quarter) < 1e-9 && math.Abs(p.gamma-quarter) < 1e-9 {
		return swiss(e, p)
	}
	sin, cos := math.Sincos(p.lat0)
	b := math.Sqrt(1 + e.e2()*cos*cos*cos*cos/(1-e.e2()))
	w := e.w(p.lat0)
	a := e.A * b * p.k * math.Sqrt(1-e.e2()) / (w * w)
	d := math.Max(b*math.Sqrt(1-e.e2())/(cos*w), 1)
	side := sign(sin)
	f := d + side*math.Sqrt(d*d-1)
	h := f * math.Exp(-b*e.isometric(p.lat0))
	sinGamma := math.Sin(p.azimuth) / d
	cosGamma := math.Sqrt(1 - sinGamma*sinGamma)
	shift := math.Asin((f-1/f)/2*sinGamma/cosGamma) / b
	along := 0.0
	if centre {
		along = a / b * math.Abs(math.Atan(math.Sqrt(d*d-1)/math.Cos(p.azimuth))) * side
		if math.Abs(p.azimuth-quarter) < 1e-9 {
			along = a * shift
		}
	}
	sinSkew, cosSkew := math.Sincos(p.gamma)
	return func(x, y float64) (lon, lat float64) {
		v := x*cosSkew - y*sinSkew
		u := y*cosSkew + x*sinSkew + along
		sinh, cosh := math.Sinh(-b*v/a), math.Cosh(b*v/a)
		su, cu := math.Sincos(b * u / a)
		t := (su*cosGamma + sinh*sinGamma) / cosh
		psi := (math.Atanh(t) - math.Log(h)) / b
		return -shift - math.Atan2(sinh*cosGamma-su*sinGamma, cu)/b, e.ofIsometric(psi)
	}
}

// swiss is Rosenmund's oblique Mercator over Gauss' sphere (swisstopo:
// Formulas and constants for the calculation of the Swiss conformal
// cylindrical projection, 2016).
func swiss(e Ellipsoid, p *parameters) inverse {
	sin, cos := math.Sincos(p.lat0)
	alpha := math.Sqrt(1 + e.e2()*cos*cos*cos*cos/(1-e.e2()))
	w := e.w(p.lat0)
	radius := e.A * p.k * math.Sqrt(1-e.e2()) / (w * w)
	b0 := math.Asin(sin / alpha)
	offset := math.Asinh(math.Tan(b0)) - alpha*e.isometric(p.lat0)
	sin0, cos0 := math.Sincos(b0)
	return func(x, y float64) (lon, lat float64) {
		sinL, cosL := math.Sincos(x / radius)
		sinB, cosB := math.Tanh(y/radius), 1/math.Cosh(y/radius)
		b := math.Asin(cos0*sinB + sin0*cosB*cosL)
		l := math.Atan2(sinL*cosB, cos0*cosL*cosB-sin0*sinB)
		return l / alpha, e.ofIsometric((math.Asinh(math.Tan(b)) - offset) / alpha)
	}
}

// krovak is the oblique conformal conic of the Czech and Slovak republics
// with axes to the east and the north (IOGP 7-2 section 3.1.2, method 1041).
func krovak(e Ellipsoid, p *parameters) inverse {
	sin, cos := math.Sincos(p.lat0)
	w := e.w(p.lat0)
	a := e.A * math.Sqrt(1-e.e2()) / (w * w)
	b := math.Sqrt(1 + e.e2()*cos*cos*cos*cos/(1-e.e2()))
	gamma := math.Asin(sin / b)
	offset := math.Asinh(math.Tan(gamma)) - b*e.isometric(p.lat0)
	n := math.Sin(p.lat1)
	r0 := p.k * a / math.Tan(p.lat1)
	sinA, cosA := math.Sincos(p.azimuth)
	return func(x, y float64) (lon, lat float64) {
		south, west := -y, -x
		r := math.Hypot(south, west)
		theta := math.Atan2(west, south) / n
		t := 2*math.Atan(math.Pow(r0/r, 1/n)*math.Tan(p.lat1/2+math.Pi/4)) - quarter
		sinT, cosT := math.Sincos(t)
		u := math.Asin(cosA*sinT - sinA*cosT*math.Cos(theta))
		v := math.Asin(cosT * math.Sin(theta) / math.Cos(u))
		return -v / b, e.ofIsometric((math.Asinh(math.Tan(u)) - offset) / b)
	}
}
