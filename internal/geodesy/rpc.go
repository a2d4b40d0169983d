package geodesy

import "math"

// RPC are the rational polynomial coefficients of a satellite image (NGA STDI-
// 0002, RPC00B): from longitude, latitude and height to row and column of
// pixel centres.
type RPC struct {
	RowOff, ColOff, LatOff, LonOff, HeightOff           float64
	RowScale, ColScale, LatScale, LonScale, HeightScale float64
	RowNum, RowDen, ColNum, ColDen                      [20]float64
}

// RPCFrom returns the coefficients as a TIFF holds them (tag 50844: two
// errors, five offsets, five scales, four times twenty coefficients).
func RPCFrom(v []float64) (*RPC, error) {
	if len(v) != 92 {
		return nil, unknown("RPC", "%d numbers where there are 92", len(v))
	}
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, unknown("RPC", "a coefficient is no number")
		}
	}
	r := &RPC{v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], [20]float64(v[12:]), [20]float64(v[32:]), [20]float64(v[52:]), [20]float64(v[72:])}
	if !(r.RowScale > 0 && r.ColScale > 0 && r.LatScale > 0 && r.LonScale > 0) || r.HeightScale == 0 ||
		!(math.Abs(r.LatOff) <= 90 && math.Abs(r.LonOff) <= 360 && r.LatScale <= 90 && r.LonScale <= 180) {
		return nil, unknown("RPC", "impossible offsets or scales")
	}
	return r, nil
}

// pixel returns column and row, from the outer corner of the first pixel, of
// normalized longitude and latitude at the height offset.
func (r *RPC) pixel(l, p float64) (col, row float64) {
	t := [20]float64{1, l, p, 0, l * p, 0, 0, l * l, p * p, 0, 0, l * l * l, l * p * p, 0, l * l * p, p * p * p, 0, 0, 0, 0}
	sum := func(c *[20]float64) float64 {
		s := 0.0
		for i := range c {
			s += c[i] * t[i]
		}
		return s
	}
	return sum(&r.ColNum)/sum(&r.ColDen)*r.ColScale + r.ColOff + 0.5, sum(&r.RowNum)/sum(&r.RowDen)*r.RowScale + r.RowOff + 0.5
}

// Placing returns where pixels lie at the height offset of the coefficients,
// by Newton's method.
func (r *RPC) Placing() Placing {
	return func(col, row float64) (lon, lat float64, ok bool) {
		l, p := 0.0, 0.0
		for range 30 {
			c, w := r.pixel(l, p)
			dc, dw := col-c, row-w
			const h = 1e-6
			cl, wl := r.pixel(l+h, p)
			cp, wp := r.pixel(l, p+h)
			a, b, d, e := (cl-c)/h, (cp-c)/h, (wl-w)/h, (wp-w)/h
			det := a*e - b*d
			if det == 0 || math.IsNaN(det) {
				return 0, 0, false
			}
			l, p = l+(dc*e-b*dw)/det, p+(a*dw-dc*d)/det
			if !(math.Abs(l) < 10 && math.Abs(p) < 10) {
				return 0, 0, false
			}
			if math.Abs(dc)+math.Abs(dw) < 1e-6 {
				lon, lat = r.LonOff+l*r.LonScale, r.LatOff+p*r.LatScale
				return Turn(lon), lat, math.Abs(lat) <= 90
			}
		}
		return 0, 0, false
	}
}
