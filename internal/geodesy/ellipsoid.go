package geodesy

import "math"

// Ellipsoid is a body of rotation: semi-major axis in metres, flattening.
type Ellipsoid struct{ A, F float64 }

// WGS84 is the ellipsoid of the World Geodetic System 1984.
var WGS84 = Ellipsoid{6378137, 1 / 298.257223563}

func (e Ellipsoid) e2() float64 { return e.F * (2 - e.F) }

func (e Ellipsoid) e() float64 { return math.Sqrt(e.e2()) }

// w is √(1 − e² sin²φ): the radius of the prime vertical is a/w.
func (e Ellipsoid) w(phi float64) float64 {
	s := math.Sin(phi)
	return math.Sqrt(1 - e.e2()*s*s)
}

// m is the radius of a parallel over a (Snyder 14-15).
func (e Ellipsoid) m(phi float64) float64 { return math.Cos(phi) / e.w(phi) }

// isometric returns the isometric latitude ψ of a latitude (radians).
func (e Ellipsoid) isometric(phi float64) float64 {
	ec := e.e()
	return math.Asinh(math.Tan(phi)) - ec*math.Atanh(ec*math.Sin(phi))
}

// ofIsometric is the inverse of isometric, by Newton's method on the tangent
// of the latitude (Karney: Transverse Mercator with an accuracy of a few
// nanometers, 2011, equations 19 to 21).
func (e Ellipsoid) ofIsometric(psi float64) float64 { return math.Atan(e.tangent(math.Sinh(psi))) }

// tangent returns the tangent of the latitude whose conformal latitude has the
// tangent given.
func (e Ellipsoid) tangent(conformal float64) float64 {
	if math.Abs(conformal) > 1e15 || math.IsNaN(conformal) {
		return conformal
	}
	ec, e2 := e.e(), e.e2()
	t := conformal / (1 - e2)
	for range 6 {
		root := math.Sqrt(1 + t*t)
		sigma := math.Sinh(ec * math.Atanh(ec*t/root))
		c := t*math.Sqrt(1+sigma*sigma) - sigma*root
		d := (conformal - c) / math.Sqrt(1+c*c) * (1 + (1-e2)*t*t) / ((1 - e2) * root)
		t += d
		if math.Abs(d) <= 1e-14*math.Max(1, math.Abs(t)) {
			break
		}
	}
	return t
}

// q is the authalic function of a latitude (Snyder 3-12).
func (e Ellipsoid) q(phi float64) float64 {
	ec, s := e.e(), math.Sin(phi)
	if ec == 0 {
		return 2 * s
	}
	return (1 - e.e2()) * (s/(1-e.e2()*s*s) + math.Atanh(ec*s)/ec)
}

// ofAuthalic returns the latitude of an authalic one (Snyder 3-18).
func (e Ellipsoid) ofAuthalic(beta float64) float64 {
	e2 := e.e2()
	e4, e6 := e2*e2, e2*e2*e2
	return beta + (e2/3+31*e4/180+517*e6/5040)*math.Sin(2*beta) +
		(23*e4/360+251*e6/3780)*math.Sin(4*beta) + 761*e6/45360*math.Sin(6*beta)
}

// geocentric returns the point of longitude and latitude (radians) on the
// ellipsoid, in metres from its centre.
func (e Ellipsoid) geocentric(lon, lat float64) [3]float64 {
	sin, cos := math.Sincos(lat)
	sinLon, cosLon := math.Sincos(lon)
	nu := e.A / math.Sqrt(1-e.e2()*sin*sin)
	return [3]float64{nu * cos * cosLon, nu * cos * sinLon, nu * (1 - e.e2()) * sin}
}

// geodetic returns longitude and latitude (radians) of a point near the
// surface (Bowring: Transformation from spatial to geographical coordinates,
// 1976; one step is exact to a micrometre there).
func (e Ellipsoid) geodetic(p [3]float64) (lon, lat float64) {
	e2 := e.e2()
	r := math.Hypot(p[0], p[1])
	s, c := math.Sincos(math.Atan2(p[2], r*(1-e.F)))
	b := e.A * (1 - e.F)
	return math.Atan2(p[1], p[0]), math.Atan2(p[2]+e2/(1-e2)*b*s*s*s, r-e2*e.A*c*c*c)
}

// helmert shifts a point by three or seven parameters: metres, arc seconds,
// parts per million; the rotations are those of the position vector (method
// 9606 of the EPSG registry).
func helmert(p [3]float64, shift []float64) [3]float64 {
	if len(shift) == 3 {
		return [3]float64{p[0] + shift[0], p[1] + shift[1], p[2] + shift[2]}
	}
	const arc = math.Pi / 180 / 3600
	rx, ry, rz, s := shift[3]*arc, shift[4]*arc, shift[5]*arc, 1+shift[6]*1e-6
	return [3]float64{
		shift[0] + s*(p[0]-rz*p[1]+ry*p[2]),
		shift[1] + s*(rz*p[0]+p[1]-rx*p[2]),
		shift[2] + s*(-ry*p[0]+rx*p[1]+p[2]),
	}
}
