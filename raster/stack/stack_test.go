package stack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// image is one band of uint16 in memory.
type image struct {
	header raster.Header
	data   []uint16
	valid  []bool
	closed bool
}

func (m *image) Header() raster.Header                 { return m.header }
func (m *image) Tasks(w raster.Window) []raster.Window { return []raster.Window{w} }
func (m *image) Close() error                          { m.closed = true; return nil }
func (m *image) Read(_ context.Context, w raster.Window, dst *raster.Block) error {
	if w.X < 0 || w.Y < 0 || w.X+w.W > m.header.Width || w.Y+w.H > m.header.Height || w.Empty() {
		return fmt.Errorf("window %v of %d by %d", w, m.header.Width, m.header.Height)
	}
	dst.Reset(w, 1, raster.StoreU16)
	for y := range w.H {
		for x := range w.W {
			at := (w.Y+y)*m.header.Width + w.X + x
			dst.U16[y*w.W+x] = m.data[at]
			if m.valid != nil {
				dst.MakeValid()[y*w.W+x] = m.valid[at]
			}
		}
	}
	return nil
}

// formula is a member of vrt.py.
func formula(k int, p [5]float64, epsg int) *image {
	w, h := int(p[3]), int(p[4])
	m := &image{header: raster.Header{Width: w, Height: h, Bands: make([]raster.Band, 1), Type: raster.Uint16, BlockW: w, BlockH: h,
		Geo: &raster.GeoReference{Transform: [6]float64{p[0], p[2], 0, p[1], 0, -p[2]}, EPSG: epsg, CRS: fmt.Sprintf("EPSG:%d", epsg)}}}
	for y := range h {
		for x := range w {
			m.data = append(m.data, uint16(1+(37*x+101*y+53*k+7*x*y)%997))
		}
	}
	return m
}

type stackCase struct {
	Name              string
	Members           [][5]float64
	Nearest, Bilinear [][]uint16
}

