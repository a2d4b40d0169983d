package jp2

import (
	"encoding/binary"
	"flag"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

var update = flag.Bool("update", false, "write docs/formats/jp2.md")

// refused holds what GDAL reads and this package does not.
var refused = map[string]string{}

// explain says why samples rightly differ from those of GDAL.
func explain(t *testing.T) func(string, *conform.Expected, *conform.Measured) string {
	return func(_ string, e *conform.Expected, m *conform.Measured) string {
		bands := e.GDAL.Bands
		switch {
		case len(m.Header.Bands) != len(bands):
			i := open(t, e.Path(t, format), raster.Options{Indices: true})
			defer i.Close()
			indices, err := conform.Measure(i)
			if err == nil && len(bands) == 1 && slices.Equal(indices.All, []conform.Statistics{bands[0].All}) {
				return "gives the indices: it passes over palettes that are not of 8 bits"
			}
		case m.Header.Type == raster.Int8:
			if clipped(t, e, bands) {
				return "clips signed samples of up to 8 bits at 0"
			}
		case near(m.All, bands):
			return "lossy: single samples are rounded otherwise, by 1"
		}
		return ""
	}
}

// near reports whether the statistics agree as two lossy decoders do.
func near(got []conform.Statistics, want []conform.GDALBand) bool {
	for i, g := range got {
		w := want[i].All
		if g.Count != w.Count || math.Abs(g.Min-w.Min) > 1 || math.Abs(g.Max-w.Max) > 1 || math.Abs(g.Sum-w.Sum) > 1e-5*math.Abs(w.Sum) {
			return false
		}
	}
	return true
}

// clipped reports whether the samples agree once negative ones are 0.
func clipped(t *testing.T, e *conform.Expected, bands []conform.GDALBand) bool {
	all := whole(t, open(t, e.Path(t, format), raster.Options{}))
	n := len(all) / len(bands)
	for b := range bands {
		sum := 0.0
		for _, v := range all[b*n : (b+1)*n] {
			sum += float64(max(v, 0))
		}
		if sum != bands[b].All.Sum {
			return false
		}
	}
	return true
}

func TestConformance(t *testing.T) {
	room := conform.Room{Format: format, Open: Open, Explain: explain(t), Refused: refused}
	all := room.Run(t)
	if *update {
		room.Write(t, "JPEG 2000", all)
	}
}

// replaced holds the codes for which PROJ, and so GDAL, gives the code that
// has replaced them.
var replaced = map[string]string{"EPSG:21892": "EPSG:21897"}

// The georeference is that of GDAL.
func TestConformanceGeo(t *testing.T) {
	for _, e := range geoExpectations(t) {
		if e.GDAL.Geotransform == nil {
			continue
		}
		s := open(t, filepath.Join(filepath.Dir((&conform.Expected{File: "x"}).Path(t, format)), e.File), raster.Options{})
		g := s.Header().Geo
		if g == nil {
			t.Errorf("%s has no place, want %v", e.File, e.GDAL.Geotransform)
			continue
		}
		if code := e.GDAL.EPSG; code != "" && g.CRS != "EPSG:"+code && replaced[g.CRS] != "EPSG:"+code {
			t.Errorf("%s is in %q, want %s", e.File, g.CRS, code)
		}
		for i, v := range e.GDAL.Geotransform {
			if math.Abs(g.Transform[i]-v) > 1e-9*math.Max(1, math.Abs(v)) {
				t.Errorf("%s lies at %v, want %v", e.File, g.Transform, e.GDAL.Geotransform)
				break
			}
		}
	}
}

// Every sample is within 1 of what OpenJPEG decodes, where its command is
// installed.
func TestConformanceSamples(t *testing.T) {
	command, err := exec.LookPath("opj_decompress")
	if err != nil {
		t.Skip("needs opj_decompress")
	}
	compared := 0
	for _, e := range conform.Load(t, format) {
		if e.GDAL == nil || e.GDAL.Why != "" {
			continue
		}
		path := e.Path(t, format)
		s, err := Open(mustRead(t, path), raster.Options{Indices: true})
		if err != nil {
			continue
		}
		h := s.Header()
		if h.SampleBits() > 16 || len(h.Bands) > 4 {
			continue
		}
		all := whole(t, s)
		out := filepath.Join(t.TempDir(), "out.rawl")
		if exec.Command(command, "-i", path, "-o", out).Run() != nil {
			continue
		}
		raw, err := os.ReadFile(out)
		if err != nil {
			continue
		}
		size := 1 + (h.SampleBits()-1)/8
		unused := 32 - h.SampleBits() // signed samples are written without their upper bits
		if len(raw) != len(all)*size {
			continue // a palette, or components of several widths
		}
		compared++
		for i, v := range all {
			want := int32(raw[i*size])
			if size == 2 {
				want = int32(binary.LittleEndian.Uint16(raw[2*i:]))
			}
			if h.Type == raster.Int8 || h.Type == raster.Int16 {
				want = want << unused >> unused
			}
			if d := v - want; d < -1 || d > 1 {
				t.Errorf("%s: sample %d is %d, OpenJPEG gives %d", e.File, i, v, want)
				break
			}
		}
	}
	t.Logf("%d files compared", compared)
}

func mustRead(t testing.TB, path string) raster.File {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raster.Bytes(data)
}
