// With GDAL some of these are images.
//go:build !gdal

package dataset

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Files of formats that others read are counted by kind, Zarr stores as one each,
// and whoever names one, or an address, is told what to do.
func TestForeign(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.h5", "b.nc", "c.NC", "d.vrt", "e.txt", "f.hgt", "z.zarr/.zgroup", "z.zarr/x/.zarray", "z.zarr/x/0.0", "deep/y.zarr/zarr.json", "deep/y.zarr/c/0.png", "i.png"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Scan(context.Background(), []string{dir}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if l.Items.Len() != 1 || l.Passed["NetCDF"] != 2 || l.Passed["HDF5"] != 1 || l.Passed["Zarr"] != 2 || l.Passed["other"] != 0 || l.Passed["sidecar"] != 1 {
		t.Errorf("%d images, passed over %v", l.Items.Len(), l.Passed)
	}
	want := "passed over 7 files of formats that other programs read (1 HDF5, 2 NetCDF, 1 SRTM heights (.hgt), 1 VRT, 2 Zarr): name one as the input to be told what to do"
	said := ""
	for _, d := range l.Decisions {
		if d.Kind == "foreign" {
			said = d.Sentence
		}
	}
	if said != want {
		t.Errorf("%q, want %q", said, want)
	}
	for in, want := range map[string]string{
		filepath.Join(dir, "z.zarr"):      "a Zarr store: gdal_translate",
		"https://example.org/a.tif":       "bandprep fetch LIST -o DIR",
		"HTTPS://example.org/a.tif":       "bandprep fetch LIST -o DIR",
		"s3://bucket/a.tif":               "copy it to this machine first",
		"/vsicurl/https://example.org/a":  "which only GDAL opens",
		filepath.Join(dir, "missing.tif"): "no such file",
		"a b://c":                         "no such file",
	} {
		if _, err := Scan(context.Background(), []string{in}, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", in, err, want)
		}
	}
}
