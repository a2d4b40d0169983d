package pipeline_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/advice"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/presets"
)

// moreMistakes are siblings of those of [mistakes]: two at once, units that
// have no name, means and stds of different origin. Where a mistake was
// published, its place is named.
func moreMistakes(set string, c constantsOf, scale float64) (list []mistake) {
	mean, std, n := published(c["mean"], scale), published(c["std"], scale), len(c["mean"])
	add := func(name string, mean, std []float64, want string) {
		list = append(list, mistake{name, mean, std, 0, want, true})
	}
	// torchgeo's older SeasonalContrastS2DataModule: std ×2 (features.md 4.3).
	add("std doubled", mean, each(std, times(2)), "2 times as large as that of the pixels")
	add("swapped", std, mean, "mean and std are swapped")
	if set != "photos" { // where they are 0 and 1
		add("minimum and range", c["minimum"], c["range"], "minimum and range")
		middle := slices.Clone(c["minimum"])
		for b := range middle {
			middle[b] += c["range"][b] / 2
		}
		add("middle and half of the range", middle, each(c["range"], times(0.5)), "half of the range")
	}
	add("one for all bands", published(c["together_mean"], scale), published(c["together_std"], scale), "one mean and std of all bands together")
	add("of normalized values", each(mean, func(float64) float64 { return 0.0041 }), each(std, func(float64) float64 { return 0.9985 }), "normalized already")
	add("1/std", mean, each(std, func(v float64) float64 { return 1 / v }), "1/std is given")
	add("std reversed, mean not", mean, reversed(std), "the means fit; the stds: ")
	add("divided by 3000", each(c["mean"], times(1./3000)), each(c["std"], times(1./3000)), "for values divided by 3000") // FTW's U-Net
	add("divided by 4095", each(c["mean"], times(1./4095)), each(c["std"], times(1./4095)), "for values divided by 4095")
	add("reversed, for another unit", each(reversed(c["mean"]), times(1./3000)), each(reversed(c["std"]), times(1./3000)), "for values divided by 3000")
	wrong := slices.Clone(mean)
	wrong[n/2] *= 1.4                  // OlmoEarth's B09: one band of other data (olmoearth_pretrain PR #128)
	if n > 3 && set != "reflectance" { // whose two images tell no band from another
		add("one band of other data", wrong, std, "those of the other "+map[int]string{7: "6", 10: "9", 13: "12"}[n]+" bands fit")
	}
	switch set {
	case "photos":
		// CaFFe in torchgeo: .5517 and 11.8478 (features.md 4.3).
		add("mean for 0 to 1, std for 0 to 255", mean, published(c["std"], 1), "the means fit; the stds: they are for values stored as they are")
		add("mean for 0 to 255, std for 0 to 1", published(c["mean"], 1), std, "the means: they are for values stored as they are, and these are divided by 255; the stds fit")
		add("std divided twice", mean, each(c["std"], times(1./255/255)), "the stds: they were divided by 255 twice")
		add("BGR for 0 to 255", published(reversed(c["mean"]), 1), published(reversed(c["std"]), 1), "BGR for RGB")
		add("BGR of image stds", reversed(mean), published(reversed(c["image_std"]), scale), "mean of the stds of images")
		add("image stds for 0 to 255", published(c["mean"], 1), published(c["image_std"], 1), "mean of the stds of images")
		// Keras's EfficientNet: the variance for the std (tensorflow#49930).
		add("variance for 0 to 255", published(c["mean"], 1), each(published(c["std"], 1), func(v float64) float64 { return v * v }), "variance is given")
		add("divided by 256", each(c["mean"], times(1./256)), each(c["std"], times(1./256)), "for values divided by 256")
		list[len(list)-1].off = false // by 0.4 %
	case "scenes":
		order := []int{0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 8} // EuroSAT's files: B8A last
		pick := func(v []float64) (out []float64) {
			for _, k := range order {
				out = append(out, v[k])
			}
			return out
		}
		add("B8A last", pick(mean), pick(std), "another order")
		add("before the offset, as reflectance", each(c["mean"], func(v float64) float64 { return (v - 1000) / 1e4 }), each(c["std"], times(1e-4)), "1000 below")
		add("another offset", published(each(c["mean"], plus(-1024)), 1), std, "1024 below, in all bands alike")
	case "landsat":
		add("without data counted as 0", published(c["filled_mean"], 1), published(c["filled_std"], 1), "samples without data are counted, as 0")
		add("the same, as reflectance", each(c["filled_mean"], times(1e-4)), each(c["filled_std"], times(1e-4)), "samples without data are counted, as 0")
	case "reflectance":
		add("without data counted as −9999", c["filled_mean"], c["filled_std"], "samples without data are counted, as -9999")
	}
	return list
}

