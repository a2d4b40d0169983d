package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/tiff"
)

// place is where a raster of square pixels lies: west, north, the side of a
// pixel, columns and rows.
type place struct {
	epsg              int
	west, north, side float64
	w, h              int
}

// georeferenced writes one band of uint16 whose sample at column x, row y is
// value(x, y).
func georeferenced(t *testing.T, name string, p place, value func(x, y int) uint16) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h := raster.Header{Width: p.w, Height: p.h, Bands: make([]raster.Band, 1), Type: raster.Uint16,
		Geo: &raster.GeoReference{EPSG: p.epsg, CRS: fmt.Sprintf("EPSG:%d", p.epsg), Transform: [6]float64{p.west, p.side, 0, p.north, 0, -p.side}}}
	w, err := tiff.NewWriter(f, h, tiff.WriteOptions{Strips: true})
	if err != nil {
		t.Fatal(err)
	}
	var b raster.Block
	b.Reset(h.Window(), 1, raster.StoreU16)
	for i := range b.U16 {
		b.U16[i] = value(i%p.w, i/p.w)
	}
	if err := w.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// gdal runs a program of GDAL, or skips the test where it is missing.
func gdal(t *testing.T, name string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip(name, "is missing")
	}
	if out, err := exec.Command(path, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// ok runs a command that must succeed and returns what it printed.
func ok(t *testing.T, args ...string) string {
	t.Helper()
	o := outcomeOf(t, args)
	if o.Status != exitDone {
		t.Fatalf("%s: status %d\n%s%s", strings.Join(args, " "), o.Status, o.Stdout, o.Stderr)
	}
	return o.Stdout
}

// rowsOf returns the rows of a manifest.
func rowsOf(t *testing.T, manifest string) (rows []map[string]any) {
	t.Helper()
	for line := range strings.Lines(ok(t, "export", manifest, "--to", "jsonl")) {
		row := map[string]any{}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// systems are pairs of systems of one ground: where the first scene lies in the
// first system, the side of a pixel, and the step to the next scene.
var systems = []struct {
	a                       int
	b                       string
	west, north, side, step float64
}{
	{32632, "EPSG:32633", 720000, 5320000, 10, 6000}, // two zones
	{32632, "EPSG:25832", 600000, 5320000, 10, 6000}, // ETRS89
	{32632, "EPSG:3857", 600000, 5320000, 10, 6000},  // Web Mercator
	{32633, "EPSG:4326", 300000, 5320000, 10, 6000},  // geographic
	{32632, "EPSG:3035", 600000, 5320000, 10, 6000},  // LAEA of Europe
	{32631, "EPSG:2154", 500000, 5200000, 10, 6000},  // Lambert-93
	{32634, "EPSG:2180", 500000, 5700000, 10, 6000},  // Poland
	{32733, "EPSG:3031", 500000, 2000000, 10, 6000},  // the south pole
	{32615, "EPSG:5070", 500000, 4500000, 10, 6000},  // Albers of the USA
	{3006, "EPSG:32633", 500000, 6500000, 10, 6000},  // Sweden
	{32660, "EPSG:32601", 790000, 1900000, 10, 6000}, // across the antimeridian
	{32632, laeaText, 600000, 5320000, 10, 6000},     // a system of its own, by its keys
	{4326, "EPSG:3413", -45.2, 80.2, 0.0001, 0.05},   // the north pole
	{27700, "EPSG:32630", 400000, 300000, 10, 6000},  // another datum
	{32755, "EPSG:28355", 500000, 6000000, 10, 6000}, // GDA94
}

// laeaText is a system without a code.
const laeaText = "+proj=laea +lat_0=47 +lon_0=10 +x_0=0 +y_0=0 +datum=WGS84 +units=m"

// TestOneGroundInTwoSystems holds that three scenes, each in two systems (by
// gdalwarp), are not parted by a random split, and that an audit finds them
// where another split parts them.
func TestOneGroundInTwoSystems(t *testing.T) {
	for _, s := range systems {
		dir := t.TempDir()
		var names [3][2]string
		r := rand.New(rand.NewPCG(1, 2))
		for k := range names {
			for side, part := range []string{"train", "valid"} {
				names[k][side] = filepath.Join(dir, part, fmt.Sprintf("%d.tif", k))
			}
			georeferenced(t, names[k][0], place{s.a, s.west + float64(k)*s.step, s.north, s.side, 40, 40}, func(int, int) uint16 { return uint16(1 + r.IntN(1000)) })
			if err := os.MkdirAll(filepath.Join(dir, "valid"), 0o755); err != nil {
				t.Fatal(err)
			}
			gdal(t, "gdalwarp", "-q", "-t_srs", s.b, names[k][0], names[k][1])
		}
		name := fmt.Sprintf("EPSG:%d and %s", s.a, s.b)
		var audit auditReport
		o := outcomeOf(t, []string{"split", "--audit", "--json", "-q", dir, "--off", "near"})
		if err := json.Unmarshal([]byte(o.Stdout), &audit); err != nil {
			t.Fatal(name, err, o.Stderr)
		}
		found := 0
		for _, l := range audit.Leaks {
			if l.Kind == "footprint" && filepath.Base(l.A) == filepath.Base(l.B) {
				found++
			}
		}
		if found != len(names) || len(audit.Leaks) != found {
			t.Errorf("%s: leaks %+v", name, audit.Leaks)
		}
		made := filepath.Join(dir, "made")
		ok(t, "split", "-q", dir, "-o", made, "--by", "random", "--valid", "2", "--off", "near")
		part := map[string]any{}
		for _, row := range rowsOf(t, made) {
			if row["footprint"] == nil {
				t.Errorf("%s: %v has no footprint", name, row["id"])
			}
			base := filepath.Base(row["id"].(string))
			if p, seen := part[base]; seen && p != row["split"] {
				t.Errorf("%s: %s is in two parts", name, base)
			}
			part[base] = row["split"]
		}
	}
}

// TestStacksAreThoseOfGDAL: bands of other resolution, place and cover count, cut
// into chips, and are written as those of the raster that gdalbuildvrt makes.
func TestStacksAreThoseOfGDAL(t *testing.T) {
	for name, members := range map[string][]place{
		"10, 20 and 60 m": {{32632, 500000, 5000000, 10, 24, 24}, {32632, 500000, 5000000, 20, 12, 12}, {32632, 500000, 5000000, 60, 4, 4}},
		"shifted":         {{32632, 500000, 5000000, 10, 24, 24}, {32632, 500005, 4999995, 20, 12, 12}, {32632, 499980, 5000030, 60, 5, 5}},
		"partial cover":   {{32632, 500000, 5000000, 10, 24, 24}, {32632, 500060, 4999960, 10, 12, 12}, {32632, 500120, 5000000, 20, 9, 6}},
		"panchromatic":    {{32632, 499992.5, 5000007.5, 15, 25, 25}, {32632, 499985, 5000015, 30, 12, 12}},
	} {
		for _, how := range []string{"nearest", "bilinear"} {
			dir := t.TempDir()
			fine, vrt := members[0], filepath.Join(dir, "all.vrt")
			args := []string{"-q", "-separate", "-r", how, "-vrtnodata", "0", "-tr", fmt.Sprint(fine.side), fmt.Sprint(fine.side),
				"-te", fmt.Sprint(fine.west), fmt.Sprintf("%f", fine.north-float64(fine.h)*fine.side), fmt.Sprint(fine.west + float64(fine.w)*fine.side), fmt.Sprintf("%f", fine.north), vrt}
			for k, p := range members {
				file := filepath.Join(dir, "stack", fmt.Sprintf("s_B%d.tif", k+1))
				georeferenced(t, file, p, func(x, y int) uint16 { return uint16(1 + (37*x+101*y+53*k+7*x*y)%997) })
				args = append(args, file)
			}
			gdal(t, "gdalbuildvrt", args...)
			if err := os.MkdirAll(filepath.Join(dir, "whole"), 0o755); err != nil {
				t.Fatal(err)
			}
			gdal(t, "gdal_translate", "-q", "-a_nodata", "0", vrt, filepath.Join(dir, "whole", "s.tif"))
			for _, chips := range [][]string{nil, {"--chip", "7", "--edge", "keep"}} {
				what := fmt.Sprintf("%s, %s, %v", name, how, chips)
				stack, whole := filepath.Join(dir, fmt.Sprint("a", len(chips))), filepath.Join(dir, fmt.Sprint("b", len(chips)))
				ok(t, append([]string{"run", "-q", "--valid", "0", "--nodata", "0", "--stack", "{scene}_{band}.tif", "--stack-resample", how, "-o", stack, filepath.Join(dir, "stack")}, chips...)...)
				ok(t, append([]string{"run", "-q", "--valid", "0", "-o", whole, filepath.Join(dir, "whole")}, chips...)...)
				alike(t, what, rowsOf(t, stack), rowsOf(t, whole))
				applied := filepath.Join(dir, fmt.Sprint("c", len(chips)))
				ok(t, "apply", "-q", stack, "--format", "tiff", "-o", applied)
				alike(t, what+", applied", rowsOf(t, applied), rowsOf(t, whole))
			}
		}
	}
}

// alike holds that rows have equal statistics and places.
func alike(t *testing.T, what string, got, want []map[string]any) {
	t.Helper()
	if len(got) != len(want) || len(want) == 0 {
		t.Fatalf("%s: %d rows, want %d", what, len(got), len(want))
	}
	for i := range want {
		for _, column := range []string{"width", "height", "valid", "total", "minimum", "maximum", "sum", "sum_squares", "sum_products", "complete", "footprint", "crs", "bbox"} {
			a, b := fmt.Sprint(got[i][column]), fmt.Sprint(want[i][column])
			if a != b {
				t.Errorf("%s: %v: %s is %s, want %s", what, got[i]["id"], column, a, b)
			}
		}
	}
}
