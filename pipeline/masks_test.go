package pipeline_test

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
)

// TestFloodMasks counts a 13-band scene inside its label raster, whose values
// are −1, 0 and 1.
func TestFloodMasks(t *testing.T) {
	images := testfile.Shared(t, "multispectral", "floods-13band")
	pattern := filepath.ToSlash(testfile.Shared(t, "labels", "floods")) + "/{name}.tif"
	// The label is named …_LabelHand where the image is …_S2Hand.
	dir := t.TempDir()
	copyFile(t, filepath.Join(images, "Spain_7370579_S2Hand.tif"), filepath.Join(dir, "Spain_7370579_LabelHand.tif"))
	for _, c := range []struct {
		name   string
		values []float64
	}{{"inside", nil}, {"1", []float64{1}}, {"0", []float64{0}}, {"-1", []float64{-1}}} {
		o := options()
		o.Masks = pipeline.Masks{Pattern: pattern, Values: c.values}
		want := expected.Floods[c.name]
		m := one(t, measure(t, inspect(t, o, dir), o)).Moments
		want.equal(t, c.name, &m)
	}
	o := options()
	o.Masks = pipeline.Masks{Pattern: pattern, PerClass: true}
	want := maps.Clone(expected.Floods)
	delete(want, "inside")
	perClass(t, o, dir, want)
}

// TestPaletteMask counts classes by the indices of a palette PNG, not by its
// colours.
func TestPaletteMask(t *testing.T) {
	o := options()
	o.Masks = pipeline.Masks{Pattern: "{dir}/../masks/{name}.png", PerClass: true}
	perClass(t, o, imagePath("mixed", "colour.png"), expected.PaletteMask)
	for class, want := range expected.PaletteMask {
		o.Masks = pipeline.Masks{Pattern: "{dir}/../masks/{name}.png", Values: []float64{float64(class[0] - '0')}}
		m := one(t, measure(t, inspect(t, o, imagePath("mixed", "colour.png")), o)).Moments
		want.equal(t, class, &m)
	}
}

// perClass compares the parts of statistics per class.
func perClass(t *testing.T, o pipeline.Options, input string, want map[string]sums) {
	t.Helper()
	list, _ := parts(t, inspect(t, o, input), o, pipelineAll)
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
		sum := p.Fold.Summary(0)
		w := want[p.Name]
		for b, s := range sum.Bands {
			if s.Valid != w.Valid[b] || s.Minimum != *w.Minimum[b] || s.Maximum != *w.Maximum[b] {
				t.Errorf("class %s, band %d: %+v, want %+v", p.Name, b+1, s, w)
			}
			mean := float64(w.Sum[b]) / float64(w.Valid[b])
			near(t, b, p.Name+": mean", s.Mean, &mean, 1e-12)
		}
	}
	slices.Sort(names)
	if w := slices.Sorted(maps.Keys(want)); !slices.Equal(names, w) {
		t.Errorf("classes %v, want %v", names, w)
	}
}

// TestMaskRefused names what is wrong with a mask and skips its image.
func TestMaskRefused(t *testing.T) {
	for name, c := range map[string]struct{ pattern, reason string }{
		"missing":       {"{dir}/nowhere/{name}.png", "does not exist"},
		"other size":    {"{dir}/../patch_B02.tif#{name}", "does not exist"},
		"three bands":   {"{dir}/../mixed/{name}.png", "has 3 bands, want 1"},
		"smaller image": {filepath.ToSlash(imagePath("small")) + "/{name}.png", "does not exist"},
	} {
		o := options()
		o.Masks.Pattern = c.pattern
		s := inspect(t, o, imagePath("mixed", "colour.png"))
		if _, _, err := pipeline.Stats(context.Background(), s, o, 1, pipelineAll, nil); err == nil {
			t.Errorf("%s: no error", name)
		}
		if len(s.Skipped) != 1 || !strings.Contains(s.Skipped[0].Err.Error(), c.reason) {
			t.Errorf("%s: skipped %v, want %q", name, s.Skipped, c.reason)
		}
	}
}
