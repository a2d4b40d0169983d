package geodesy

import (
	"math"
	"testing"
)

// TestControlPoints: what gdaltransform makes of the same points: twelve of a
// curved scene by second order, four of its corners by first.
func TestControlPoints(t *testing.T) {
	points := []ControlPoint{{0, 0, 20, 60}, {120, 0, 20.24432, 60.03744}, {300, 0, 20.627, 60.099}, {400, 0, 20.848, 60.136},
		{0, 100, 20.05, 59.88}, {120, 100, 20.29552, 59.91744}, {300, 100, 20.68, 59.979}, {400, 100, 20.902, 60.016},
		{0, 250, 20.125, 59.7}, {120, 250, 20.37232, 59.73744}, {300, 250, 20.7595, 59.799}, {400, 250, 20.983, 59.836}}
	at := [][2]float64{{0, 0}, {400, 0}, {400, 250}, {0, 250}, {133, 77}}
	corners := []ControlPoint{points[0], points[3], points[8], points[11]}
	for _, test := range []struct {
		points []ControlPoint
		want   [][2]float64
	}{
		{points, [][2]float64{{20, 60}, {20.848, 60.136}, {20.983, 59.836}, {20.125, 59.7}, {20.3108308, 59.9492689}}},
		{corners, [][2]float64{{19.9975, 60}, {20.8505, 60.136}, {20.9805, 59.836}, {20.1275, 59.7}, {20.3211625, 59.95282}}},
	} {
		for _, shift := range []float64{0, 159.5} { // the second lies across the antimeridian
			moved := make([]ControlPoint, len(test.points))
			for i, p := range test.points {
				p.X = Turn(p.X + shift)
				moved[i] = p
			}
			s, _ := FromEPSG(4326)
			place, err := FromControlPoints(moved, s)
			if err != nil {
				t.Fatal(err)
			}
			for i, p := range at {
				lon, lat, ok := place(p[0], p[1])
				if !ok || math.Abs(Turn(lon-test.want[i][0]-shift)) > 1e-7 || math.Abs(lat-test.want[i][1]) > 1e-7 {
					t.Errorf("%d points, %v: %v %v %v, want %v + %v", len(moved), p, lon, lat, ok, test.want[i], shift)
				}
			}
		}
	}
	s, _ := FromEPSG(4326)
	for _, bad := range [][]ControlPoint{nil, points[:2], {{0, 0, 1, 1}, {1, 1, 2, 2}, {2, 2, 3, 3}}, {{0, 0, 1, 95}, {1, 1, 2, 2}, {2, 0, 3, 3}}} {
		if _, err := FromControlPoints(bad, s); err == nil {
			t.Error("placed by", bad)
		}
	}
}

// TestControlPointsAtPole: points around the pole, to a hundred metres.
func TestControlPointsAtPole(t *testing.T) {
	polar, _ := FromEPSG(3413)
	s, _ := FromEPSG(4326)
	var points []ControlPoint
	for row := 0.0; row <= 200; row += 50 {
		for col := 0.0; col <= 200; col += 50 {
			lon, lat, _ := polar.LonLat(-1e5+col*1000, 1e5-row*1000)
			points = append(points, ControlPoint{col, row, lon, lat})
		}
	}
	place, err := FromControlPoints(points, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range [][2]float64{{100, 100}, {99, 103}, {20, 30}, {200, 0}} {
		lon, lat, _ := polar.LonLat(-1e5+p[0]*1000, 1e5-p[1]*1000)
		lon2, lat2, ok := place(p[0], p[1])
		if d := Geodesic(lon, lat, lon2, lat2); !ok || d > 100 {
			t.Errorf("%v: %v m off", p, d)
		}
	}
}

// TestRPC: coefficients of byte_rpc.tif of GDAL's test suite; places by
// gdaltransform -rpc with the height offset as height.
func TestRPC(t *testing.T) {
	coefficients := []float64{
		-1, -1, 15834.0, 13464.0, -42.8607, 147.2588, 300.0, 15834.0, 13464.0, 0.0715, 0.0828, 970.0,
		-0.000539636886315094, 0.00262771165447159, -1.00287836503009, -0.0340303311076584, 0.00523658598538616, 0.00210057328569037, 0.00311664695421511, 0.000406267962891555, -0.00550089873884607, 5.26202553862825e-05, 2.5958707865627e-06, -2.23632198653199e-06, 2.02822452334703e-05, -5.24009408417096e-06, 2.16913023637956e-05, -2.36002554032361e-05, 1.56703932477487e-06, -6.14095576183939e-06, 1.8422191786661e-05, 2.01615774485329e-07,
		1, -0.00520769693945429, 0.00549138470185778, -0.00472718007439368, -2.02057365543208e-05, 8.39509604990839e-06, -3.43728317291176e-05, -1.94598141718645e-05, 2.35660616018416e-05, 3.71653924834455e-06, 7.08406853351595e-08, -5.72002373463043e-09, 8.71363385561163e-09, -4.39082343385483e-09, 1.39161295297537e-08, -1.24914964124471e-08, 4.6171143198849e-08, 1.70067569381897e-08, -2.37449991316111e-08, 9.05460084990073e-10,
		0.00121386429106107, 1.0047652205584, 0.00363040578479236, -0.033702055558379, 0.00665808526532754, -0.0036225246184886, -0.000251174639124558, -0.00523232964739848, 1.74629130199178e-05, 0.000131049715749837, -2.8029900276216e-05, -1.95273546561053e-05, 2.91977037724833e-05, 2.78736117374265e-07, -2.64005759423042e-05, 7.08277764663844e-08, 1.12211574945991e-06, 1.15330773275834e-06, 7.15463416011193e-07, -2.42741993962372e-08,
		1, -0.00520769693945429, 0.00549138470185778, -0.00472718007439368, -2.02057365543208e-05, 8.39509604990839e-06, -3.43728317291176e-05, -1.94598141718645e-05, 2.35660616018416e-05, 3.71653924834455e-06, 7.08406853351595e-08, -5.72002373463043e-09, 8.71363385561163e-09, -4.39082343385483e-09, 1.39161295297537e-08, -1.24914964124471e-08, 4.6171143198849e-08, 1.70067569381897e-08, -2.37449991316111e-08, 9.05460084990073e-10,
	}
	r, err := RPCFrom(coefficients)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range [][4]float64{
		{0, 0, 147.176088251093, -42.7895977500085},
		{20, 20, 147.176210776168, -42.7896876160553},
		{13464, 15834, 147.258697061327, -42.8607364547891},
	} {
		lon, lat, ok := r.Placing()(test[0], test[1])
		if d := Geodesic(lon, lat, test[2], test[3]); !ok || d > 0.1 { // GDAL stops at a tenth of a pixel
			t.Errorf("%v: %.9f %.9f, %v: %.3f m", test, lon, lat, ok, d)
		}
	}
	if _, err := RPCFrom(coefficients[1:]); err == nil {
		t.Error("91 numbers")
	}
	coefficients[10] = math.NaN()
	if _, err := RPCFrom(coefficients); err == nil {
		t.Error("no number")
	}
}
