package geodesy

import "math"

// vector is a direction from the centre of the ellipsoid, of length 1, or a
// point in metres from it. Its arithmetic gives the same bits on every machine.
type vector [3]float64

func (a vector) dot(b vector) float64 {
	return float64(a[0]*b[0]) + float64(a[1]*b[1]) + float64(a[2]*b[2])
}

func (a vector) cross(b vector) vector {
	return vector{
		float64(a[1]*b[2]) - float64(a[2]*b[1]),
		float64(a[2]*b[0]) - float64(a[0]*b[2]),
		float64(a[0]*b[1]) - float64(a[1]*b[0]),
	}
}

func (a vector) add(b vector) vector { return vector{a[0] + b[0], a[1] + b[1], a[2] + b[2]} }

func (a vector) sub(b vector) vector { return vector{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }

func (a vector) times(f float64) vector { return vector{a[0] * f, a[1] * f, a[2] * f} }

func (a vector) length() float64 { return math.Sqrt(a.dot(a)) }

// unit is a of length 1, or a where it has none.
func (a vector) unit() vector {
	if l := a.length(); l > 0 {
		return vector{a[0] / l, a[1] / l, a[2] / l}
	}
	return a
}

// direction returns the direction of a place on WGS 84, in degrees.
func direction(lon, lat float64) vector {
	sin, cos := sincos(lat)
	sinLon, cosLon := sincos(lon)
	flat := (1 - WGS84.F) * (1 - WGS84.F)
	return vector{cos * cosLon, cos * sinLon, flat * sin}.unit()
}

// surface returns the point of the ellipsoid in a direction.
func surface(d vector) vector {
	b := WGS84.A * (1 - WGS84.F)
	x, z := (float64(d[0]*d[0])+float64(d[1]*d[1]))/(WGS84.A*WGS84.A), float64(d[2]*d[2])/(b*b)
	return d.times(1 / math.Sqrt(x+z))
}

// place returns longitude and latitude in degrees of a direction.
func place(d vector) (lon, lat float64) {
	flat := (1 - WGS84.F) * (1 - WGS84.F)
	return math.Atan2(d[1], d[0]) * (180 / math.Pi), math.Atan2(d[2], flat*math.Hypot(d[0], d[1])) * (180 / math.Pi)
}

// sincos returns sine and cosine of an angle in degrees by their power series:
// unlike the library's they give the same bits on every machine.
func sincos(degrees float64) (sin, cos float64) {
	turns := math.Floor(degrees/90 + 0.5)
	x := (degrees - float64(turns*90)) * (math.Pi / 180)
	x2 := float64(x * x)
	sin, cos = 1, 1
	for n := 18.0; n > 0; n -= 2 {
		sin = 1 - float64(sin*x2)/(n*(n+1))
		cos = 1 - float64(cos*x2)/(n*(n-1))
	}
	sin = float64(sin * x)
	switch int(math.Mod(turns, 4)+4) % 4 {
	case 1:
		return cos, -sin
	case 2:
		return -sin, -cos
	case 3:
		return -cos, sin
	}
	return sin, cos
}
