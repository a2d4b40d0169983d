package pipeline_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/presets"
)

// constantsOf are what testdata/constants.py computed with numpy, Pillow and
// GDAL, of stored values.
type constantsOf map[string][]float64

func readConstants(t *testing.T) map[string]constantsOf {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "constants.json"))
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]constantsOf
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// published rounds as papers do: to four decimals of values from 0 to 1, or two
// of larger ones.
func published(v []float64, scale float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		decimals := 4
		if scale == 1 && math.Abs(v[0]) > 1 {
			decimals = 2
		}
		out[i], _ = strconv.ParseFloat(strconv.FormatFloat(x/scale, 'f', decimals, 64), 64)
	}
	return out
}

func each(v []float64, f func(float64) float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = f(x)
	}
	return out
}

func reversed(v []float64) []float64 {
	v = slices.Clone(v)
	slices.Reverse(v)
	return v
}

func times(k float64) func(float64) float64 { return func(v float64) float64 { return v * k } }
func plus(k float64) func(float64) float64  { return func(v float64) float64 { return v + k } }

// mistake is a planted mistake: constants made of the right ones, and a piece of
// the sentence that names it.
type mistake struct {
	name      string
	mean, std []float64
	scale     float64 // 0: what is usual
	want      string  // "": nothing is off
	off       bool    // the residuals are beyond the limits too
}

// mistakes plants one mistake of each kind that fits the set.
func mistakes(set string, c constantsOf, scale float64) (list []mistake) {
	mean, std := published(c["mean"], scale), published(c["std"], scale)
	add := func(name string, mean, std []float64, want string, off bool) {
		list = append(list, mistake{name, mean, std, 0, want, off})
	}
	add("the right ones", mean, std, "", false)
	add("to two digits less", each(mean, func(v float64) float64 { return math.Round(v*100) / 100 }), each(std, func(v float64) float64 { return math.Round(v*1000) / 1000 }), "", false)
	add("mean of image stds", mean, published(c["image_std"], scale), "mean of the stds of images", false)
	add("mean of image means and stds", published(c["per_image_mean"], scale), published(c["image_std"], scale), "mean of the stds of images", false)
	add("variance", mean, each(std, func(v float64) float64 { return v * v }), "variance is given", true)
	add("root of std", mean, each(std, math.Sqrt), "root of the std", true)
	add("std of image means", mean, published(c["between"], scale), "std is that of the means of images", true)
	if len(mean) >= 3 {
		add("reversed", reversed(mean), reversed(std), map[bool]string{true: "BGR for RGB", false: "another order"}[len(mean) == 3], true)
	}
	switch set {
	case "photos":
		add("for 0 to 255", published(c["mean"], 1), published(c["std"], 1), "for values stored as they are, and these are divided by 255", true)
		add("divided twice", each(c["mean"], times(1./255/255)), each(c["std"], times(1./255/255)), "divided by 255 twice", true)
		list = append(list, mistake{"not divided", mean, std, 1, "for values divided by 255, and these are stored as they are", true})
		list = append(list, mistake{"for 16 bits", each(c["mean"], times(257)), each(c["std"], times(257)), 1, "multiplied by 257", true})
	case "scenes", "landsat":
		add("reflectance", each(c["mean"], times(1e-4)), each(c["std"], times(1e-4)), "for values divided by 10000", true)
		add("divided by 255", each(c["mean"], times(1./255)), each(c["std"], times(1./255)), "for values divided by 255", true)
		add("of 16 bits from 0 to 1", each(c["mean"], times(1./65535)), each(c["std"], times(1./65535)), "for values divided by 65535", true)
		if set == "scenes" {
			add("before the offset", each(c["mean"], plus(-1000)), std, "1000 below", true)
			add("after the offset", each(c["mean"], plus(1000)), std, "1000 above", true)
			order := []int{0, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8} // by name as text
			var m, s []float64
			for _, k := range order {
				m, s = append(m, mean[k]), append(s, std[k])
			}
			add("bands by name as text", m, s, "another order", true)
			add("of one batch", c["batch_mean"], c["batch_std"], "", false)
		}
	case "reflectance":
		add("digital numbers", each(c["mean"], times(1e4)), each(c["std"], times(1e4)), "multiplied by 10000", true)
		add("before the offset", each(c["mean"], plus(-0.1)), std, "0.1 below", false) // two images tell no more
	}
	return list
}

