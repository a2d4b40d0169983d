package pipeline_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/apply"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/transforms"
)

const physical = "../testdata/physical"

// physicalStatistics are what pydicom and numpy make of the images, per band:
// testdata/physical/make.py.
type physicalStatistics struct {
	Mean, Std, Minimum, Maximum []float64
	Valid                       []int64
}

func physicalExpected(t *testing.T) (want map[string]physicalStatistics) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(physical, "expected.json"))
	if err == nil {
		err = json.Unmarshal(text, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	return want
}

// comparePhysical compares with a tolerance for samples of float32.
func comparePhysical(t *testing.T, what string, got *derive.Statistics, want physicalStatistics) {
	t.Helper()
	if len(got.Bands) != len(want.Mean) {
		t.Fatalf("%s: %d bands", what, len(got.Bands))
	}
	for b, g := range got.Bands {
		if g.Valid != want.Valid[b] {
			t.Errorf("%s, band %d: %d valid, want %d", what, b, g.Valid, want.Valid[b])
		}
		for _, p := range [...][2]float64{{float64(g.Mean), want.Mean[b]}, {float64(g.StdDev), want.Std[b]}, {float64(g.Minimum), want.Minimum[b]}, {float64(g.Maximum), want.Maximum[b]}} {
			if !(math.Abs(p[0]-p[1]) <= 1e-7*(1+math.Abs(p[1]))) {
				t.Errorf("%s, band %d: %v, want %v", what, b, p[0], p[1])
			}
		}
	}
}

// All series count in HU, and all scenes in reflectance, whether images are measured
// with their headers or behind them, whole or in chips.
func TestPhysical(t *testing.T) {
	want := physicalExpected(t)
	for folder, what := range map[string]string{"ct": "ct", "reflectance": "reflectance"} {
		for _, later := range []bool{false, true} {
			o := opening(codec.Open, 2)
			o.Images.View.Physical, o.Some = true, later
			doc := tally(t, o, filepath.Join(physical, folder))
			comparePhysical(t, what, doc, want[what])
			if d := doc.Normalization.Declared; d == nil || !d.Applied || (folder == "ct") != (d.Scale == nil) {
				t.Errorf("%s: declared %+v", what, d)
			}
			o.Images.View.Chips.W, o.Images.View.Chips.H = 4, 10
			comparePhysical(t, what+" in chips", tally(t, o, filepath.Join(physical, folder)), want[what])
		}
	}
	o := opening(codec.Open, 2)
	doc := tally(t, o, filepath.Join(physical, "reflectance"))
	comparePhysical(t, "stored", doc, want["stored"])
	d := doc.Normalization.Declared
	if d == nil || d.Applied || d.Scale[2] != 0.00030000000000000003 || d.Offset[2] != -0.1*2 || *doc.Bands[1].Scale != 0.0002 {
		t.Errorf("declared %+v", d)
	}
}

func tally(t *testing.T, o setup, inputs ...string) *derive.Statistics {
	t.Helper()
	in, err := pipeline.Open(context.Background(), inputs, o.Options)
	if err != nil {
		t.Fatal(err)
	}
	_, parts, _, err := pipeline.Stats(context.Background(), in, pipeline.StatsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	doc := parts[0].Document()
	return &doc
}

// A window in HU, cut from a manifest of physical values and, with the step before
// it, from one of stored values of series that can be pooled.
func TestPhysicalWindow(t *testing.T) {
	window := transforms.Clip{Low: []float64{-160}, High: []float64{240}}
	o := opening(codec.Open, 2)
	o.Images.View.Physical = true
	comparePhysical(t, "window", cut(t, o, transforms.Chain{window}, filepath.Join(physical, "ct")), physicalExpected(t)["ct window"])

	two := []string{filepath.Join(physical, "ct", "0.dcm"), filepath.Join(physical, "ct", "2.dcm")}
	first := cut(t, o, transforms.Chain{window}, two...)
	o.Images.View.Physical = false
	second := cut(t, o, transforms.Chain{transforms.Physical{}, window}, two...)
	if a, b := first.Bands[0], second.Bands[0]; a.Mean != b.Mean || a.StdDev != b.StdDev || a.Valid != b.Valid {
		t.Errorf("%+v\n%+v", a, b)
	}
}

// cut returns the statistics of the images, all in train, as a chain makes them.
func cut(t *testing.T, o setup, chain transforms.Chain, inputs ...string) *derive.Statistics {
	t.Helper()
	ctx := context.Background()
	in, err := pipeline.Open(ctx, inputs, o.Options)
	if err != nil {
		t.Fatal(err)
	}
	d, err := pipeline.Run(ctx, in, derive.Options{OrTrain: true}, pipeline.LimitsSigma)
	if err != nil {
		t.Fatal(err)
	}
	set, err := imageset.OfTable(ctx, d.Table, o.Images)
	if err != nil {
		t.Fatal(err)
	}
	r, err := pipeline.Apply(ctx, d, set, filepath.Join(t.TempDir(), "out"), apply.Options{Create: create, Chain: chain}, false)
	if err != nil {
		t.Fatal(err)
	}
	return r.Statistics("train")
}
