package pipeline_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/table"
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
		o.Images.View.Masks = table.Masks{Pattern: pattern, Values: table.Floats(c.values)}
		want := expected.Floods[c.name]
		m := one(t, measureAll(t, inspect(t, o, dir), o)).Moments
		want.equal(t, c.name, &m)
	}
	o := options()
	o.Images.View.Masks = table.Masks{Pattern: pattern}
	want := maps.Clone(expected.Floods)
	delete(want, "inside")
	perClass(t, o, dir, want)
	o.Images.View.Chips = table.Chips{W: 100, H: 70, Edge: table.EdgeKeep} // which cover the scene once
	perClass(t, o, dir, want)
}

// TestPaletteMask counts classes by the indices of a palette PNG, not by its
// colours.
func TestPaletteMask(t *testing.T) {
	o := options()
	o.Images.View.Masks = table.Masks{Pattern: "{dir}/../masks/{name}.png"}
	perClass(t, o, imagePath("mixed", "colour.png"), expected.PaletteMask)
	for class, want := range expected.PaletteMask {
		o.Images.View.Masks = table.Masks{Pattern: "{dir}/../masks/{name}.png", Values: table.Floats([]float64{float64(class[0] - '0')})}
		m := one(t, measureAll(t, inspect(t, o, imagePath("mixed", "colour.png")), o)).Moments
		want.equal(t, class, &m)
	}
}

// perClass compares the parts of statistics per class.
func perClass(t *testing.T, o setup, input string, want map[string]sums) {
	t.Helper()
	o.Per = "class"
	list, _ := parts(t, inspect(t, o, input), o, allItems)
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
		sum := p.Summary()
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
		o.Images.View.Masks.Pattern = c.pattern
		s := inspect(t, o, imagePath("mixed", "colour.png"))
		table, _, _, err := statistics(s, o, allItems)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if len(table.Skipped) != 1 || !strings.Contains(table.Skipped[0].Error, c.reason) {
			t.Errorf("%s: skipped %v, want %q", name, table.Skipped, c.reason)
		}
	}
}
