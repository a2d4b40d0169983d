package derive_test

import (
	"strings"
	"testing"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/presets"
)

// TestAdviseUnit holds that the answer brings values into the unit that weights
// have seen, before anything else is said.
func TestAdviseUnit(t *testing.T) {
	hls := presets.Find("prithvi-v2")
	scaled := func(v []float64, k float64) []float64 {
		out := make([]float64, len(v))
		for i, x := range v {
			out[i] = x * k
		}
		return out
	}
	third := func(v []float64) []float64 { return scaled(v, 1./3) }
	for _, c := range []struct {
		name    string
		weights string
		bands   []string
		mean    []float64
		std     []float64
		answer  string
		said    string
	}{
		{"digital numbers for digital numbers", "prithvi-v2", hls.Bands, hls.Mean, third(hls.Mean), "of values as they are stored", "look like reflectance*10000"},
		{"reflectance for digital numbers", "prithvi-v2", hls.Bands, scaled(hls.Mean, 1e-4), third(scaled(hls.Mean, 1e-4)), "of values multiplied by 10000", "saw reflectance*10000"},
		{"0 to 255 for 0 to 1", "imagenet", []string{"red", "green", "blue"}, []float64{120, 110, 100}, []float64{60, 55, 50}, "of values divided by 255", "look like 0-255"},
		{"0 to 1 for 0 to 255", "terramind-rgb", []string{"red", "green", "blue"}, []float64{0.3, 0.3, 0.3}, []float64{0.2, 0.2, 0.2}, "of values multiplied by 255", "look like 0-1"},
		{"decibels for linear power", "clay-s1-rtc", []string{"VV", "VH"}, []float64{-12, -20}, []float64{5, 6}, "First find out the unit", "look like dB"},
		{"another order", "prithvi-v2", []string{"B04", "B03", "B02", "B8A", "B11", "B12"}, hls.Mean, third(hls.Mean), "Use prithvi-v2's", "reorder them with --bands blue,green,red"},
		{"another number of bands", "imagenet", []string{"a", "b"}, []float64{20, 30}, []float64{1, 1}, "it is for 3 bands, the images have 2", ""},
		{"the offset", "eurosat", presets.Find("eurosat").Bands, scaled(presets.Find("eurosat").Mean, 1.5), scaled(presets.Find("eurosat").Mean, 0.3), "Use eurosat's", ""},
		{"the offset", "ssl4eo-s12-l2a", presets.Find("ssl4eo-s12-l2a").Bands, []float64{1752, 1884, 2144, 2297, 2624, 3194, 3422, 3517, 3581, 3645, 3368, 2805}, scaled(presets.Find("ssl4eo-s12-l2a").Mean, 0.4), "Use ssl4eo-s12-l2a's", "offset of 1000"},
	} {
		s := newMade(t, c.bands...)
		for range 20 {
			s.add(c.mean, c.std, nil)
		}
		a, err := derive.Advise(&s.Table, derive.AdviceOptions{Weights: presets.Find(c.weights)})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		said := ""
		for _, line := range a.Sentences {
			said += line.Text + "\n"
			if line.Basis != derive.Measured && line.Basis != derive.Published || line.Basis == derive.Published && line.Source == "" {
				t.Errorf("%s: %+v", c.name, line)
			}
		}
		if !strings.Contains(a.Answer, c.answer) || !strings.Contains(said, c.said) || len(a.Sentences) > 11 {
			t.Errorf("%s: %s\n%s", c.name, a.Answer, said)
		}
	}
}

// TestAdviseRegime holds which constants go with which training.
func TestAdviseRegime(t *testing.T) {
	s := newMade(t, "red", "green", "blue")
	s.addSet(50, []float64{0.6, 0.5, 0.4}, []float64{0.25, 0.25, 0.25}, []float64{0.2, 0.2, 0.2}, nil)
	for regime, want := range map[derive.Regime]string{
		derive.Scratch: "Use your own: Normalize(mean=[0.6, 0.5, 0.4], std=[0.25, 0.25, 0.25])", derive.Frozen: "Use imagenet's", derive.Finetune: "Use imagenet's", derive.AnyRegime: "Use imagenet's",
	} {
		a, err := derive.Advise(&s.Table, derive.AdviceOptions{Weights: presets.Find("imagenet"), Regime: regime})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(a.Answer, want) {
			t.Errorf("%s: %s", regime, a.Answer)
		}
	}
}
