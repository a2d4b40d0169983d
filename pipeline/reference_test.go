package pipeline_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
)

// reference.json was made with GDAL 3.6.2, Pillow 9.4 (libjpeg-turbo 2.1.5)
// and numpy; see the collection's README.
type reference struct {
	Multispectral map[string]struct {
		Band []referenceBand `json:"band"`
	} `json:"multispectral"`
	Photos map[string]struct {
		Pixels          int64     `json:"pixels"`
		Mean            []float64 `json:"mean"`
		StdDev          []float64 `json:"stddev"`
		StdDevImageMean []float64 `json:"stddev_image_mean"`
	} `json:"photos"`
}

type referenceBand struct {
	Type            string   `json:"type"`
	Valid           int64    `json:"valid"`
	Total           int64    `json:"total"`
	Mean            *float64 `json:"mean"`
	StdDev          *float64 `json:"stddev"`
	StdDevImageMean *float64 `json:"stddev_image_mean"`
	Minimum         *float64 `json:"minimum"`
	Maximum         *float64 `json:"maximum"`
}

func readReference(t *testing.T) reference {
	t.Helper()
	data, err := os.ReadFile(testfile.Shared(t, "reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r reference
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMultispectralReference(t *testing.T) {
	for name, want := range readReference(t).Multispectral {
		t.Run(name, func(t *testing.T) {
			in := inspect
			if name == "landsat-stack" { // each band counts singly there
				in = func(t *testing.T, o setup, inputs ...string) *looked {
					return look(t, dataset.Options{Stack: dataset.NoStack}, o, inputs...)
				}
			}
			got := summaryOf(t, options(), in(t, options(), testfile.Shared(t, "multispectral", name)))
			if len(got.Bands) != len(want.Band) {
				t.Fatalf("%d bands, want %d", len(got.Bands), len(want.Band))
			}
			for i, w := range want.Band {
				g := got.Bands[i]
				eps := 1e-12
				if w.Type == "Float32" || w.Type == "Float64" {
					eps = 1e-9
				}
				if g.Valid != w.Valid || g.Total != w.Total {
					t.Errorf("band %d: %d of %d valid, want %d of %d", i+1, g.Valid, g.Total, w.Valid, w.Total)
				}
				near(t, i, "minimum", g.Minimum, w.Minimum, 0)
				near(t, i, "maximum", g.Maximum, w.Maximum, 0)
				near(t, i, "mean", g.Mean, w.Mean, eps)
				near(t, i, "stddev", g.StdDev, w.StdDev, eps)
				near(t, i, "stddev_image_mean", g.StdDevImageMean, w.StdDevImageMean, eps)
			}
		})
	}
}

func near(t *testing.T, band int, what string, got float64, want *float64, eps float64) {
	t.Helper()
	switch {
	case want == nil:
		if !math.IsNaN(got) {
			t.Errorf("band %d: %s %v, want none", band+1, what, got)
		}
	case math.Abs(got-*want) > eps*math.Abs(*want) || math.IsNaN(got):
		t.Errorf("band %d: %s %v, want %v", band+1, what, got, *want)
	}
}

// TestPhotoReference expects the numbers of libjpeg-turbo exactly: the decoder
// gives its samples, so only the rounding of the reference itself is left.
func TestPhotoReference(t *testing.T) {
	for name, want := range readReference(t).Photos {
		t.Run(name, func(t *testing.T) {
			got := summary(t, options(), testfile.Shared(t, "photos", name))
			if got.Pixels != want.Pixels {
				t.Errorf("%d pixels, want %d", got.Pixels, want.Pixels)
			}
			for i, g := range got.Bands {
				near(t, i, "mean", g.Mean, &want.Mean[i], 1e-12)
				near(t, i, "stddev", g.StdDev, &want.StdDev[i], 1e-12)
				near(t, i, "stddev_image_mean", g.StdDevImageMean, &want.StdDevImageMean[i], 1e-12)
			}
		})
	}
}

// TestRunEqualsStatsOfTrain runs the line and measures the train items again.
func TestRunEqualsStatsOfTrain(t *testing.T) {
	o := options()
	o.Derive.Split.Valid.Fraction = 0.3
	s := inspect(t, o, testfile.Project("photos"))
	d, err := pipeline.Run(context.Background(), s.in, o.Derive, pipeline.LimitsSigma)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range d.Table.Rows.All() {
		if r.Split == "train" {
			list = append(list, filepath.FromSlash(r.Path))
		}
	}
	train := inspect(t, o, list...)
	o.Derive.Scale = 255
	parts, _ := parts(t, train, o, allItems)
	doc := parts[0].Document()
	for i := range doc.Bands {
		if doc.Normalization.Mean[i] != d.Normalization.Mean[i] || doc.Normalization.Std[i] != d.Normalization.Std[i] {
			t.Errorf("band %d: stats give %v ± %v, run gives %v ± %v", i+1, doc.Normalization.Mean[i], doc.Normalization.Std[i],
				d.Normalization.Mean[i], d.Normalization.Std[i])
		}
	}
}
