package sidecar

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/tiff"
)

// beside opens the sidecars of a file in testdata.
func beside(t *testing.T, name string) Files {
	t.Helper()
	open := func(names []string) raster.File {
		for _, n := range names {
			if data, err := os.ReadFile(filepath.Join("testdata", n)); err == nil {
				return raster.Bytes(data)
			}
		}
		return nil
	}
	n := NamesOf(name)
	return Files{open(n.PAM), open(n.Mask), open(n.World), open(n.Projection)}
}

func openTIFF(t *testing.T, name string) raster.Source {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	s, err := tiff.Open(raster.Bytes(data), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestGDAL compares with what GDAL 3.6.2 reads of the files that
// testdata/make.py wrote. GDAL has no code for the system of world.prj, since
// it reads no .prj beside TIFF.
func TestGDAL(t *testing.T) {
	data, err := os.ReadFile("testdata/values.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		File      string
		Transform [6]float64
		EPSG      int
		Bands     []struct {
			NoData, Interp, Name, Mask string
			Scale, Offset              *float64
		}
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	for _, want := range list {
		s, _, err := Apply(openTIFF(t, want.File), beside(t, want.File), raster.Options{})
		if err != nil {
			t.Errorf("%s: %v", want.File, err)
			continue
		}
		h := s.Header()
		transform, epsg := identity, 0
		if h.Geo != nil {
			transform, epsg = h.Geo.Transform, h.Geo.EPSG
		}
		if want.File == "world.tif" {
			want.EPSG = 32733
		}
		if transform != want.Transform || epsg != want.EPSG {
			t.Errorf("%s: transform %v, EPSG %d, want %v, %d", want.File, transform, epsg, want.Transform, want.EPSG)
		}
		view := raster.NewView(s, raster.ViewOptions{})
		var b raster.Block
		if err := view.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatal(err)
		}
		n := h.Width * h.Height
		for i, w := range want.Bands {
			band := h.Bands[i]
			color, _ := raster.ParseColor(w.Interp)
			if band.Name != w.Name || band.Color != color || !equal(band.Scale, w.Scale, 1) || !equal(band.Offset, w.Offset, 0) {
				t.Errorf("%s, band %d: %+v, want %+v", want.File, i+1, band, w)
			}
			nodata, ok := raster.ParseNoData(w.NoData)
			if ok != (band.NoData != nil) && !h.NoDataTogether || ok && nodata != *band.NoData {
				t.Errorf("%s, band %d: nodata %v, want %s", want.File, i+1, band.NoData, w.NoData)
			}
			valid := strings.Builder{}
			for p := range n {
				valid.WriteByte("01"[b2i(b.Valid == nil || b.Valid[i*n+p])])
			}
			if valid.String() != w.Mask {
				t.Errorf("%s, band %d: valid %s, want %s", want.File, i+1, valid.String(), w.Mask)
			}
		}
		view.Close()
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// equal compares a number with GDAL's, which has a default for bands that an
// .aux.xml mentions.
func equal(a, b *float64, missing float64) bool {
	if a == nil {
		return b == nil || *b == missing
	}
	return b != nil && *a == *b
}

// TestWindows reads a masked image in parts and as a stream.
func TestWindows(t *testing.T) {
	s, _, err := Apply(openTIFF(t, "each.tif"), beside(t, "each.tif"), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var whole, part, cut raster.Block
	h := s.Header()
	if err := raster.Each(context.Background(), s, h.Window(), &whole, func(*raster.Block) error { return nil }); err != nil {
		t.Fatal(err)
	}
	w := raster.Window{X: 2, Y: 1, W: 4, H: 3}
	if err := s.Read(context.Background(), w, &part); err != nil {
		t.Fatal(err)
	}
	cut.Crop(&whole, w)
	if !slices.Equal(cut.Valid, part.Valid) {
		t.Errorf("%v, want %v", part.Valid, cut.Valid)
	}
}

// TestContradictions has sentences for what the image says otherwise, and none
// for what only one of both says.
func TestContradictions(t *testing.T) {
	for name, want := range map[string][]string{
		"pam.tif": {"1 band has another nodata", "1 band has another scale", "1 band has another offset",
			".aux.xml places the image elsewhere", ".aux.xml names EPSG:4326, the image EPSG:32630"},
		"plain.tif": nil, "all.tif": nil, "each.tif": nil, "world.tif": nil, "over.tif": nil,
	} {
		s, said, err := Apply(openTIFF(t, name), beside(t, name), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
		if len(said) != len(want) {
			t.Errorf("%s: %q", name, said)
			continue
		}
		for i := range want {
			if !strings.HasPrefix(said[i], want[i]) {
				t.Errorf("%s: %q, want %q", name, said[i], want[i])
			}
		}
	}
	inner, outer := openTIFF(t, "inner.tif"), beside(t, "all.tif")
	s, said, err := Apply(inner, outer, raster.Options{})
	if err != nil || len(said) != 1 || !strings.Contains(said[0], "that of the image counts") {
		t.Errorf("two masks: %q, %v", said, err)
	}
	s.Close()
	world := Files{World: raster.Bytes([]byte("1\n0\n0\n-1\n50\n50\n"))}
	if _, said, err := Apply(openTIFF(t, "pam.tif"), world, raster.Options{}); err != nil || len(said) != 1 {
		t.Errorf("a world file elsewhere: %q, %v", said, err)
	}
}

// TestDamaged has typed errors for masks, and a sentence for descriptions and
// places.
func TestDamaged(t *testing.T) {
	file := func(text string) raster.File { return raster.Bytes([]byte(text)) }
	other, err := os.ReadFile("testdata/lowest.tif")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "<html/>", "<PAMDataset><PAMRasterBand", strings.Repeat("<PAMDataset>", 100),
		`<PAMDataset><PAMRasterBand band="70000"/></PAMDataset>`} {
		s, said, err := Apply(openTIFF(t, "plain.tif"), Files{PAM: file(text)}, raster.Options{})
		if err != nil || len(said) != 1 || !strings.Contains(said[0], "passed over") {
			t.Fatalf("%.40q: %q, %v", text, said, err)
		}
		s.Close()
	}
	for _, f := range []Files{
		{Mask: file("no TIFF at all")}, {Mask: raster.Bytes(other[:100])},
	} {
		s := openTIFF(t, "plain.tif")
		if _, _, err := Apply(s, f, raster.Options{}); !raster.IsTyped(err) {
			t.Errorf("%+v: %v", f, err)
		}
		s.Close()
	}
	for _, text := range []string{"", "1 2 3", "a b c d e f", "0 0 0 0 1 1", "1 0 0 -1 inf 0", strings.Repeat("1 ", 1<<16)} {
		s, said, err := Apply(openTIFF(t, "plain.tif"), Files{World: file(text)}, raster.Options{})
		if err != nil || len(said) != 1 || s.Header().Geo != nil {
			t.Errorf("world file %.20q: %q, %v", text, said, err)
		}
	}
	// A mask of the same size that does not say what it masks is none in GDAL.
	plain, err := os.ReadFile("testdata/world.tif")
	if err != nil {
		t.Fatal(err)
	}
	s, said, err := Apply(openTIFF(t, "plain.tif"), Files{Mask: raster.Bytes(plain)}, raster.Options{})
	if err != nil || len(said) != 1 || s.Header().HasMask {
		t.Errorf("a mask without flags: %q, %v", said, err)
	}
}

func TestNamesOf(t *testing.T) {
	n := NamesOf("a/b.c/scene.TIF")
	if n.PAM[0] != "a/b.c/scene.TIF.aux.xml" || n.Mask[0] != "a/b.c/scene.TIF.msk" {
		t.Errorf("%+v", n)
	}
	for _, want := range []string{"a/b.c/scene.tfw", "a/b.c/scene.TFW", "a/b.c/scene.tifw", "a/b.c/scene.wld"} {
		if !slices.Contains(n.World, want) {
			t.Errorf("%v lack %s", n.World, want)
		}
	}
	if w := NamesOf("x.jpeg").World[0]; w != "x.jgw" {
		t.Errorf("x.jpeg has %s", w)
	}
	if w := NamesOf("x").World; w[0] != "x.wld" {
		t.Errorf("a name without extension has %v", w)
	}
}

// TestSystems has the ends of real descriptions: the code of the whole, not of
// a part.
func TestSystems(t *testing.T) {
	for wkt, want := range map[string]string{
		`GEOGCS["WGS 84",DATUM["WGS_1984",AUTHORITY["EPSG","6326"]],AUTHORITY["EPSG","4326"]]`:                                  "EPSG:4326",
		`PROJCRS["WGS 84 / UTM zone 33S",BASEGEOGCRS["WGS 84",ID["EPSG",4326]],ID["EPSG",32733]]`:                               "EPSG:32733",
		`PROJCS["my own",GEOGCS["WGS 84",DATUM["WGS_1984"],AUTHORITY["EPSG","4326"]],PROJECTION["Sinusoidal"],UNIT["metre",1]]`: "my own",
		`PROJCS["WGS_1984_UTM_Zone_61N",GEOGCS["GCS_WGS_1984"]]`:                                                                "WGS_1984_UTM_Zone_61N",
		`PROJCS["WGS_1984_UTM_Zone_05N",GEOGCS["GCS_WGS_1984"]]`:                                                                "EPSG:32605",
		`GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]`:                                                                            "EPSG:4326",
		``: "", `+proj=longlat`: "",
	} {
		var g raster.GeoReference
		if nameSystem(&g, wkt); g.CRS != want {
			t.Errorf("%s: %q, want %q", wkt, g.CRS, want)
		}
	}
}

func FuzzApply(f *testing.F) {
	for _, name := range []string{"pam.tif", "plain.tif", "lowest.tif"} {
		data, err := os.ReadFile("testdata/" + name + ".aux.xml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, []byte("1 0 0 -1 2 3"), []byte(`GEOGCS["GCS_WGS_1984"]`))
	}
	image, err := os.ReadFile("testdata/plain.tif")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, pam, world, prj []byte) {
		s, err := tiff.Open(raster.Bytes(image), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		before := s.Header()
		a, _, err := Apply(s, Files{PAM: raster.Bytes(pam), World: raster.Bytes(world), Projection: raster.Bytes(prj)}, raster.Options{})
		if err != nil {
			if !raster.IsTyped(err) {
				t.Fatal(err)
			}
			return
		}
		h := a.Header()
		if len(h.Bands) != len(before.Bands) || h.Width != before.Width || h.Type != before.Type {
			t.Fatalf("%+v", h)
		}
		if h.Geo != nil {
			for _, v := range h.Geo.Transform {
				if math.IsNaN(v) || math.IsInf(v, 0) && math.Abs(v) < 1e300 {
					t.Fatalf("transform %v", h.Geo.Transform)
				}
			}
		}
		for _, b := range h.Bands {
			if b.NoData != nil && (*b.NoData < 0 || *b.NoData > 255) && !h.NoDataTogether {
				t.Fatalf("nodata %v of uint8", *b.NoData)
			}
		}
		var block raster.Block
		if err := a.Read(context.Background(), h.Window(), &block); err != nil {
			t.Fatal(err)
		}
	})
}
