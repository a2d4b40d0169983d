package transforms

import (
	"errors"
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// Physical makes stored · scale + offset of every sample, as float32, with what
// each band declares: HU of a CT, reflectance of a scene.
type Physical struct{ inPlace }

// Header implements [Transform].
func (Physical) Header(h raster.Header) (raster.Header, error) {
	if !slices.ContainsFunc(h.Bands, func(b raster.Band) bool { return b.Scale != nil || b.Offset != nil }) {
		return h, errors.New("no band declares a scale or an offset")
	}
	return raster.ViewOptions{Physical: true, Alpha: raster.AlphaBand}.Header(h), nil
}

// Apply implements [Transform].
func (t Physical) Apply(h raster.Header, _ raster.Window, dst, src *raster.Block) error {
	out, err := t.Header(h)
	if err != nil {
		return err
	}
	mapSamples(h, out, dst, src, func(band, lo int, x []float64) {
		scale, offset := h.Bands[band].Rescale()
		for i, v := range x {
			x[i] = float64(v*scale) + offset
		}
		store(dst, band, lo, out.Type, x)
	})
	return nil
}

func (Physical) String() string { return "physical" }
