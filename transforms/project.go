package transforms

import (
	"fmt"

	"github.com/bandprep/bandprep/raster"
)

// Projector is a linear map of bands to components, such as a PCA model.
type Projector interface {
	// Match returns which of an image's bands are projected, in order, or
	// why the model does not fit the image. Bands without a name are called
	// by their 1-based number.
	Match(bands []string, sampleType string) ([]int, error)
	// ComponentNames returns the names of what comes out.
	ComponentNames() []string
	// Project fills dst with the components of src, both planar.
	Project(dst, src [][]float64)
}

// Project replaces the bands by components. A pixel with any band that is not
// valid is not valid in all components. In float32 images the nodata value is
// that of the projected bands where they agree on one, else NaN; in integer
// images it is 0, see [Quantize].
type Project struct {
	Model Projector
	// Name is how the model is called in a chain's text.
	Name string
	// To is Float32 (also the zero value), Uint8 or Uint16. Integers need
	// Low and High, per component.
	To        raster.SampleType
	Low, High []float64
	inPlace
}

// Header implements [Transform].
func (t Project) Header(h raster.Header) (raster.Header, error) {
	index, err := t.Model.Match(bandNames(h), h.Type.String())
	if err != nil {
		return h, err
	}
	nodata := commonNoData(h, index)
	h.Bands = nil
	for _, name := range t.Model.ComponentNames() {
		h.Bands = append(h.Bands, raster.Band{Name: name, NoData: nodata})
	}
	h.MinIsWhite = false
	if t.To == raster.Uint8 || t.To == raster.Uint16 {
		if err := checkLimits(h, t.Low, t.High); err != nil {
			return h, fmt.Errorf("%s output needs limits: %w", t.To, err)
		}
	}
	return quantized(h, t.To)
}

// Apply implements [Transform].
func (t Project) Apply(h raster.Header, _ raster.Window, dst, src *raster.Block) error {
	out, err := t.Header(h)
	if err != nil {
		return err
	}
	index, err := t.Model.Match(bandNames(h), h.Type.String())
	if err != nil {
		return err
	}
	n, k := src.Window.Pixels(), len(out.Bands)
	dst.Reset(src.Window, k, out.Type.Storage())
	in, components := planes(len(index)), planes(k)
	buf := planes(len(index))
	for lo := 0; lo < n; lo += tile {
		hi := min(lo+tile, n)
		for i, band := range index {
			in[i] = load(src, band, lo, hi, h.Type, buf[i])
		}
		for c := range components {
			components[c] = components[c][:hi-lo]
		}
		t.Model.Project(components, in)
		for c, y := range components {
			finiteOnly(dst, c, lo, y)
			if out.Type != raster.Float32 {
				Quantize(y, pick(t.Low, c), pick(t.High, c), out.Type)
			}
			store(dst, c, lo, out.Type, y)
		}
	}
	if src.Valid != nil {
		andValid(dst, src, index)
	}
	fillInvalid(out, dst)
	return nil
}

func (t Project) String() string {
	s := "project=" + t.Name
	if t.To != raster.Unknown {
		s += ",to=" + t.To.String()
	}
	return s
}

// andValid clears the flags of all components where any of the bands in index
// is not valid.
func andValid(dst, src *raster.Block, index []int) {
	n := src.Window.Pixels()
	flags := dst.MakeValid()
	for _, band := range index {
		for i, ok := range src.ValidBand(band) {
			if !ok {
				flags[i] = false
			}
		}
	}
	for c := 1; c < dst.Bands; c++ {
		for i, ok := range flags[:n] {
			flags[c*n+i] = flags[c*n+i] && ok
		}
	}
}

// commonNoData returns the nodata value on which the bands in index agree, or
// nil.
func commonNoData(h raster.Header, index []int) *float64 {
	first := h.Bands[index[0]].NoData
	for _, i := range index {
		if nodata := h.Bands[i].NoData; first == nil || nodata == nil || *nodata != *first && !(*nodata != *nodata && *first != *first) {
			return nil
		}
	}
	return first
}

func planes(count int) [][]float64 {
	p := make([][]float64, count)
	all := make([]float64, count*tile)
	for i := range p {
		p[i] = all[i*tile : (i+1)*tile : (i+1)*tile]
	}
	return p
}