// TestMoreMistakes holds that the siblings are named, too.
func TestMoreMistakes(t *testing.T) {
	planted := 0
	for _, set := range []string{"photos", "scenes", "landsat", "reflectance"} {
		c, tab := readConstants(t)[set], tableOf(t, testfile.Project(set))
		scale := derive.DefaultScale(tab.Type)
		for _, m := range moreMistakes(set, c, scale) {
			if m.name == "without data counted as −9999" && math.Abs(c["filled_mean"][0]-c["mean"][0]) < 1e-9 {
				continue // the set lacks none
			}
			v, err := advice.Verify(tab, &advice.Constants{Name: m.name, Mean: m.mean, Std: m.std, Scale: scale}, advice.DefaultVerify)
			if err != nil {
				t.Errorf("%s, %s: %v", set, m.name, err)
				continue
			}
			planted++
			m.off = m.off && tab.Rows.Len() > 3 // fewer leave wide intervals
			if said := strings.Join(v.What, "; "); !strings.Contains(said, m.want) || m.off && !v.Off {
				t.Errorf("%s, %s: off %v, said %q, want %q", set, m.name, v.Off, said, m.want)
			}
		}
	}
	t.Logf("%d planted mistakes", planted)
}

// TestRightConstants holds that verify finds nothing in constants that are
// right, however they are rounded, and in whatever unit they say they are.
func TestRightConstants(t *testing.T) {
	clean := 0
	for _, set := range []string{"photos", "scenes", "landsat", "reflectance"} {
		c, tab := readConstants(t)[set], tableOf(t, testfile.Project(set))
		single := func(v float64) float64 { return float64(float32(v)) }
		cut := func(v float64) float64 { return math.Trunc(v*1000) / 1000 }
		for _, right := range []struct {
			name      string
			mean, std []float64
			scale     float64
		}{
			{"all digits", c["mean"], c["std"], 1},
			{"single precision", each(c["mean"], single), each(c["std"], single), 1},
			{"divisor n−1", c["mean"], c["std_n1"], 1},
			{"another scale", each(c["mean"], times(1./3000)), each(c["std"], times(1./3000)), 3000},
			{"digits cut off", each(each(c["mean"], times(1./255)), cut), each(each(c["std"], times(1./255)), cut), 255},
		} {
			if set == "reflectance" && right.name == "digits cut off" {
				continue // of numbers near 0.0003 nothing would be left
			}
			v, err := advice.Verify(tab, &advice.Constants{Name: right.name, Mean: right.mean, Std: right.std, Scale: right.scale}, advice.DefaultVerify)
			if err != nil {
				t.Fatal(err)
			}
			clean++
			said := strings.Join(v.What, "; ")
			if v.Off || said != "" && !strings.HasPrefix(said, "they are mean and std of all pixels") && said != "the std has the divisor n−1" {
				t.Errorf("%s, %s: off %v, %q", set, right.name, v.Off, said)
			}
		}
	}
	t.Logf("%d clean ones", clean)
}

// TestWrongPresets holds that constants that are published for other images are
// called by their name, in whatever unit and order they were copied.
func TestWrongPresets(t *testing.T) {
	tab := tableOf(t, testfile.Project("photos"))
	for _, name := range []string{"imagenet", "cifar10", "cifar10-image-std", "cifar100", "svhn", "clip"} {
		p := presets.Find(name)
		for what, c := range map[string]*advice.Constants{
			"as they are":  {Mean: p.Mean, Std: p.Std, Scale: 255},
			"for 0 to 255": {Mean: each(p.Mean, times(255)), Std: each(p.Std, times(255)), Scale: 255},
			"two units":    {Mean: each(p.Mean, times(255)), Std: p.Std, Scale: 255},
			"BGR":          {Mean: reversed(p.Mean), Std: reversed(p.Std), Scale: 255},
		} {
			v, err := advice.Verify(tab, c, advice.DefaultVerify)
			if err != nil {
				t.Fatal(err)
			}
			want := "published as " + name
			if what == "two units" { // of which they are published in one
				want = "the means: they are for values stored as they are, and these are divided by 255"
			}
			if said := strings.Join(v.What, "; "); !v.Off || !strings.Contains(said, want) {
				t.Errorf("%s, %s: off %v, %q", name, what, v.Off, said)
			}
		}
	}
}
