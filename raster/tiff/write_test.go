package tiff

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// writeFile writes an image of blocks of up to rows rows and returns its path.
func writeFile(t testing.TB, h raster.Header, o WriteOptions, all *raster.Block, rows int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "image.tif")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := NewWriter(f, h, o)
	if err != nil {
		t.Fatal(err)
	}
	for y := 0; y < h.Height; y += rows {
		if err := w.Write(cut(all, raster.Window{Y: y, W: h.Width, H: min(rows, h.Height-y)})); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// cut copies a window out of a block.
func cut(b *raster.Block, w raster.Window) *raster.Block {
	var c raster.Block
	c.Reset(w, b.Bands, b.Storage())
	for band := range b.Bands {
		for y := range w.H {
			from := band*b.Window.Pixels() + (w.Y-b.Window.Y+y)*b.Window.W + w.X - b.Window.X
			to := band*w.Pixels() + y*w.W
			switch b.Storage() {
			case raster.StoreU8:
				copy(c.U8[to:to+w.W], b.U8[from:])
			case raster.StoreU16:
				copy(c.U16[to:to+w.W], b.U16[from:])
			default:
				copy(c.F64[to:to+w.W], b.F64[from:])
			}
		}
	}
	return &c
}

// smooth returns a block of samples that run slowly with some noise, within
// the range of type t.
func smooth(r *rand.Rand, w, h, bands int, t raster.SampleType) *raster.Block {
	var b raster.Block
	b.Reset(raster.Window{W: w, H: h}, bands, t.Storage())
	low, high := t.Range()
	if t.IsFloat() {
		low, high = -1000, 1000
	}
	for i := range bands * w * h {
		wave := 0.5 + 0.45*math.Sin(float64(i%w)/17+float64(i/w)/29)
		v := low + (high-low)*min(wave+0.05*r.Float64(), 1)
		switch {
		case t.IsInteger():
			v = math.Floor(v)
		case t == raster.Float32:
			v = float64(float32(v))
		}
		switch b.Storage() {
		case raster.StoreU8:
			b.U8[i] = uint8(v)
		case raster.StoreU16:
			b.U16[i] = uint16(int64(v) + t.Bias())
		default:
			b.F64[i] = v
		}
	}
	return &b
}

// planes returns the samples as GDAL's ENVI driver stores them: band after
// band in little-endian order.
func planes(b *raster.Block, t raster.SampleType) []byte {
	size := t.Bits() / 8
	n := b.Bands * b.Window.Pixels()
	out := make([]byte, n*size)
	for i := range n {
		v := b.At(i, t)
		switch t {
		case raster.Float32:
			binary.LittleEndian.PutUint32(out[i*size:], math.Float32bits(float32(v)))
		case raster.Float64:
			binary.LittleEndian.PutUint64(out[i*size:], math.Float64bits(v))
		default:
			for k := range size {
				out[i*size+k] = byte(int64(v) >> (8 * k))
			}
		}
	}
	return out
}

func needGDAL(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("gdalinfo"); err != nil {
		t.Skip("needs GDAL's command-line tools")
	}
}

// gdalPlanes returns the samples as GDAL reads them.
func gdalPlanes(t testing.TB, path string, args ...string) []byte {
	t.Helper()
	raw := filepath.Join(t.TempDir(), "raw")
	args = append([]string{"-q", "-of", "ENVI", "-co", "INTERLEAVE=BSQ", path, raw}, args...)
	if out, err := exec.Command("gdal_translate", args...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("gdal_translate: %v: %s", err, out)
	}
	data, err := os.ReadFile(raw)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

type gdalBand struct {
	Type                string
	Block               []int
	Description         string
	ColorInterpretation string
	NoDataValue         any
	Scale, Offset       *float64
	ColorTable          struct{ Entries [][]int }
}

type gdalInfo struct {
	GeoTransform     []float64
	CoordinateSystem struct{ WKT string }
	Metadata         map[string]map[string]string
	Bands            []gdalBand
	Stac             map[string]any
}

func info(t testing.TB, path string) gdalInfo {
	t.Helper()
	out, err := exec.Command("gdalinfo", "-json", path).Output()
	if err != nil {
		t.Fatalf("gdalinfo: %v", err)
	}
	var g gdalInfo
	if err := json.Unmarshal(out, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

var writtenTypes = []raster.SampleType{raster.Uint8, raster.Uint16, raster.Uint32, raster.Int16, raster.Int32, raster.Float32, raster.Float64}

// The oracle is GDAL.
func TestWriteGDALReadsEqualSamples(t *testing.T) {
	needGDAL(t)
	r := rand.New(rand.NewPCG(3, 4))
	layouts := []WriteOptions{{Tile: 16}, {Strips: true}, {Tile: 48, BigTIFF: true, NoPredictor: true}, {COG: true, Tile: 32}}
	for i, typ := range writtenTypes {
		for codec := range codecs {
			o := layouts[(i+codec)%len(layouts)]
			o.Codec, o.Workers = Codec(codec), r.IntN(3)
			h := raster.Header{Type: typ, Width: 1 + r.IntN(90), Height: 1 + r.IntN(90), Bands: make([]raster.Band, 1+r.IntN(14))}
			all := smooth(r, h.Width, h.Height, len(h.Bands), typ)
			path := writeFile(t, h, o, all, 1+r.IntN(h.Height))
			// GDAL's raw files have 2 bytes at least.
			if got, want := gdalPlanes(t, path), planes(all, typ); !bytes.HasPrefix(got, want) {
				t.Errorf("%s, %d×%d, %d bands, %+v: GDAL reads other samples", typ, h.Width, h.Height, len(h.Bands), o)
			}
		}
	}
}

func TestWriteSameBytesForAnyWorkers(t *testing.T) {
	h := raster.Header{Type: raster.Uint16, Width: 200, Height: 170, Bands: make([]raster.Band, 3)}
	all := smooth(rand.New(rand.NewPCG(1, 2)), h.Width, h.Height, 3, h.Type)
	var first []byte
	for _, workers := range []int{1, 2, 5} {
		path := writeFile(t, h, WriteOptions{Codec: Deflate, Tile: 32, Workers: workers}, all, 7*workers)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = data
		}
		if !bytes.Equal(data, first) {
			t.Errorf("%d workers: other bytes", workers)
		}
	}
}

func number(v float64) *float64 { return &v }

// What GDAL reports is compared with what was written.
func TestWriteMeaning(t *testing.T) {
	needGDAL(t)
	h := raster.Header{Type: raster.Int16, Width: 20, Height: 10, Bands: []raster.Band{
		{Name: "B04 <red>", Color: raster.Red, NoData: number(-9999), Scale: number(0.0001), Offset: number(-0.1)},
		{Name: "B03", Color: raster.Green, NoData: number(-9999)},
		{Color: raster.Blue, NoData: number(-9999)},
		{Name: "B08", NoData: number(-9999)},
		{Color: raster.Alpha},
	}}
	all := smooth(rand.New(rand.NewPCG(1, 2)), h.Width, h.Height, len(h.Bands), h.Type)
	g := info(t, writeFile(t, h, WriteOptions{Tile: 16}, all, 10))
	var colors []string
	for _, b := range g.Bands {
		colors = append(colors, b.ColorInterpretation)
		if b.NoDataValue != -9999. {
			t.Errorf("nodata %v", b.NoDataValue)
		}
	}
	if want := "[Red Green Blue Undefined Alpha]"; fmt.Sprint(colors) != want {
		t.Errorf("colours %v, want %v", colors, want)
	}
	b := g.Bands[0]
	if b.Description != "B04 <red>" || b.Scale == nil || *b.Scale != 0.0001 || b.Offset == nil || *b.Offset != -0.1 {
		t.Errorf("band 1: %+v", b)
	}
	if g.Bands[3].Description != "B08" || g.Bands[2].Description != "" {
		t.Errorf("names: %+v", g.Bands)
	}
}

func TestWritePalette(t *testing.T) {
	needGDAL(t)
	h := raster.Header{Type: raster.Uint8, Width: 20, Height: 10,
		Bands:   []raster.Band{{Color: raster.PaletteIndex, NoData: number(math.NaN())}},
		Palette: []raster.RGBA{{R: 1, G: 2, B: 3, A: 255}, {R: 200, G: 100, B: 50, A: 255}}}
	all := smooth(rand.New(rand.NewPCG(1, 2)), h.Width, h.Height, 1, h.Type)
	b := info(t, writeFile(t, h, WriteOptions{Strips: true}, all, 10)).Bands[0]
	if got := fmt.Sprint(b.ColorTable.Entries[:2]); got != "[[1 2 3 255] [200 100 50 255]]" || b.ColorInterpretation != "Palette" {
		t.Errorf("palette %v, %v", got, b.ColorInterpretation)
	}
}

func TestWriteGeoReference(t *testing.T) {
	needGDAL(t)
	for _, g := range []raster.GeoReference{
		{Transform: [6]float64{500000, 10, 0, 4e6, 0, -10}, EPSG: 32630},
		{Transform: [6]float64{500000, 10, 0, 4e6, 0, -10}, EPSG: 32630, PixelIsPoint: true},
		{Transform: [6]float64{3.25, 0.125, 0, 50, 0, -0.25}, EPSG: 4326},
		{Transform: [6]float64{3.25, 0.125, 0, 50, 0, 0.25}, EPSG: 7844}, // south up
		{Transform: [6]float64{100, 3, 4, 200, 4, -3}, EPSG: 25832, PixelIsPoint: true},
		{Transform: [6]float64{100, 1, 0, 200, 0, -1}},
		{Transform: [6]float64{100, 1, 0, 200, 0, -1}, Directory: []uint16{1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2, 3072, 0, 1, 4559}, PixelIsPoint: true},
	} {
		h := raster.Header{Type: raster.Uint8, Width: 20, Height: 10, Bands: make([]raster.Band, 1), Geo: &g}
		all := smooth(rand.New(rand.NewPCG(1, 2)), h.Width, h.Height, 1, h.Type)
		got := info(t, writeFile(t, h, WriteOptions{}, all, 10))
		if fmt.Sprint(got.GeoTransform) != fmt.Sprint(g.Transform) {
			t.Errorf("%+v: transform %v", g, got.GeoTransform)
		}
		code := g.EPSG
		if code == 0 && g.Directory != nil {
			code = 4559
		}
		ending := fmt.Sprintf("ID[\"EPSG\",%d]]", code)
		if wkt := got.CoordinateSystem.WKT; code != 0 && !bytes.HasSuffix([]byte(wkt), []byte(ending)) || code == 0 && wkt != "" {
			t.Errorf("%+v: system %s", g, wkt)
		}
		if point := got.Metadata[""]["AREA_OR_POINT"] == "Point"; point != g.PixelIsPoint {
			t.Errorf("%+v: point %v", g, point)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	ok := raster.Header{Type: raster.Uint8, Width: 2, Height: 2, Bands: make([]raster.Band, 2)}
	try := func(change func(*raster.Header)) error {
		h := ok
		change(&h)
		_, err := NewWriter(nil, h, WriteOptions{})
		return err
	}
	for name, change := range map[string]func(*raster.Header){
		"empty":    func(h *raster.Header) { h.Width = 0 },
		"bandless": func(h *raster.Header) { h.Bands = nil },
		"type":     func(h *raster.Header) { h.Type = raster.Int64 },
		"nodata":   func(h *raster.Header) { h.Bands = []raster.Band{{NoData: number(1)}, {}} },
		"system":   func(h *raster.Header) { h.Geo = &raster.GeoReference{EPSG: 102100} },
	} {
		if err := try(change); !raster.IsTyped(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWriteBigTIFFWhereNeeded(t *testing.T) {
	for side, big := range map[int]bool{60000: false, 66000: true} {
		f, err := os.CreateTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		w, err := NewWriter(f, raster.Header{Type: raster.Uint8, Width: side, Height: side, Bands: make([]raster.Band, 1)}, WriteOptions{})
		if err != nil || w.big != big {
			t.Errorf("%d pixels a side: BigTIFF %v, %v", side, w.big, err)
		}
		if err := w.Close(); err == nil {
			t.Error("closed without rows")
		}
	}
}
