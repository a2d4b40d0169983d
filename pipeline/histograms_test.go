package pipeline_test

import (
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/histogram"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// counted measures inputs with histograms, and holds that nothing else of the rows
// differs from what is measured without.
func counted(t *testing.T, o setup, inputs ...string) *table.Table {
	t.Helper()
	tables := make([]*table.Table, 2)
	for i := range tables {
		o.Measure.Histograms = i == 0
		s := inspect(t, o, inputs...)
		var err error
		if tables[i], err = measure.Table(context.Background(), s.Set, s.Images, o.Measure, nil); err != nil {
			t.Fatal(err)
		}
	}
	a, b := tables[0], tables[1]
	if a.Rows.Len() != b.Rows.Len() {
		t.Fatalf("%d rows with, %d without", a.Rows.Len(), b.Rows.Len())
	}
	for i, r := range a.Rows.All() {
		with, without := *r, *b.Rows.At(i)
		n := len(r.Valid)
		if without.Histogram != nil || len(r.Histogram) != n*histogram.Bins(r.Type) {
			t.Fatalf("%s: %d bins with, %d without", r.ID, len(r.Histogram), len(without.Histogram))
		}
		for k := range n {
			sum := int64(0)
			for _, c := range bandOf(r, k) {
				sum += c
			}
			if sum != r.Valid[k] {
				t.Errorf("%s: band %d counts %d of %d samples", r.ID, k, sum, r.Valid[k])
			}
		}
		with.Histogram = nil
		x, _ := json.Marshal(with.Row)
		y, _ := json.Marshal(without.Row)
		if string(x) != string(y) {
			t.Errorf("%s: rows differ: %s, %s", r.ID, x, y)
		}
	}
	return a
}

// bandOf returns the counts of a band.
func bandOf(r *table.Row, band int) []int64 {
	n := histogram.Bins(r.Type)
	return r.Histogram[band*n : (band+1)*n]
}

// TestHistograms holds that counts depend neither on workers nor on blocks, and
// that they are those of the samples read by themselves.
func TestHistograms(t *testing.T) {
	o := options()
	for _, dir := range []string{"photos", "scenes", "reflectance"} {
		o.Images.Workers = 1
		one := counted(t, o, testfile.Project(dir))
		o.Images.Workers = 2
		two := counted(t, o, testfile.Project(dir))
		for i, r := range one.Rows.All() {
			if !slices.Equal(r.Histogram, two.Rows.At(i).Histogram) {
				t.Errorf("%s: counts depend on workers", r.ID)
			}
		}
		s := inspect(t, o, testfile.Project(dir))
		for i, im := range s.Images.All() {
			countOneByOne(t, s.Set, im, one.Rows.At(i))
		}
	}
}

// countOneByOne counts the samples of an image one by one.
func countOneByOne(t *testing.T, set *imageset.Set, im *imageset.Image, r *table.Row) {
	t.Helper()
	src, err := set.Open(im, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	h := src.Header()
	var b raster.Block
	want := make([]int64, len(h.Bands)*histogram.Bins(h.Type))
	if err := src.Read(context.Background(), h.Window(), &b); err != nil {
		t.Fatal(err)
	}
	n := h.Width * h.Height
	for i := range len(h.Bands) * n {
		if v := b.At(i, h.Type); v-v == 0 && (b.Valid == nil || b.Valid[i]) {
			want[i/n*histogram.Bins(h.Type)+histogram.Of(h.Type, v)]++
		}
	}
	if im.ID != r.ID || !slices.Equal(want, r.Histogram) {
		t.Errorf("%s, %s: other counts", im.ID, r.ID)
	}
}

// TestHistogramsOfChips holds that chips that cover a scene add up to it.
func TestHistogramsOfChips(t *testing.T) {
	name := testfile.Project("scenes", "chip-00.tif")
	scene := counted(t, options(), name).Rows.At(0)
	o := options()
	o.Images.View.Chips = table.Chips{W: 20, H: 10}
	sum := make([]int64, len(scene.Histogram))
	for _, r := range counted(t, o, name).Rows.All() {
		for i, n := range r.Histogram {
			sum[i] += n
		}
	}
	if !slices.Equal(sum, scene.Histogram) {
		t.Error("the chips do not add up to the scene")
	}
}

// TestHistogramsOfGrey holds that a grey photo in a set of colour photos counts in
// each of three bands.
func TestHistogramsOfGrey(t *testing.T) {
	for _, r := range counted(t, options(), testfile.Shared(t, "photos", "imagenet-sample")).Rows.All() {
		if r.Bands == 1 && (!slices.Equal(bandOf(r, 0), bandOf(r, 1)) || !slices.Equal(bandOf(r, 0), bandOf(r, 2))) {
			t.Errorf("%s: bands differ", r.ID)
		}
	}
}

// TestHistogramsEqualGDAL compares counts of 8-bit files with those of gdalinfo
// -hist, whose 256 buckets from −0.5 to 255.5 are those of the values.
func TestHistogramsEqualGDAL(t *testing.T) {
	if _, err := exec.LookPath("gdalinfo"); err != nil {
		t.Skip("needs GDAL's command-line tools")
	}
	for _, folder := range []string{"naip-4band", "landsat7-6band"} {
		dir := testfile.Shared(t, "multispectral", folder)
		names, _ := filepath.Glob(filepath.Join(dir, "*.tif"))
		for _, name := range names {
			copied := filepath.Join(t.TempDir(), filepath.Base(name)) // GDAL leaves a file beside it
			copyFile(t, name, copied)
			out, err := exec.Command("gdalinfo", "-json", "-hist", copied).Output()
			if err != nil {
				t.Fatal(err)
			}
			var info struct {
				Bands []struct {
					Histogram struct {
						Min, Max float64
						Buckets  []int64
					}
				}
			}
			if err := json.Unmarshal(out, &info); err != nil {
				t.Fatal(err)
			}
			r := counted(t, options(), name).Rows.At(0)
			for b := range len(r.Valid) {
				h := info.Bands[b].Histogram
				if h.Min != -0.5 || h.Max != 255.5 || !slices.Equal(bandOf(r, b), h.Buckets) {
					t.Errorf("%s: band %d differs from GDAL's", name, b+1)
				}
			}
		}
	}
}
