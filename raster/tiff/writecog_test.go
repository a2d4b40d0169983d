package tiff

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// validateCOG runs GDAL's own check where it is installed.
func validateCOG(t *testing.T, path string) {
	t.Helper()
	const module = "osgeo_utils.samples.validate_cloud_optimized_geotiff"
	python := ""
	for _, p := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(p, "-c", "import "+module).Run() == nil {
			python = p
			break
		}
	}
	if python == "" {
		t.Skip("needs GDAL's Python scripts")
	}
	out, err := exec.Command(python, "-m", module, "--full-check=yes", path).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "is a valid cloud optimized GeoTIFF") || strings.Contains(string(out), "warning") {
		t.Errorf("%s: %v: %s", path, err, out)
	}
}

func TestCOGIsValid(t *testing.T) {
	needGDAL(t)
	r := rand.New(rand.NewPCG(1, 2))
	geo := &raster.GeoReference{Transform: [6]float64{500000, 10, 0, 4e6, 0, -10}, EPSG: 32630}
	for _, c := range []struct {
		h raster.Header
		o WriteOptions
	}{
		{raster.Header{Type: raster.Uint16, Width: 700, Height: 300, Bands: make([]raster.Band, 3), Geo: geo}, WriteOptions{Codec: Deflate, Tile: 64, Workers: 2}},
		{raster.Header{Type: raster.Float32, Width: 129, Height: 515, Bands: make([]raster.Band, 1), Geo: geo}, WriteOptions{Codec: Zstd, Tile: 128, BigTIFF: true}},
		{raster.Header{Type: raster.Uint8, Width: 10, Height: 20, Bands: make([]raster.Band, 2)}, WriteOptions{Codec: LZW}},
		{raster.Header{Type: raster.Int16, Width: 600, Height: 1, Bands: make([]raster.Band, 1)}, WriteOptions{Tile: 256}},
	} {
		c.o.COG = true
		all := smooth(r, c.h.Width, c.h.Height, len(c.h.Bands), c.h.Type)
		path := writeFile(t, c.h, c.o, all, 37)
		validateCOG(t, path)
		if got, want := gdalPlanes(t, path), planes(all, c.h.Type); !bytes.Equal(got, want) {
			t.Errorf("%+v: GDAL reads other samples", c.o)
		}
		if layout := info(t, path).Metadata["IMAGE_STRUCTURE"]["LAYOUT"]; layout != "COG" {
			t.Errorf("%+v: layout %q", c.o, layout)
		}
	}
}

// The expected overview is computed from the whole image, in the plain way.
func TestOverviewIsMeanOfValid(t *testing.T) {
	needGDAL(t)
	r := rand.New(rand.NewPCG(1, 2))
	for _, typ := range writtenTypes {
		for _, nodata := range []*float64{nil, number(7)} {
			h := raster.Header{Type: typ, Width: 33 + r.IntN(30), Height: 33 + r.IntN(90), Bands: []raster.Band{{NoData: nodata}, {NoData: nodata}}}
			all := smooth(r, h.Width, h.Height, 2, typ)
			for i := range 2 * h.Width * h.Height {
				if nodata != nil && r.IntN(2) == 0 {
					set(all, i, 7, typ)
				} else if r.IntN(4) == 0 {
					set(all, i, float64(6+2*r.IntN(2)), typ) // means of 7
				}
			}
			w, hh := (h.Width+1)/2, (h.Height+1)/2
			half := smooth(r, w, hh, 2, typ)
			for band := range 2 {
				for y := range hh {
					for x := range w {
						set(half, (band*hh+y)*w+x, meanOfValid(all, band, x, y, typ, nodata), typ)
					}
				}
			}
			path := writeFile(t, h, WriteOptions{COG: true, Tile: 32}, all, 1+r.IntN(h.Height))
			if !bytes.Equal(gdalPlanes(t, path, "-oo", "OVERVIEW_LEVEL=0"), planes(half, typ)) {
				t.Errorf("%s, %d×%d, nodata %v: other overview", typ, h.Width, h.Height, nodata)
			}
		}
	}
}

func set(b *raster.Block, i int, v float64, t raster.SampleType) {
	switch b.Storage() {
	case raster.StoreU8:
		b.U8[i] = uint8(v)
	case raster.StoreU16:
		b.U16[i] = uint16(int64(v) + t.Bias())
	default:
		b.F64[i] = v
	}
}

func meanOfValid(b *raster.Block, band, x, y int, t raster.SampleType, nodata *float64) float64 {
	sum, n := 0.0, 0.0
	for yy := 2 * y; yy < min(2*y+2, b.Window.H); yy++ {
		for xx := 2 * x; xx < min(2*x+2, b.Window.W); xx++ {
			if v := b.At((band*b.Window.H+yy)*b.Window.W+xx, t); nodata == nil || v != *nodata {
				sum += v
				n++
			}
		}
	}
	switch {
	case n == 0:
		return *nodata
	case t.IsInteger():
		sum = math.Floor(sum/n + 0.5)
	case t == raster.Float32:
		sum = float64(float32(sum / n))
	default:
		sum /= n
	}
	if nodata == nil || sum != *nodata {
		return sum
	}
	switch t {
	case raster.Float32:
		return float64(math.Nextafter32(float32(sum), 8))
	case raster.Float64:
		return math.Nextafter(sum, 8)
	}
	return sum + 1
}

func TestOverviewLeavesOutTransparentPixels(t *testing.T) {
	h := raster.Header{Type: raster.Uint8, Width: 2, Height: 2, Bands: []raster.Band{{}, {Color: raster.Alpha}}}
	dst := make([]byte, 2)
	newReducer(&h).halve(dst, []byte{10, 255, 20, 0, 30, 1, 40, 0}, 2, h.Window())
	if got := fmt.Sprint(dst); got != "[20 64]" {
		t.Errorf("grey and alpha %s, want [20 64]", got)
	}
	h.Bands = []raster.Band{{Color: raster.PaletteIndex}}
	newReducer(&h).halve(dst, []byte{10, 20, 30, 40}, 2, h.Window())
	if got := fmt.Sprint(dst[:1]); got != "[10]" {
		t.Errorf("palette index %s, want [10]", got)
	}
}

func TestSpillToFile(t *testing.T) {
	s := spill{dir: t.TempDir()}
	defer s.Close()
	part := make([]byte, 1<<20)
	for i := range 30 {
		part[0] = byte(i)
		if _, err := s.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if s.file == nil {
		t.Error("all in memory")
	}
	b := make([]byte, 1)
	for i := range 30 {
		if _, err := s.ReadAt(b, int64(i*len(part))); err != nil || b[0] != byte(i) {
			t.Errorf("part %d: %d, %v", i, b[0], err)
		}
	}
}

func TestCOGBecomesBigTIFF(t *testing.T) {
	for size, want := range map[int64]byte{4 << 30: 43, 4<<30 - 1<<20: 42} {
		h := raster.Header{Type: raster.Uint8, Width: 16, Height: 16, Bands: make([]raster.Band, 1)}
		w, err := NewWriter(nil, h, WriteOptions{COG: true, Tile: 16})
		if err != nil {
			t.Fatal(err)
		}
		w.levels[0].offsets, w.levels[0].sizes = []int64{0}, []int64{size}
		head, err := w.layout()
		if err != nil || head[2] != want {
			t.Errorf("block of %d bytes: version %d, want %d; %v", size, head[2], want, err)
		}
	}
}
