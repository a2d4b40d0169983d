package transforms

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/raster"
)

var _ Reconstructor = (*pca.Model)(nil)

// TestReconstruct projects to all components and back: bands return within
// what float32, or the steps of the integers, can hold.
func TestReconstruct(t *testing.T) {
	m := model(t, 3, pca.Options{Components: 3, Standardize: true})
	low, high := []float64{-400}, []float64{400}
	for to, eps := range map[raster.SampleType]float64{raster.Float32: 1e-3, raster.Uint16: 3, raster.Uint8: 400} {
		src := randomImage(rand.New(rand.NewPCG(5, 5)), 30, 100, 3, raster.Uint16, true)
		nodata := 9.0
		for i := range src.header.Bands {
			src.header.Bands[i].NoData = &nodata
		}
		for i := range src.block.U16 {
			src.block.U16[i] %= 5000
		}
		v, err := Chain{Project{Model: m, To: to, Low: low, High: high}, Reconstruct{Model: m, Low: low, High: high}}.Open(src)
		if err != nil {
			t.Fatal(err)
		}
		h := v.Header()
		if h.Type != raster.Float32 || len(h.Bands) != 3 || h.Bands[2].Name != "3" || (h.Bands[0].NoData != nil) != (to == raster.Float32) {
			t.Fatalf("%+v", h)
		}
		all, err := readAll(v, v.Tasks(h.Window()))
		if err != nil {
			t.Fatal(err)
		}
		n := h.Width * h.Height
		for i, got := range all.F64 {
			valid := true
			for b := range 3 {
				valid = valid && (src.block.Valid == nil || src.block.Valid[b*n+i%n])
			}
			if all.Valid[i] != valid {
				t.Fatalf("%v: sample %d valid is %v", to, i, !valid)
			}
			if want := float64(src.block.U16[i]); valid && math.Abs(got-want) > eps {
				t.Fatalf("%v: sample %d is %v, was %v", to, i, got, want)
			}
		}
	}
}

func TestReconstructRefuses(t *testing.T) {
	m := model(t, 3, pca.Options{Components: 2})
	h := func(t raster.SampleType, names ...string) raster.Header {
		h := raster.Header{Width: 1, Height: 1, Type: t}
		for _, n := range names {
			h.Bands = append(h.Bands, raster.Band{Name: n})
		}
		return h
	}
	for _, c := range []struct {
		h    raster.Header
		want string
	}{
		{h(raster.Float32, "PC1"), "2 components"},
		{h(raster.Float32, "PC1", "PC3"), "PC3 instead of PC2"},
		{h(raster.Int16, "", ""), "not int16"},
		{h(raster.Uint8, "", ""), "need the limits"},
	} {
		if _, err := (Reconstruct{Model: m}).Header(c.h); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if _, err := (Reconstruct{Model: m}).Header(h(raster.Float64, "PC1", "")); err != nil {
		t.Error(err)
	}
}
