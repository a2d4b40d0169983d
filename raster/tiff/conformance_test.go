package tiff

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// expected is what GDAL 3.6.2 read from a file.
type expected struct {
	File string
	GDAL struct {
		Width, Height int
		Bands         []struct {
			Type, Interp string
			NoData       any
			Palette      bool
			NBits        int
			All, Valid   sums
		}
		GeoTransform []float64
		EPSG         string
		Status, Why  string
		Structure    map[string]string
	}
}

// sums are statistics of one band. Finite is nil where all samples are finite.
type sums struct {
	Count    int64
	Finite   *int64
	Min, Max *float64
	Sum      *float64
}

func readExpected(t testing.TB) []expected {
	data, err := os.ReadFile(testfile.Shared(t, "conformance", "tiff", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []expected
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func openShared(t testing.TB, o raster.Options, elem ...string) (raster.Source, error) {
	data, err := os.ReadFile(testfile.Shared(t, elem...))
	if err != nil {
		t.Fatal(err)
	}
	return Open(raster.Bytes(data), o)
}

// readWhole reads a source task by task into one block.
func readWhole(s raster.Source) (*raster.Block, error) {
	h := s.Header()
	whole, part := new(raster.Block), new(raster.Block)
	whole.Reset(h.Window(), len(h.Bands), h.Type.Storage())
	for _, w := range s.Tasks(h.Window()) {
		if err := s.Read(context.Background(), w, part); err != nil {
			return nil, err
		}
		if part.Valid != nil {
			whole.MakeValid()
		}
		for b := range part.Bands {
			for y := range w.H {
				from, to := (b*w.H+y)*w.W, (b*h.Height+w.Y+y)*h.Width+w.X
				switch whole.Storage() {
				case raster.StoreU8:
					copy(whole.U8[to:to+w.W], part.U8[from:])
				case raster.StoreU16:
					copy(whole.U16[to:to+w.W], part.U16[from:])
				default:
					copy(whole.F64[to:to+w.W], part.F64[from:])
				}
				if part.Valid != nil {
					copy(whole.Valid[to:to+w.W], part.Valid[from:])
				}
			}
		}
	}
	return whole, nil
}

var update = flag.Bool("update", false, "write docs/formats/tiff.md")

// refusals says of each file that GDAL reads and this package does not, why.
var refusals = map[string]string{}

// TestConformance reads every file and compares size, bands, statistics of all
// and of the valid samples, transform and EPSG code with GDAL.
func TestConformance(t *testing.T) {
	readable, refused := 0, 0
	var outcomes []conform.Outcome
	for _, e := range readExpected(t) {
		o := conform.Outcome{File: e.File, Word: "equal"}
		if e.GDAL.Bands != nil {
			readable++
		} else {
			o.Word, o.Reason = "unreadable", "read here, though GDAL does not"
		}
		t.Run(e.File, func(t *testing.T) {
			err := e.check(t)
			reason := refusals[e.File]
			switch {
			case err == nil && reason != "":
				t.Errorf("is read, but stands in refusals: %s", reason)
			case err == nil:
			case !raster.IsTyped(err):
				t.Errorf("untyped error: %v", err)
			case e.GDAL.Bands != nil:
				refused++
				o.Word = "refused"
				if reason == "" {
					t.Errorf("refused: %v", err)
				}
			}
			if err != nil {
				o.Reason = err.Error()
			}
		})
		outcomes = append(outcomes, o)
	}
	if refused*50 > readable {
		t.Errorf("%d of %d files that GDAL reads are refused, more than 2 %%", refused, readable)
	}
	if *update && !t.Failed() {
		conform.Room{Format: roomName, Refused: refusals}.Write(t, "TIFF", outcomes)
	}
}

// check compares one file with what GDAL read, and returns the error that
// refused it.
func (e *expected) check(t *testing.T) error {
	data, err := os.ReadFile(testfile.Shared(t, "conformance", "tiff", e.File))
	if err != nil {
		t.Fatal(err)
	}
	return e.checkData(t, data)
}

func (e *expected) checkData(t *testing.T, data []byte) error {
	s, err := Open(raster.Bytes(data), raster.Options{Indices: true, Workers: 2})
	if err != nil {
		return err
	}
	defer s.Close()
	got, err := readWhole(s)
	if err != nil || e.GDAL.Bands == nil {
		return err
	}
	h := s.Header()
	if h.Width != e.GDAL.Width || h.Height != e.GDAL.Height {
		t.Fatalf("size %d×%d, GDAL %d×%d", h.Width, h.Height, e.GDAL.Width, e.GDAL.Height)
	}
	bands := e.GDAL.Bands
	if n := len(bands) - 1; e.GDAL.Structure["SOURCE_COLOR_SPACE"] != "" && len(h.Bands) == n && bands[n].Interp == "Alpha" {
		// GDAL adds a band of alpha, all 255, to images whose colours it converts.
		if *bands[n].All.Min != 255 {
			t.Errorf("GDAL's alpha is not all 255")
		}
		bands = bands[:n]
	}
	if len(h.Bands) != len(bands) {
		t.Fatalf("%d bands, GDAL %d", len(h.Bands), len(bands))
	}
	for i, b := range bands {
		if (b.Interp == "Alpha") != (h.Bands[i].Color == raster.Alpha) {
			t.Errorf("band %d is %s for GDAL, here %d", i, b.Interp, h.Bands[i].Color)
		}
		want := number64(b.NoData)
		if want != nil { // what no sample can hold is none
			if fit, ok := raster.FitNoData(*want, h.Type); ok {
				want = &fit
			} else {
				want = nil
			}
		}
		if (want == nil) != (h.Bands[i].NoData == nil) {
			t.Errorf("band %d: nodata %v, GDAL %v", i, h.Bands[i].NoData, b.NoData)
		} else if want != nil && *want != *h.Bands[i].NoData && !math.IsNaN(*want) {
			t.Errorf("band %d: nodata %v, GDAL %v", i, *h.Bands[i].NoData, *want)
		}
		compare(t, fmt.Sprintf("band %d, all", i), statistics(got, h, i, nil), b.All, h.Type)
		compare(t, fmt.Sprintf("band %d, valid", i), statistics(got, h, i, validAsGDAL(got, h, i)), b.Valid, h.Type)
	}
	compareGeo(t, h.Geo, e.GDAL.GeoTransform, e.GDAL.EPSG)
	return nil
}

// number64 returns a number of expected.json, which writes some as text.
func number64(v any) *float64 {
	switch v := v.(type) {
	case float64:
		return &v
	case string:
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			panic(err)
		}
		return &f
	}
	return nil
}

// validAsGDAL applies mask, nodata or alpha to a band: the first of them that
// there is. Alpha counts in images of two or four bands of 8 or 16 bits only.
// Nodata of NaN is no mask here, but NaN never counts.
func validAsGDAL(b *raster.Block, h raster.Header, band int) func(i int) bool {
	n := b.Window.Pixels()
	if h.HasMask {
		return func(i int) bool { return b.Valid[band*n+i] }
	}
	if v := h.Bands[band].NoData; v != nil {
		var seen raster.Block
		view := raster.NewView(still{header: h, block: b}, raster.ViewOptions{Alpha: raster.AlphaBand})
		if err := view.Read(context.Background(), h.Window(), &seen); err != nil {
			panic(err)
		}
		return func(i int) bool {
			return (seen.Valid == nil || seen.Valid[band*n+i]) && !(math.IsNaN(*v) && math.IsNaN(b.At(band*n+i, h.Type)))
		}
	}
	last := len(h.Bands) - 1
	if (last == 1 || last == 3) && h.Bands[last].Color == raster.Alpha && band < last && (h.Type == raster.Uint8 || h.Type == raster.Uint16) {
		return func(i int) bool { return b.At(last*n+i, h.Type) != 0 }
	}
	return nil
}

// still is a source whose samples have been read.
type still struct {
	raster.Source
	header raster.Header
	block  *raster.Block
}

func (s still) Header() raster.Header { return s.header }

func (s still) Read(_ context.Context, w raster.Window, dst *raster.Block) error {
	dst.Crop(s.block, w)
	return nil
}

func statistics(b *raster.Block, h raster.Header, band int, valid func(int) bool) sums {
	n := b.Window.Pixels()
	var s sums
	var finite int64
	var sum, rest float64 // Neumaier's compensated sum
	low, high := math.Inf(1), math.Inf(-1)
	for i := range n {
		if valid != nil && !valid(i) {
			continue
		}
		v := b.At(band*n+i, h.Type)
		s.Count++
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		finite++
		low, high = min(low, v), max(high, v)
		t := sum + v
		if math.Abs(sum) >= math.Abs(v) {
			rest += (sum - t) + v
		} else {
			rest += (v - t) + sum
		}
		sum = t
	}
	if finite > 0 {
		sum += rest
		s.Finite, s.Min, s.Max, s.Sum = &finite, &low, &high, &sum
	}
	return s
}

func compare(t *testing.T, what string, got, want sums, typ raster.SampleType) {
	t.Helper()
	if want.Finite == nil {
		want.Finite = &want.Count
	}
	if got.Count != want.Count || got.Finite == nil != (want.Min == nil) {
		t.Errorf("%s: %s, GDAL %s", what, got, want)
		return
	}
	if got.Finite == nil {
		return
	}
	exact := typ.IsInteger() && typ != raster.Int64 && typ != raster.Uint64
	sumOK := *got.Sum == *want.Sum
	if !exact {
		sumOK = sumOK || math.Abs(*got.Sum-*want.Sum) <= 1e-12*float64(max(got.Count, 1))*max(math.Abs(*want.Min), math.Abs(*want.Max))
	}
	if *got.Finite != *want.Finite || *got.Min != *want.Min || *got.Max != *want.Max || !sumOK {
		t.Errorf("%s: %s, GDAL %s", what, got, want)
	}
}

func (s sums) String() string {
	if s.Min == nil {
		return fmt.Sprintf("%d samples, none finite", s.Count)
	}
	return fmt.Sprintf("%d samples, %d finite, min %v, max %v, sum %v", s.Count, *s.Finite, *s.Min, *s.Max, *s.Sum)
}

func compareGeo(t *testing.T, g *raster.GeoReference, transform []float64, epsg string) {
	t.Helper()
	identity := [6]float64{0, 1, 0, 0, 0, 1}
	got, code := identity, ""
	if g != nil {
		got, code = g.Transform, g.CRS[strings.IndexByte(g.CRS, ':')+1:] // one code is ESRI's
	}
	want := identity
	copy(want[:], transform)
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12*math.Abs(want[i]) {
			t.Errorf("transform %v, GDAL %v", got, want)
			break
		}
	}
	if epsg != "" && epsg != code {
		t.Errorf("EPSG %s, GDAL %s", code, epsg)
	}
}

// TestPalettes compares palette images after expansion. Alpha is a band only
// where an entry is transparent.
func TestPalettes(t *testing.T) {
	data, err := os.ReadFile("testdata/palettes.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Files []struct {
			File        string
			Transparent bool
			Bands       []sums
		}
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	for _, want := range list.Files {
		t.Run(want.File, func(t *testing.T) {
			s, err := openShared(t, raster.Options{}, "conformance", "tiff", want.File)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			got, err := readWhole(s)
			if err != nil {
				t.Fatal(err)
			}
			h := s.Header()
			if (h.AlphaBand() >= 0) != want.Transparent || h.Type != raster.Uint8 {
				t.Fatalf("bands %v of %s", h.Bands, h.Type)
			}
			for i := range h.Bands {
				want.Bands[i].Count = int64(h.Width * h.Height)
				compare(t, fmt.Sprintf("band %d", i), statistics(got, h, i, nil), want.Bands[i], h.Type)
			}
		})
	}
}
