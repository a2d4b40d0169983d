package geodesy

import (
	"bufio"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

var thousand = flag.Bool("thousand", false, "compare a thousand points per system with gdaltransform")

// lines calls yield with the lines of a compressed file of testdata.
func lines(t *testing.T, name string, yield func(line string)) {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	sc := bufio.NewScanner(z)
	for sc.Scan() {
		yield(sc.Text())
	}
	if sc.Err() != nil {
		t.Fatal(sc.Err())
	}
}

// apart is the distance of two places in degrees, in metres.
func apart(lon, lat, lon2, lat2 float64) float64 {
	return math.Hypot(Turn(lon2-lon)*math.Cos(lat*math.Pi/180), lat2-lat) * 111320
}

// own returns longitude and latitude on the system's own datum, in its units
// and from its prime meridian, as GDAL gives them for its geographic system.
func own(s *System, x, y float64) (lon, lat float64, ok bool) {
	c := *s
	c.datum.shift, c.datum.meridian = nil, 0
	lon, lat, ok = c.LonLat(x, y)
	return lon / s.datum.unit, lat / s.datum.unit, ok
}

// TestPoints compares projections with points.gz, made by points.py with GDAL,
// to a centimetre, and places on WGS 84 to the 5 metres that the shifts of the
// table state.
func TestPoints(t *testing.T) {
	worst := [2]float64{}
	n := 0
	lines(t, "points.gz", func(line string) {
		var code, same int
		var x, y, lon, lat float64
		fmt.Sscan(line, &code, &x, &y, &lon, &lat, &same)
		s, err := FromEPSG(code)
		if err != nil {
			t.Fatal(err)
		}
		get, limit := s.LonLat, 5.0
		if same == 0 {
			get, limit = func(x, y float64) (float64, float64, bool) { return own(s, x, y) }, 0.01
		}
		gotLon, gotLat, ok := get(x, y)
		d := apart(lon, lat, gotLon, gotLat)
		if !ok || !(d < limit) {
			t.Errorf("EPSG:%d (%v, %v): %v, %v, %v; GDAL: %v, %v: %.3f m", code, x, y, gotLon, gotLat, ok, lon, lat, d)
		}
		worst[same] = max(worst[same], d)
		n++
	})
	t.Logf("%d points, largest difference %.4f m of projections, %.2f m on WGS 84", n, worst[0], worst[1])
	if n < 1000 {
		t.Error("too few points")
	}
}

// TestText reads well-known text in three versions, made by wkt.py with GDAL.
func TestText(t *testing.T) {
	n := 0
	lines(t, "wkt.gz", func(line string) {
		f := strings.SplitN(line, "\t", 7)
		var v [4]float64
		for i := range v {
			v[i], _ = strconv.ParseFloat(f[2+i], 64)
		}
		s, err := Parse(f[6])
		if err != nil {
			t.Errorf("EPSG:%s as %s: %v", f[0], f[1], err)
			return
		}
		lon, lat, ok := own(s, v[0], v[1])
		if d := apart(v[2], v[3], lon, lat); !ok || !(d < 0.01) {
			t.Errorf("EPSG:%s as %s: %v, %v, %v; GDAL: %v: %.3f m", f[0], f[1], lon, lat, ok, v[2:], d)
		}
		code, _ := strconv.Atoi(f[0])
		want, err := FromEPSG(code)
		if err != nil {
			t.Fatal(err)
		}
		if s.Ground() != want.Ground() {
			t.Errorf("EPSG:%s as %s lies on %q, want %q", f[0], f[1], s.Ground(), want.Ground())
		}
		if d := want.datum.shift; len(d) > 0 && fmt.Sprint(s.datum.shift) != fmt.Sprint(d) {
			t.Errorf("EPSG:%s as %s is shifted by %v, want %v", f[0], f[1], s.datum.shift, d)
		}
		n++
	})
	if n < 150 {
		t.Errorf("only %d texts", n)
	}
}

// TestThousandPoints asks the gdaltransform of this machine, where there is
// one, for a thousand points each within the extent of the stored ones.
func TestThousandPoints(t *testing.T) {
	if _, err := exec.LookPath("gdaltransform"); err != nil || !*thousand {
		t.Skip("no gdaltransform, or no -thousand: it takes half a minute")
	}
	box := map[int][4]float64{}
	var codes []int
	lines(t, "points.gz", func(line string) {
		var code int
		var x, y float64
		fmt.Sscan(line, &code, &x, &y)
		b, seen := box[code]
		if !seen {
			codes = append(codes, code)
			b = [4]float64{x, y, x, y}
		}
		box[code] = [4]float64{min(b[0], x), min(b[1], y), max(b[2], x), max(b[3], y)}
	})
	rng := rand.New(rand.NewPCG(7, 7))
	worst := 0.0
	for _, code := range codes {
		s, err := FromEPSG(code)
		if err != nil || s.Geographic() {
			continue
		}
		base := 0
		for _, z := range epsg().zones {
			if code >= z.first && code <= z.last {
				base = z.datum
			}
		}
		var in strings.Builder
		b := box[code]
		var points [][2]float64
		for range 1000 {
			p := [2]float64{b[0] + rng.Float64()*(b[2]-b[0]), b[1] + rng.Float64()*(b[3]-b[1])}
			points = append(points, p)
			fmt.Fprintf(&in, "%.17g %.17g\n", p[0], p[1])
		}
		cmd := exec.Command("gdaltransform", "-s_srs", fmt.Sprint("EPSG:", code), "-t_srs", fmt.Sprint("EPSG:", base), "-output_xy")
		cmd.Stdin = strings.NewReader(in.String())
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		compared := 0
		for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
			var lon, lat float64
			if n, _ := fmt.Sscan(line, &lon, &lat); n < 2 {
				continue // outside of the projection
			}
			gotLon, gotLat, ok := own(s, points[i][0], points[i][1])
			d := apart(lon, lat, gotLon, gotLat)
			if !ok || !(d < 0.01) {
				t.Errorf("EPSG:%d %v: %v, %v, %v; GDAL: %v, %v: %.3f m", code, points[i], gotLon, gotLat, ok, lon, lat, d)
				break
			}
			worst = max(worst, d)
			compared++
		}
		if compared < 900 {
			t.Errorf("EPSG:%d: only %d points compared", code, compared)
		}
	}
	t.Logf("%d codes, largest difference %.6f m", len(codes), worst)
}