func cases(t *testing.T) []stackCase {
	t.Helper()
	text, err := os.ReadFile("testdata/vrt.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []stackCase
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestVRT compares with vrt.json, which gdalbuildvrt made (see vrt.py), sample
// by sample, read at once and in windows.
func TestVRT(t *testing.T) {
	for _, c := range cases(t) {
		for how, want := range map[raster.Resampling][][]uint16{raster.Nearest: c.Nearest, raster.Bilinear: c.Bilinear} {
			var members []Member
			for k, p := range c.Members {
				members = append(members, Member{fmt.Sprint(k), formula(k, p, 32632)})
			}
			s, err := New(members, Options{Resampling: how})
			if err != nil {
				t.Fatal(c.Name, err)
			}
			h := s.Header()
			whole := h.Window()
			if h.Width != int(c.Members[0][3]) || h.Height != int(c.Members[0][4]) || len(h.Bands) != len(members) {
				t.Fatalf("%s: %+v", c.Name, h)
			}
			for _, windows := range [][]raster.Window{{whole}, {{X: 0, Y: 0, W: 5, H: 3}, {X: 7, Y: 2, W: 4, H: 9}, {X: 0, Y: h.Height - 1, W: h.Width, H: 1}}} {
				for _, w := range windows {
					var b raster.Block
					if err := s.Read(context.Background(), w, &b); err != nil {
						t.Fatal(c.Name, err)
					}
					for k := range members {
						for i := range w.Pixels() {
							at := (w.Y+i/w.W)*h.Width + w.X + i%w.W
							v := want[k][at]
							got := b.U16[k*w.Pixels()+i]
							valid := b.Valid == nil || b.Valid[k*w.Pixels()+i]
							if valid != (v != 0) || got != v {
								t.Fatalf("%s, %d, member %d, pixel %d: %d, valid %v, want %d", c.Name, how, k, at, got, valid, v)
							}
						}
					}
				}
			}
			if err := s.Close(); err != nil || !members[0].Source.(*image).closed {
				t.Error(c.Name, err)
			}
		}
	}
}

// TestRefused: what does not go together names both files.
func TestRefused(t *testing.T) {
	fine, coarse := [5]float64{500000, 5000000, 10, 12, 12}, [5]float64{500000, 5000000, 20, 6, 6}
	other := formula(1, coarse, 32633)
	away := formula(1, [5]float64{520000, 5000000, 20, 6, 6}, 32632)
	bare := formula(1, coarse, 32632)
	bare.header.Geo = nil
	typed := formula(1, coarse, 32632)
	typed.header.Type = raster.Uint8
	turned := formula(1, coarse, 32632)
	turned.header.Geo.Transform[2] = 1
	for want, m := range map[string]*image{
		"other.tif: it lies in another coordinate system (EPSG:32633) than fine.tif (EPSG:32632)": other,
		"other.tif: it covers nothing of the grid":                                                away,
		"other.tif: no georeference":                                                              bare,
		"other.tif: bands of uint8":                                                               typed,
		"other.tif: a rotated grid":                                                               turned,
	} {
		_, err := New([]Member{{"fine.tif", formula(0, fine, 32632)}, {"other.tif", m}}, Options{})
		var u *raster.UnsupportedError
		if !errors.As(err, &u) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	etrs := formula(1, coarse, 25832) // the same ground
	if _, err := New([]Member{{"fine.tif", formula(0, fine, 32632)}, {"etrs.tif", etrs}}, Options{}); err != nil {
		t.Error(err)
	}
	if _, err := New(nil, Options{}); err == nil {
		t.Error("no members")
	}
}

// TestGrid: the grid is that of the bands chosen, or of a resolution.
func TestGrid(t *testing.T) {
	members := func() []Member {
		return []Member{{"10", formula(0, [5]float64{500000, 5000000, 10, 12, 12}, 32632)}, {"20", formula(1, [5]float64{500000, 5000000, 20, 6, 6}, 32632)},
			{"60", formula(2, [5]float64{500000, 5000000, 60, 2, 2}, 32632)}}
	}
	for _, test := range []struct {
		o          Options
		size       int
		resolution float64
		coarse     [3]bool
	}{
		{Options{}, 12, 10, [3]bool{false, true, true}},
		{Options{Bands: []int{1, 2}}, 6, 20, [3]bool{true, false, true}},
		{Options{Bands: []int{2}}, 2, 60, [3]bool{true, true, false}},
		{Options{Resolution: 30}, 4, 30, [3]bool{true, true, true}},
	} {
		s, err := New(members(), test.o)
		if err != nil {
			t.Fatal(err)
		}
		h := s.Header()
		if h.Width != test.size || h.Height != test.size || h.Geo.Transform[1] != test.resolution || h.Geo.Transform[5] != -test.resolution {
			t.Errorf("%+v: %d by %d, %v", test.o, h.Width, h.Height, h.Geo.Transform)
		}
		for b, want := range test.coarse {
			if s.members[b].same == want {
				t.Errorf("%+v: band %d: %v", test.o, b, !want)
			}
		}
		n := 0
		for _, w := range s.Tasks(h.Window()) {
			var b raster.Block
			if err := s.Read(context.Background(), w, &b); err != nil {
				t.Error(err)
			}
			n += w.Pixels()
		}
		if n != test.size*test.size {
			t.Errorf("%+v: tasks of %d pixels", test.o, n)
		}
	}
	for _, r := range []float64{-1, 1e-30} {
		if _, err := New(members(), Options{Resolution: r}); err == nil {
			t.Error("resolution", r)
		}
	}
}

// TestInvalid: an invalid sample of a member stays invalid (nearest) and does
// not contribute (bilinear): of 10, 20, 30, 40 without the last one, the middle
// between all four is 20.
func TestInvalid(t *testing.T) {
	fine := formula(0, [5]float64{0, 60, 20, 3, 3}, 32632)
	four := formula(0, [5]float64{0, 60, 30, 2, 2}, 32632)
	four.data, four.valid = []uint16{10, 20, 30, 40}, []bool{true, true, true, false}
	for _, how := range []raster.Resampling{raster.Nearest, raster.Bilinear} {
		s, err := New([]Member{{"fine", fine}, {"four", four}}, Options{Resampling: how})
		if err != nil {
			t.Fatal(err)
		}
		var b raster.Block
		if err := s.Read(context.Background(), raster.Window{W: 3, H: 3}, &b); err != nil {
			t.Fatal(err)
		}
		if b.Valid == nil || !b.Valid[9] || b.Valid[17] || !b.Valid[0] {
			t.Error(how, b.Valid)
		}
		if how == raster.Bilinear && b.U16[13] != 20 {
			t.Error(b.U16[9:])
		}
	}
}

// TestBySize: without georeference the sizes decide, as ever.
func TestBySize(t *testing.T) {
	a, b := formula(0, [5]float64{0, 0, 1, 4, 4}, 0), formula(1, [5]float64{0, 0, 1, 2, 2}, 0)
	a.header.Geo, b.header.Geo = nil, nil
	s, err := New([]Member{{"a", a}, {"b", b}}, Options{})
	if err != nil || s.Header().Width != 4 || s.Header().Geo != nil {
		t.Fatal(s, err)
	}
}

func FuzzAxis(f *testing.F) {
	f.Add(0.0, 10.0, 12, 3.0, 20.0, 6)
	f.Fuzz(func(t *testing.T, west, size float64, n int, west2, size2 float64, n2 int) {
		if n < 1 || n > 1000 || n2 < 1 || n2 > 1000 {
			return
		}
		g, m := Grid{[6]float64{west, size, 0, 0, 0, -1}, n, 1}, Grid{[6]float64{west2, size2, 0, 0, 0, -1}, n2, 1}
		if !g.sound() || !m.sound() {
			return
		}
		x, _ := g.Axes(&m)
		low, high := x.reach(n)
		for i := range n {
			if x.Reaches(i) != (i >= low && i < high) {
				t.Fatalf("%v: pixel %d is not in %d to %d", x, i, low, high)
			}
			if !x.Reaches(i) {
				continue
			}
			for _, how := range []raster.Resampling{raster.Nearest, raster.Bilinear} {
				first, count := x.needs(i, 1, how)
				if first < 0 || count < 1 || first+count > n2 {
					t.Fatalf("%v: pixel %d needs %d of %d", x, i, count, first)
				}
			}
		}
	})
}

// TestBySizeNearest: a pixel has the sample of the pixel that holds its centre,
// at (x + ½)·n/m of the n samples, in whole numbers, for any two sizes.
func TestBySizeNearest(t *testing.T) {
	for fine := 1; fine <= 40; fine++ {
		for coarse := 1; coarse <= fine; coarse++ {
			a, b := formula(0, [5]float64{0, 0, 1, float64(fine), float64(fine)}, 0), formula(1, [5]float64{0, 0, 1, float64(coarse), float64(coarse)}, 0)
			a.header.Geo, b.header.Geo = nil, nil
			s, err := New([]Member{{"a", a}, {"b", b}}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got raster.Block
			if err := s.Read(context.Background(), raster.Window{W: fine, H: fine}, &got); err != nil {
				t.Fatal(err)
			}
			for i := range fine * fine {
				x, y := (2*(i%fine)+1)*coarse/(2*fine), (2*(i/fine)+1)*coarse/(2*fine)
				if want := b.data[y*coarse+x]; got.Valid != nil || got.U16[fine*fine+i] != want {
					t.Fatalf("%d on %d, pixel %d: %d, want %d", coarse, fine, i, got.U16[fine*fine+i], want)
				}
			}
		}
	}
}

// TestControlPoints: members that control points place go by their sizes on one
// ground, and are refused where they lie apart.
func TestControlPoints(t *testing.T) {
	at := func(k int, lon float64) *image {
		m := formula(k, [5]float64{0, 0, 1, float64(4 - 2*k), float64(4 - 2*k)}, 4326)
		m.header.Geo.Transform = [6]float64{0, 1, 0, 0, 0, 1}
		side := float64(4 - 2*k)
		m.header.Geo.Points = []raster.ControlPoint{{X: lon, Y: 10}, {Col: side, X: lon + 0.1, Y: 10}, {Row: side, X: lon, Y: 9.9}, {Col: side, Row: side, X: lon + 0.1, Y: 9.9}}
		return m
	}
	s, err := New([]Member{{"a", at(0, 20)}, {"b", at(1, 20)}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if h := s.Header(); h.Width != 4 || len(h.Geo.Points) != 4 || h.Geo.Placed() {
		t.Errorf("%+v", h)
	}
	if _, err := New([]Member{{"a", at(0, 20)}, {"b", at(1, 30)}}, Options{}); err == nil || !strings.Contains(err.Error(), "b: it lies elsewhere than a") {
		t.Error(err)
	}
	if _, err := New([]Member{{"a", at(0, 20)}, {"b", at(1, 20)}}, Options{Resolution: 10}); err == nil {
		t.Error("a resolution without georeference")
	}
}
