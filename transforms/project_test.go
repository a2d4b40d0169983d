package transforms

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/raster"
)

var _ Projector = (*pca.Model)(nil)

func model(t testing.TB, bands int, o pca.Options) *pca.Model {
	names, mean, cov := make([]string, bands), make([]float64, bands), make([][]float64, bands)
	for i := range names {
		names[i], mean[i], cov[i] = fmt.Sprint(i+1), 90, make([]float64, bands)
		for j := range cov {
			cov[i][j] = 50
		}
		cov[i][i] = float64(1000 * (i + 1))
	}
	m, err := pca.Fit(names, mean, cov, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestProject compares each pixel with the definition of a component, for all
// sample types in and out.
func TestProject(t *testing.T) {
	const bands, k = 5, 2
	m := model(t, bands, pca.Options{Components: k})
	m.Bands = []string{"1", "2", "4", "5", "6"}
	low, high := []float64{-150, -100}, []float64{150, 100}
	for _, typ := range []raster.SampleType{raster.Uint8, raster.Uint16, raster.Int16, raster.Float32} {
		for _, to := range []raster.SampleType{raster.Unknown, raster.Uint8, raster.Uint16} {
			src := randomImage(rand.New(rand.NewPCG(3, uint64(typ))), 40, 60, 6, typ, true)
			nodata := -32768.0
			for i := range src.header.Bands {
				src.header.Bands[i].NoData = &nodata
			}
			v, err := Chain{Project{Model: m, To: to, Low: low, High: high}}.Open(src)
			if err != nil {
				t.Fatal(err)
			}
			h := v.Header()
			all, err := readAll(v, v.Tasks(h.Window()))
			if err != nil {
				t.Fatal(err)
			}
			if h.Bands[1].Name != "PC2" || len(h.Bands) != k {
				t.Fatalf("bands %+v", h.Bands)
			}
			wantNoData := 0.0
			if to == raster.Unknown {
				wantNoData = nodata
			}
			if h.Bands[0].NoData == nil || *h.Bands[0].NoData != wantNoData {
				t.Fatalf("%v to %v: nodata %v", typ, to, h.Bands[0].NoData)
			}
			for p := range 40 * 60 {
				valid := true
				var x [bands]float64
				for i, b := range []int{0, 1, 3, 4, 5} {
					at := b*40*60 + p
					x[i] = src.block.At(at, typ) - m.Mean[i]
					valid = valid && x[i]-x[i] == 0 && (src.block.Valid == nil || src.block.Valid[at])
				}
				for c := range k {
					at := c*40*60 + p
					got := all.At(at, h.Type)
					if all.Valid[at] != valid {
						t.Fatalf("%v to %v: pixel %d valid is %v", typ, to, p, !valid)
					}
					want, eps := 0.0, 0.0
					for i := range x {
						want += m.Components[c][i] * x[i]
					}
					switch {
					case !valid:
						want = wantNoData
					case to == raster.Unknown:
						eps = math.Abs(want)*1e-7 + 1e-9
					default:
						_, top := to.Range()
						want = 1 + (want-low[c])/(high[c]-low[c])*(top-1)
						want, eps = math.Min(math.Max(want, 1), top), 0.5+1e-6
					}
					if !(math.Abs(got-want) <= eps) {
						t.Fatalf("%v to %v: component %d of pixel %d is %v, want %v", typ, to, c+1, p, got, want)
					}
				}
			}
		}
	}
}

func TestProjectNoData(t *testing.T) {
	m := model(t, 2, pca.Options{Components: 1})
	nan, minus, big := math.NaN(), -9999.0, 1e300
	for _, c := range []struct {
		first, second, want *float64
	}{{nil, nil, nil}, {&minus, &minus, &minus}, {&minus, nil, nil}, {&minus, &nan, nil}, {&nan, &nan, &nan}, {&big, &big, nil}} {
		h := raster.Header{Width: 1, Height: 1, Type: raster.Float64, Bands: []raster.Band{{NoData: c.first}, {NoData: c.second}}}
		out, err := Project{Model: m}.Header(h)
		if err != nil {
			t.Fatal(err)
		}
		got := out.Bands[0].NoData
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want && !(*got != *got && *c.want != *c.want) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestProjectRefuses(t *testing.T) {
	m := model(t, 3, pca.Options{})
	m.SampleType = "uint16"
	h := raster.Header{Width: 1, Height: 1, Type: raster.Uint16, Bands: make([]raster.Band, 3)}
	short, float := h, h
	short.Bands = make([]raster.Band, 2)
	float.Type = raster.Float32
	for _, c := range []struct {
		p    Project
		h    raster.Header
		want string
	}{
		{Project{Model: m}, short, "no band 3"},
		{Project{Model: m}, float, "differ in scale"},
		{Project{Model: m, To: raster.Uint8}, h, "needs limits"},
		{Project{Model: m, To: raster.Int32}, h, "choose uint8"},
	} {
		if _, err := c.p.Header(c.h); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func BenchmarkProject13To3(b *testing.B) {
	src := randomImage(rand.New(rand.NewPCG(7, 7)), 512, 128, 13, raster.Uint16, false)
	m := model(b, 13, pca.Options{})
	for _, to := range []raster.SampleType{raster.Float32, raster.Uint8, raster.Uint16} {
		b.Run(to.String(), func(b *testing.B) {
			p := Project{Model: m, To: to, Low: []float64{-3000}, High: []float64{3000}}
			var dst raster.Block
			b.SetBytes(int64(src.block.Window.Pixels()))
			for b.Loop() {
				if err := p.Apply(src.header, src.block.Window, &dst, &src.block); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
