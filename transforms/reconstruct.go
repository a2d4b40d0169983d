package transforms

import (
	"errors"
	"fmt"

	"github.com/bandprep/bandprep/raster"
)

// Reconstructor gives bands back from components, such as a PCA model.
type Reconstructor interface {
	BandNames() []string
	ComponentNames() []string
	// Reconstruct fills dst with the bands that the components src stand
	// for, both planar.
	Reconstruct(dst, src [][]float64)
}

// Reconstruct is the inverse of [Project]: components of any type that it
// writes become bands, as float32.
type Reconstruct struct {
	Model Reconstructor
	// Name is how the model is called in a chain's text.
	Name string
	// Low and High, per component, are those with which integers were
	// written; floats do not need them.
	Low, High []float64
	inPlace
}

// Header implements [Transform].
func (t Reconstruct) Header(h raster.Header) (raster.Header, error) {
	want := t.Model.ComponentNames()
	if len(h.Bands) != len(want) {
		return h, fmt.Errorf("the model has %d components, the image %d bands", len(want), len(h.Bands))
	}
	for i, b := range h.Bands {
		if b.Name != "" && b.Name != want[i] {
			return h, fmt.Errorf("band %d is %s instead of %s", i+1, b.Name, want[i])
		}
	}
	var nodata *float64
	switch {
	case h.Type.IsFloat():
		nodata = commonNoData(h)
	case h.Type != raster.Uint8 && h.Type != raster.Uint16:
		return h, fmt.Errorf("components are uint8, uint16 or floats, not %s", h.Type)
	case len(t.Low) == 0:
		return h, errors.New("integer components need the limits that they were written with: the model has none")
	default:
		if err := checkLimits(h, t.Low, t.High); err != nil {
			return h, err
		}
	}
	h.Bands = nil
	for _, name := range t.Model.BandNames() {
		h.Bands = append(h.Bands, raster.Band{Name: name, NoData: nodata})
	}
	return retyped(h, raster.Float32), nil
}

// Apply implements [Transform].
func (t Reconstruct) Apply(h raster.Header, _ raster.Window, dst, src *raster.Block) error {
	out, err := t.Header(h)
	if err != nil {
		return err
	}
	dst.Reset(src.Window, len(out.Bands), raster.StoreF64)
	components, bands := make([][]float64, src.Bands), make([][]float64, dst.Bands)
	buf := make([]float64, (src.Bands+dst.Bands)*tile)
	n := src.Window.Pixels()
	for lo := 0; lo < n; lo += tile {
		hi := min(lo+tile, n)
		for c := range components {
			components[c] = load(src, c, lo, hi, h.Type, buf[c*tile:][:tile])
			if h.Type.IsInteger() {
				q := scaled(pick(t.Low, c), pick(t.High, c), h.Type)
				q.undo(components[c])
			}
		}
		for b := range bands {
			bands[b] = buf[(src.Bands+b)*tile:][:hi-lo]
		}
		t.Model.Reconstruct(bands, components)
		for b, x := range bands {
			if src.F64 != nil {
				finiteOnly(dst, b, lo, x)
			}
			store(dst, b, lo, out.Type, x)
		}
	}
	if src.Valid != nil {
		all := make([]int, src.Bands)
		for i := range all {
			all[i] = i
		}
		andValid(dst, src, all)
	}
	fillInvalid(out, dst)
	return nil
}

func (t Reconstruct) String() string { return "reconstruct=" + t.Name }
