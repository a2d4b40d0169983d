package geodesy

import "math"

// Geodesic returns the length in metres of the shortest line on the WGS 84
// ellipsoid between two places in degrees (Vincenty: Direct and inverse
// solutions of geodesics on the ellipsoid, 1975; exact to a millimetre). Where
// that does not converge, for places that are nearly antipodal, the shortest
// of the ways over a great circle between them is taken: both halves of it are
// short enough.
func Geodesic(lon1, lat1, lon2, lat2 float64) float64 {
	if d, ok := vincenty(lon1, lat1, lon2, lat2); ok {
		return d
	}
	over := func(azimuth float64) float64 { // the way over a place 90 degrees from the first
		s1, c1 := math.Sincos(radians(lat1))
		sa, ca := math.Sincos(azimuth)
		lat := math.Asin(c1*ca) * (180 / math.Pi)
		lon := lon1 + math.Atan2(sa*c1, -s1*c1*ca)*(180/math.Pi)
		a, _ := vincenty(lon1, lat1, lon, lat)
		b, _ := vincenty(lon, lat, lon2, lat2)
		return a + b
	}
	const turns = 32
	best, at := math.Inf(1), 0.0
	for k := range turns {
		azimuth := 2 * math.Pi * float64(k) / turns
		if d := over(azimuth); d < best {
			best, at = d, azimuth
		}
	}
	low, high := at-2*math.Pi/turns, at+2*math.Pi/turns
	for range 60 {
		a, b := low+(high-low)/3, high-(high-low)/3
		if over(a) < over(b) {
			high = b
		} else {
			low = a
		}
	}
	return over((low + high) / 2)
}

// vincenty is not ok where the iteration does not converge.
func vincenty(lon1, lat1, lon2, lat2 float64) (metres float64, ok bool) {
	e := WGS84
	l := radians(Turn(lon2 - lon1))
	s1, c1 := math.Sincos(math.Atan2((1-e.F)*math.Sin(radians(lat1)), math.Cos(radians(lat1))))
	s2, c2 := math.Sincos(math.Atan2((1-e.F)*math.Sin(radians(lat2)), math.Cos(radians(lat2))))
	lambda := l
	for range 50 {
		sl, cl := math.Sincos(lambda)
		sinS := math.Hypot(c2*sl, c1*s2-s1*c2*cl)
		if sinS == 0 {
			return 0, c1*c2*cl+s1*s2 > 0 // the same place, or the antipode
		}
		cosS := s1*s2 + c1*c2*cl
		sigma := math.Atan2(sinS, cosS)
		sinA := c1 * c2 * sl / sinS
		cosA2 := 1 - sinA*sinA
		mid := 0.0
		if cosA2 > 1e-15 {
			mid = cosS - 2*s1*s2/cosA2
		}
		c := e.F / 16 * cosA2 * (4 + e.F*(4-3*cosA2))
		was := lambda
		lambda = l + (1-c)*e.F*sinA*(sigma+c*sinS*(mid+c*cosS*(2*mid*mid-1)))
		if math.Abs(lambda) > math.Pi {
			return 0, false
		}
		if math.Abs(lambda-was) > 1e-12 {
			continue
		}
		b := e.A * (1 - e.F)
		u2 := cosA2 * (e.A*e.A - b*b) / (b * b)
		ca := 1 + u2/16384*(4096+u2*(-768+u2*(320-175*u2)))
		cb := u2 / 1024 * (256 + u2*(-128+u2*(74-47*u2)))
		d := cb * sinS * (mid + cb/4*(cosS*(2*mid*mid-1)-cb/6*mid*(4*sinS*sinS-3)*(4*mid*mid-3)))
		return b * ca * (sigma - d), true
	}
	return 0, false
}
