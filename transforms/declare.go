package transforms

import (
	"fmt"

	"github.com/bandprep/bandprep/raster"
)

// Declare makes NoData the value of all bands that means no data: samples that are
// not valid hold it, and valid ones that equal it become the value beside it.
type Declare struct {
	NoData float64 // NaN only for floats
	inPlace
}

// Header implements [Transform].
func (t Declare) Header(h raster.Header) (raster.Header, error) {
	if !fits(t.NoData, h.Type) {
		return h, fmt.Errorf("%v is not a value of %s", t.NoData, h.Type)
	}
	h.Bands = append([]raster.Band(nil), h.Bands...)
	for i := range h.Bands {
		h.Bands[i].NoData = &t.NoData
	}
	return h, nil
}

// Apply implements [Transform].
func (t Declare) Apply(h raster.Header, _ raster.Window, dst, src *raster.Block) error {
	out, err := t.Header(h)
	if err != nil {
		return err
	}
	mapSamples(h, out, dst, src, func(band, lo int, x []float64) { store(dst, band, lo, out.Type, x) })
	return nil
}

func (t Declare) String() string { return "nodata=" + number(t.NoData) }
