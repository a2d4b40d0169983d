package pipeline_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/apply"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/split"
	"github.com/bandprep/bandprep/transforms"
)

// Whoever applies the constants beside normalized images gets what one
// normalization makes of the photos, by Pillow and numpy, which read the files:
// arrays of three bands, TIFFs of one.
func TestNormalizedOnce(t *testing.T) {
	const python = "/usr/bin/python3" // which sees the system's packages
	if exec.Command(python, "-c", "import numpy, PIL.Image").Run() != nil {
		t.Skip("numpy and Pillow are not installed")
	}
	for _, color := range []table.Color{table.ColorAuto, table.ColorGrey} {
		ctx, dir, photos := context.Background(), t.TempDir(), filepath.Join("..", "testdata", "photos")
		o := opening(codec.Open, 2)
		o.Images.View.Color = color
		in, err := pipeline.Open(ctx, []string{photos}, o.Options)
		if err != nil {
			t.Fatal(err)
		}
		d, err := pipeline.Run(ctx, in, derive.Options{Split: split.Options{Seed: 42, Valid: split.Share{Fraction: 0.2}}}, pipeline.LimitsSigma)
		if err != nil {
			t.Fatal(err)
		}
		set, err := imageset.OfTable(ctx, d.Table, o.Images)
		if err != nil {
			t.Fatal(err)
		}
		n := &d.Normalization
		step := transforms.Normalize{Scale: n.Scale, Bands: n.Bands}
		for b := range n.Bands {
			step.Mean, step.Std = append(step.Mean, float64(n.Mean[b])), append(step.Std, float64(n.Std[b]))
		}
		constants, ready := filepath.Join(dir, "constants.json"), filepath.Join(dir, "ready")
		if err := output.WriteFile(constants, false, output.JSON(n)); err != nil {
			t.Fatal(err)
		}
		r, err := pipeline.Apply(ctx, d, set, ready, apply.Options{Create: create, Chain: transforms.Chain{step}, ByClass: true}, false)
		if err != nil {
			t.Fatal(err)
		}
		if a := r.Normalization.Applied; a == nil || a.Scale != 255 || a.Mean[0] != table.Float(n.Mean[0]) {
			t.Errorf("applied: %+v", a)
		}
		out, err := exec.Command(python, "testdata/normalized.py", ready, photos, constants).CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != "30" {
			t.Errorf("%d bands: %v\n%s", len(n.Bands), err, out)
		}
	}
}
