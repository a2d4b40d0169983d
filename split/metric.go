package split

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// metric measures distances between rectangles of one plane.
type metric struct {
	unit    string // "m", "px", or "map units"
	degrees bool   // coordinates are longitude, latitude; distances are in metres
	// mercator says that a metre of the map is one at the equator alone, as in Web
	// Mercator; distances are in metres of the ground.
	mercator bool
}

// Metres per degree, both the smallest there are on the WGS 84 ellipsoid: of
// latitude (at the equator), of longitude times the cosine of the latitude.
const (
	perLatitude  = 110574
	perLongitude = 111319
)

// distance returns the distance between two rectangles, 0 where they touch. On
// longitude and latitude it is never more than the true one for distances up
// to some hundred kilometres; see turns for the antimeridian.
func (m metric) distance(a, b rect) float64 {
	dx := max(a[0]-b[2], b[0]-a[2], 0)
	dy := max(a[1]-b[3], b[1]-a[3], 0)
	if m.degrees {
		dx *= perLongitude * cosine(max(math.Abs(a[1]), math.Abs(a[3]), math.Abs(b[1]), math.Abs(b[3])))
		dy *= perLatitude
	}
	if m.mercator { // what lies between them, where metres are shortest
		low, high := max(a[1], b[1]), min(a[3], b[3])
		k := mercatorMetre(max(math.Abs(low), math.Abs(high)))
		dx *= k
		dy *= k * leastMeridian
	}
	return math.Sqrt(float64(dx*dx) + float64(dy*dy))
}

// turns are the shifts at which rectangles of longitude and latitude can be
// neighbours: 180 and −180 degrees are one meridian.
func (m metric) turns() []float64 {
	if m.degrees {
		return []float64{0, 360, -360}
	}
	return []float64{0}
}

// turned returns a rectangle shifted to the east.
func turned(r rect, by float64) rect { return rect{r[0] + by, r[1], r[2] + by, r[3]} }

// grow returns a rectangle that holds everything within d of r.
func (m metric) grow(r rect, d float64) rect {
	dx, dy := d, d
	if m.degrees {
		dy = d / perLatitude
		cos := cosine(max(math.Abs(r[1]), math.Abs(r[3])) + dy)
		dx = 360
		if cos > 1e-3 {
			dx = d / (perLongitude * cos)
		}
	}
	if m.mercator {
		y := max(math.Abs(r[1]), math.Abs(r[3]))
		for range 4 { // metres get shorter on the way
			dy = 1.001 * d / (mercatorMetre(y+dy) * leastMeridian)
		}
		dx = d / mercatorMetre(y+dy)
	}
	return rect{r[0] - dx, r[1] - dy, r[2] + dx, r[3] + dy}
}

// leastMeridian is the smallest radius of curvature of a meridian of WGS 84, at
// the equator, as a share of the radius of the equator.
const leastMeridian = 0.99330562

// mercatorMetre returns the length on the ground, to the east, of a metre of Web
// Mercator at northing y, at least: the cosine of the latitude, 1/cosh(y/a) (to
// the north it is shorter by up to leastMeridian). The power series gives the same
// bits on every machine.
func mercatorMetre(y float64) float64 {
	x := min(math.Abs(y)/6378137, 4) // 88 degrees
	x2 := float64(x * x)
	s := 1.0
	for n := 30.0; n > 0; n -= 2 {
		s = 1 + float64(s*x2)/(n*(n-1))
	}
	return 1 / s
}

// cosine returns the cosine of an angle in degrees, 0 from 90 on, by its power
// series: unlike the library's it gives the same bits on every machine.
func cosine(degrees float64) float64 {
	if degrees >= 90 {
		return 0
	}
	x := degrees * (math.Pi / 180)
	x2 := float64(x * x)
	s := 1.0
	for n := 20.0; n > 0; n -= 2 {
		s = 1 - float64(s*x2)/(n*(n-1))
	}
	return s
}

// overlap reports whether two rectangles share more than a millionth of the
// smaller side in both directions: rectangles that share an edge do not
// overlap, however their corners were rounded.
func overlap(a, b rect) bool {
	for k := range 2 {
		shared := min(a[k+2], b[k+2]) - max(a[k], b[k])
		side := min(a[k+2]-a[k], b[k+2]-b[k])
		if shared < 0 || side > 0 && shared <= side/1e6 {
			return false
		}
	}
	return true
}

// unitOf returns the metric of a coordinate reference system. Of systems whose
// unit is not certain it says "map units".
func unitOf(crs string) metric {
	if known := systemOf(crs).known; known != nil && known.Metres() == 1 {
		return metric{unit: "m", degrees: known.Geographic(), mercator: known.WebMercator()}
	}
	code, err := strconv.Atoi(strings.TrimPrefix(crs, "EPSG:"))
	switch {
	case crs == "OGC:CRS84" || crs == "WGS 84":
		return metric{unit: "m", degrees: true}
	case err != nil:
		return metric{unit: "map units"}
	}
	switch code {
	case 4326, 4258, 4267, 4269, 4283, 4322, 4490, 4555, 4612, 4617, 4674, 4167, 4171, 4230, 4277, 4314, 6318, 6668, 7844:
		return metric{unit: "m", degrees: true}
	case 3857, 3395, 3035, 2056, 21781, 2154, 27700, 28992, 5070, 6933, 3031, 3413, 3995, 2180, 3006, 3067, 3577, 2193,
		5514, 3301, 3346, 3765, 3794, 3763, 31370, 3812, 31466, 31467, 31468, 31469, 31287, 3978, 3979, 5880, 8857:
		return metric{unit: "m"}
	}
	for _, zone := range [...][2]int{
		{32601, 32661}, {32701, 32761}, // UTM, WGS 84
		{32201, 32260}, {32301, 32360}, // UTM, WGS 72
		{25828, 25838}, {23028, 23038}, // UTM, ETRS89, ED50
		{26901, 26923}, {26701, 26722}, {3740, 3750}, {6328, 6348}, // UTM, NAD83, NAD27, HARN, 2011
		{28348, 28358}, {7846, 7859}, // MGA94, MGA2020
		{31965, 31985}, // UTM, SIRGAS 2000
		{4491, 4554},   // CGCS2000 Gauss-Kruger
	} {
		if code >= zone[0] && code <= zone[1] {
			return metric{unit: "m"}
		}
	}
	return metric{unit: "map units"}
}

// metricFor returns the metric of a plane for a buffer, or an error where the
// buffer is in metres and the plane's unit is not known.
func metricFor(p *plane, name string, buffer Distance) (metric, error) {
	m := p.metricOf(name)
	if !buffer.Metres {
		if (m.degrees || m.mercator) && buffer.Value > 0 {
			m = metric{unit: "map units"}
		}
		return m, nil
	}
	switch m.unit {
	case "m":
		return m, nil
	case "px":
		return m, fmt.Errorf("buffer %v: chips of %s are not georeferenced; give the buffer in pixels", buffer, name)
	}
	return m, fmt.Errorf("buffer %v: the unit of coordinate system %q is not known; give the buffer in its units", buffer, name)
}
