package transforms

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// row is an image of one row with the given stored values, bands of two
// pixels.
func row(t raster.SampleType, values ...float64) *memory {
	bands := len(values) / 2
	m := &memory{header: raster.Header{Width: 2, Height: 1, Bands: make([]raster.Band, bands), Type: t, BlockW: 2, BlockH: 1}}
	m.block.Reset(m.header.Window(), bands, t.Storage())
	for b := range bands {
		store(&m.block, b, 0, t, values[2*b:2*b+2])
	}
	return m
}

func TestValues(t *testing.T) {
	for _, c := range []struct {
		name  string
		src   *memory
		chain Chain
		typ   raster.SampleType
		want  []float64
	}{
		// (v/255 − 0.485)/0.229 and (v/255 − 0.456)/0.224 of numpy 1.24.2.
		{"normalize", row(raster.Uint8, 0, 255, 128, 1), Chain{Normalize{Mean: []float64{0.485, 0.456}, Std: []float64{0.229, 0.224}, Scale: 255}},
			raster.Float32, []float64{-2.1179039301310043, 2.2489082969432315, 0.20518207282913157, -2.0182072829131656}},
		{"normalize signed", row(raster.Int16, -30000, 30000), Chain{Normalize{Mean: []float64{-10000}, Std: []float64{20000}}},
			raster.Float32, []float64{-1, 2}},
		{"scale", row(raster.Uint16, 1, 65535), Chain{Scale{By: 10000}}, raster.Float32, []float64{0.0001, 6.5535}},
		{"clip", row(raster.Int16, -300, 300, -300, 300), Chain{Clip{Low: []float64{-100, -300}, High: []float64{200}}}, raster.Int16, []float64{-100, 200, -300, 200}},
		{"stretch", row(raster.Float32, 10, 20, 15, 30), Chain{Stretch{Low: []float64{10}, High: []float64{20}}}, raster.Float32, []float64{0, 1, 0.5, 1}},
		{"stretch to bytes", row(raster.Float32, 10, 20, 15, -3), Chain{Stretch{Low: []float64{10}, High: []float64{20}, To: raster.Uint8}}, raster.Uint8, []float64{1, 255, 128, 1}},
		{"stretch to words", row(raster.Int16, -20, 20, 0, 99), Chain{Stretch{Low: []float64{-20}, High: []float64{20}, To: raster.Uint16}}, raster.Uint16, []float64{1, 65535, 32768, 65535}},
		{"bands", row(raster.Uint8, 1, 2, 3, 4, 5, 6), Chain{Bands{Select: []string{"3", "1-2"}}}, raster.Uint8, []float64{5, 6, 1, 2, 3, 4}},
	} {
		v, err := c.chain.Open(c.src)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		h := v.Header()
		all, err := readAll(v, []raster.Window{h.Window()})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if h.Type != c.typ || len(h.Bands)*2 != len(c.want) {
			t.Errorf("%s: %d bands of %v", c.name, len(h.Bands), h.Type)
			continue
		}
		for i, want := range c.want {
			if got := all.At(i, h.Type); math.Abs(got-want) > 6e-8*max(math.Abs(want), 1) {
				t.Errorf("%s: sample %d is %v, want %v", c.name, i, got, want)
			}
		}
	}
}

func TestBandsByName(t *testing.T) {
	h := raster.Header{Width: 1, Height: 1, Type: raster.Uint8, Bands: []raster.Band{{Name: "B02"}, {}, {Name: "3-4"}}}
	got, err := Bands{Select: []string{"3-4", "2", "B02"}}.Header(h)
	if err != nil || got.Bands[0].Name != "3-4" || got.Bands[1].Name != "" || got.Bands[2].Name != "B02" {
		t.Errorf("%+v, %v", got.Bands, err)
	}
}

func TestPercentileAndModelsAreResolved(t *testing.T) {
	r := Resolver{
		Percentile: func(p float64) ([]float64, error) { return []float64{p, 10 * p}, nil },
		Project:    func(name string) (Project, error) { return Project{Low: []float64{1}, High: []float64{2}}, nil },
		Normalize:  func(string) (Normalize, error) { return Normalize{Mean: []float64{1}}, nil },
	}
	c, err := Parse("percentile=2:98,to=uint8; project=dir/pca.json,to=uint16 ;normalize", r)
	if err != nil {
		t.Fatal(err)
	}
	if s := c[0].(Stretch); !slices.Equal(s.Low, []float64{2, 20}) || !slices.Equal(s.High, []float64{98, 980}) || s.To != raster.Uint8 {
		t.Errorf("%+v", s)
	}
	if p := c[1].(Project); p.Name != "dir/pca.json" || p.To != raster.Uint16 || p.Low[0] != 1 {
		t.Errorf("%+v", p)
	}
	if text := c.String(); !strings.HasSuffix(text, ";project=dir/pca.json,to=uint16;normalize") {
		t.Errorf("printed as %q", text)
	}
}

func TestBandNames(t *testing.T) {
	h := raster.Header{Bands: []raster.Band{{Name: "red"}, {}, {Name: "nir"}}}
	if got := BandNames(h); !slices.Equal(got, []string{"red", "2", "nir"}) {
		t.Error(got)
	}
	h.Bands[2].Name = "2"
	if got := BandNames(h); !slices.Equal(got, []string{"1", "2", "3"}) {
		t.Error(got)
	}
}