// TestUnknown: what cannot be placed says so by its type.
func TestUnknown(t *testing.T) {
	for _, name := range []string{"", "EPSG:", "EPSG:x", "EPSG:1", "EPSG:5041x", "my system", "LOCAL_CS[\"mine\"]", "PROJCS[", "PROJCS[\"a\",1",
		`PROJCS["a",GEOGCS["b",DATUM["c",SPHEROID["d",6378137,298]]],PROJECTION["Van_der_Grinten_I"],UNIT["m",1]]`,
		`GEOGCS["b",DATUM["c",SPHEROID["d",-1,298]]]`, strings.Repeat("A[", 1000), strings.Repeat(" ", 1<<17)} {
		var u *UnknownError
		if s, err := Parse(name); !errors.As(err, &u) {
			t.Errorf("%.30q: %v, %v", name, s, err)
		}
	}
}

// TestPlanes: which systems have the same coordinates.
func TestPlanes(t *testing.T) {
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"EPSG:32632", "EPSG:25832", true},  // WGS 84, ETRS89
		{"EPSG:32617", "EPSG:26917", true},  // WGS 84, NAD83
		{"EPSG:4326", "OGC:CRS84", true},    //
		{"EPSG:4326", "EPSG:4258", true},    //
		{"EPSG:32632", "EPSG:32633", false}, // zones
		{"EPSG:32632", "EPSG:23032", false}, // ED50
		{"EPSG:2263", "EPSG:32118", false},  // one projection in feet and metres
		{"EPSG:27700", "EPSG:4277", false},
	} {
		a, errA := Parse(test.a)
		b, errB := Parse(test.b)
		if errA != nil || errB != nil || (a.Plane() == b.Plane()) != test.same {
			t.Errorf("%s and %s: %v %v", test.a, test.b, errA, errB)
		}
	}
	if s, err := Parse("EPSG:23032"); err != nil || s.Ground() == Ground84 {
		t.Error("ED50 has no shift that is accurate to 5 m everywhere", s, err)
	}
}

// TestGeoKeys: user-defined keys, against the system of the registry that they
// spell out.
func TestGeoKeys(t *testing.T) {
	for _, test := range []struct {
		keys    []uint16
		doubles []float64
		code    int
		x, y    float64
	}{
		{[]uint16{1, 1, 0, 2, 3072, 0, 1, 32630, 2048, 0, 1, 4326}, nil, 32630, 432000, 4.5e6},
		{[]uint16{1, 1, 0, 1, 2048, 0, 1, 4258}, nil, 4258, 12, 50},
		{[]uint16{1, 1, 0, 4, 3072, 0, 1, 32767, 2048, 0, 1, 4326, 3074, 0, 1, 16133, 3076, 0, 1, 9001}, nil, 32733, 432000, 8.5e6},
		{[]uint16{1, 1, 0, 10, 2048, 0, 1, 4258, 3072, 0, 1, 32767, 3074, 0, 1, 32767, 3075, 0, 1, 8, 3078, 34736, 1, 0, 3079, 34736, 1, 1,
			3084, 34736, 1, 2, 3085, 34736, 1, 3, 3086, 34736, 1, 4, 3087, 34736, 1, 5}, []float64{49, 44, 3, 46.5, 700000, 6600000}, 2154, 652000, 6862000},
		{[]uint16{1, 1, 0, 6, 2048, 0, 1, 4326, 3072, 0, 1, 32767, 3075, 0, 1, 15, 3081, 34736, 1, 0, 3095, 34736, 1, 1, 3092, 0, 1, 1},
			[]float64{70, -45}, 3413, -1e6, 5e5},
	} {
		s, err := FromGeoKeys(test.keys, test.doubles)
		if err != nil {
			t.Errorf("EPSG:%d: %v", test.code, err)
			continue
		}
		want, _ := FromEPSG(test.code)
		lon, lat, _ := s.LonLat(test.x, test.y)
		lon2, lat2, ok := want.LonLat(test.x, test.y)
		if !ok || apart(lon, lat, lon2, lat2) > 1e-3 {
			t.Errorf("EPSG:%d: %v %v, want %v %v", test.code, lon, lat, lon2, lat2)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`PROJCS["a",GEOGCS["b",DATUM["WGS_1984",SPHEROID["d",6378137,298.257223563]],PRIMEM["G",0],UNIT["degree",0.0174532925199433]],` +
		`PROJECTION["Transverse_Mercator"],PARAMETER["central_meridian",9],UNIT["metre",1]]`)
	f.Add("EPSG:3413")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		for _, p := range [][2]float64{{0, 0}, {5e5, 5e6}, {-2e6, 1e6}, {1e300, -1e300}, {math.NaN(), 0}} {
			if lon, lat, ok := s.LonLat(p[0], p[1]); ok && !(math.Abs(lon) <= 180 && math.Abs(lat) <= 90) {
				t.Fatalf("%q: %v is at %v, %v", text, p, lon, lat)
			}
		}
	})
}
