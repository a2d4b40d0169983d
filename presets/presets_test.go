package presets

import (
	"slices"
	"strings"
	"testing"
)

func TestRegistry(t *testing.T) {
	names := make(map[string]bool)
	for _, p := range List() {
		if err := p.Validate(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if names[p.Name] || p.Source == "" || p.Unit == (Unit{}) || !slices.Contains([]string{"pixel", "image", "fixed", NotStated}, p.StdKind) {
			t.Errorf("%s: twice, or without source, unit or kind of std", p.Name)
		}
		names[p.Name] = true
	}
	n := 0
	for name, list := range load().weights {
		if !names[name] {
			t.Errorf("weights of %s, which is no preset", name)
		}
		n += len(list)
	}
	// 1,615 names of timm; TorchGeo has 122, of which 25 name no constants.
	if n != 1615+97 {
		t.Errorf("%d weights", n)
	}
}

// The values are those of timm/data/constants.py and TerraTorch's
// prithvi_vit.py.
func TestFind(t *testing.T) {
	for _, c := range []struct {
		name, preset string
		mean, std    float64
		bands        int
	}{
		{"imagenet", "imagenet", 0.485, 0.229, 3},
		{"beit_base_patch16_224.in22k_ft_in22k", "inception", 0.5, 0.5, 3},
		{"timm/convnext_base.clip_laion2b", "clip", 0.48145466, 0.26862954, 3},
		{"ResNet50_Weights.SENTINEL2_ALL_SOFTCON", "ssl4eo-s12-s2", 1612.9, 791, 13},
		{"ResNet18_Weights.SENTINEL2_RGB_MOCO", "ssl4eo-s12-s2-rgb-10k", 0, 10000, 3},
		{"prithvi-v2", "prithvi-v2", 1087, 2248, 6},
	} {
		p := Find(c.name)
		if p == nil || p.Name != c.preset || p.Mean[0] != c.mean || p.Std[0] != c.std || len(p.Bands) != c.bands {
			t.Errorf("%s: %+v", c.name, p)
		}
	}
	for _, name := range []string{"", "nothing", "beit"} {
		if p := Find(name); p != nil {
			t.Errorf("%q finds %s", name, p.Name)
		}
	}
}

func TestBandsByName(t *testing.T) {
	p := Find("eurosat")
	mean, _, named, err := p.For([]string{"B08", "b2", "B8A"})
	if err != nil || !named || mean[0] != 2296.82608323 || mean[1] != 1118.24399958 || mean[2] != 2594.14080798 {
		t.Errorf("%v %v %v", mean, named, err)
	}
	if _, _, _, err := p.For([]string{"1", "2"}); err == nil {
		t.Error("two nameless bands of thirteen have constants")
	}
	if got := Find("imagenet").Order([]string{"blue", "green", "red"}); len(got) != 3 {
		t.Errorf("order %v", got)
	}
	if got := Find("prithvi-v2").Order([]string{"B02", "B03", "B04", "B8A", "B11", "B12"}); got != nil {
		t.Errorf("HLS bands in order are said to be out of order: %v", got)
	}
	if list := ForBands(strings.Split("B01 B02 B03 B04 B05 B06 B07 B08 B8A B09 B10 B11 B12", " ")); len(list) < 4 {
		t.Errorf("presets of Sentinel-2: %d", len(list))
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		mean, std []float64
		scale     float64
		want      string
	}{
		{[]float64{0.485, 0.456, 0.406}, []float64{0.229, 0.224, 0.225}, 255, "imagenet"},
		{[]float64{123.675, 116.28, 103.53}, []float64{58.395, 57.12, 57.375}, 255, "imagenet"},
		{[]float64{0.491, 0.482, 0.447}, []float64{0.247, 0.243, 0.262}, 255, ""},
		{[]float64{0.4914, 0.4822, 0.4465}, []float64{0.2470, 0.2435, 0.2616}, 255, "cifar10"},
		{[]float64{0.4914, 0.4822, 0.4465}, []float64{0.2023, 0.1994, 0.2010}, 255, "cifar10-image-std"},
	} {
		got := ""
		if list := Match(c.mean, c.std, c.scale); len(list) > 0 {
			got = list[0].Name
		}
		if got != c.want {
			t.Errorf("%v: %q", c.mean, got)
		}
	}
}

func TestRead(t *testing.T) {
	p, err := Read(strings.NewReader(`{"type":"normalization","bands":["1"],"mean":[0.5],"std":[0.25],"scale":255}`))
	if err != nil {
		t.Fatal(err)
	}
	if scale, ok := p.Unit.Scale(); !ok || scale != 255 {
		t.Errorf("unit %s", p.Unit)
	}
	for _, text := range []string{
		``, `{}`, `[]`, `{"mean":[1],"std":[0]}`, `{"mean":[1,2],"std":[1]}`, `{"mean":[1e999],"std":[1]}`, `{"mean":[1],"std":[1],"unit":"furlong"}`,
		`{"mean":[1,1],"std":[1,1],"bands":["a","b","c"]}`, `{"mean":null,"std":null}`,
	} {
		if _, err := Read(strings.NewReader(text)); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"mean":[0.5],"std":[0.25],"scale":255,"bands":["B02"]}`)
	f.Add(`{"mean":[1,2],"std":[1,2],"unit":"dB"}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		if mean, std, _, err := p.For(p.Bands); err == nil && (len(mean) != len(p.Bands) || len(std) != len(p.Bands)) {
			t.Errorf("%d constants for %d bands", len(mean), len(p.Bands))
		}
	})
}