// TestPlantedMistakes holds that verify names the mistakes that people make, on
// real sets of four kinds, and says nothing of constants that are right.
func TestPlantedMistakes(t *testing.T) {
	planted, clean := 0, 0
	for _, set := range []string{"photos", "scenes", "landsat", "reflectance"} {
		c, tab := readConstants(t)[set], tableOf(t, testfile.Project(set))
		scale := derive.DefaultScale(tab.Type)
		for _, m := range mistakes(set, c, scale) {
			if m.scale == 0 {
				m.scale = scale
			}
			v, err := derive.Verify(tab, &derive.Constants{Name: m.name, Mean: m.mean, Std: m.std, Scale: m.scale}, derive.DefaultVerify)
			if err != nil {
				t.Errorf("%s, %s: %v", set, m.name, err)
				continue
			}
			said := strings.Join(v.What, "; ")
			if m.want == "" {
				clean++
				if v.Off && m.name != "of one batch" || strings.Contains(said, "twice") || strings.Contains(said, "order") {
					t.Errorf("%s, %s: off %v, %s", set, m.name, v.Off, said)
				}
				continue
			}
			planted++
			if !strings.Contains(said, m.want) || m.off && !v.Off {
				t.Errorf("%s, %s: off %v, said %q, want %q", set, m.name, v.Off, said, m.want)
			}
		}
	}
	t.Logf("%d planted mistakes, %d clean ones", planted, clean)
}

// TestVerifyRight holds the residuals against the constants that numpy gives.
func TestVerifyRight(t *testing.T) {
	for _, set := range []string{"photos", "scenes", "landsat", "reflectance"} {
		c, tab := readConstants(t)[set], tableOf(t, testfile.Project(set))
		v, err := derive.Verify(tab, &derive.Constants{Mean: c["mean"], Std: c["std"], Scale: 1}, derive.DefaultVerify)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range v.Bands {
			if math.Abs(float64(b.ResidualMean)) > 1e-6 || math.Abs(float64(b.ResidualStd)-1) > 1e-6 {
				t.Errorf("%s, %s: residual mean %v, std %v", set, b.Name, b.ResidualMean, b.ResidualStd)
			}
		}
		if want := "mean and std of all pixels of all"; !slices.ContainsFunc(v.What, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("%s: %v", set, v.What)
		}
	}
}

// TestPresetOnItsSample holds that ImageNet's constants are called the mean of
// image stds on a sample of ImageNet: what pytorch/vision#1439 and #1965 found.
func TestPresetOnItsSample(t *testing.T) {
	tab := tableOf(t, testfile.Shared(t, "photos", "imagenet-sample"))
	c, err := derive.ConstantsOf(presets.Find("imagenet"), tab, 0)
	if err != nil {
		t.Fatal(err)
	}
	v, err := derive.Verify(tab, c, derive.DefaultVerify)
	if err != nil {
		t.Fatal(err)
	}
	if !v.Off || !strings.Contains(fmt.Sprint(v.What), "mean of the stds of images") {
		t.Errorf("off %v, %v", v.Off, v.What)
	}
}

func tableOf(t *testing.T, names ...string) *table.Table {
	t.Helper()
	return tableWith(t, options(), names...)
}

func tableWith(t *testing.T, o setup, names ...string) *table.Table {
	t.Helper()
	in, err := pipeline.Open(context.Background(), names, o.Options)
	if err != nil {
		t.Fatal(err)
	}
	tab, err := in.Table(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}
