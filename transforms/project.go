package transforms

import (
	"fmt"
	"slices"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// Projector is a linear map of bands to components, such as a PCA model.
type Projector interface {
	// Match returns which of an image's bands, called by [BandNames], are
	// projected, in order, or why the model does not fit the image.
	Match(bands []string, sampleType string) ([]int, error)
	// ComponentNames returns the names of what comes out.
	ComponentNames() []string
	// Project fills dst with the components of src, both planar. The others
	// do so for samples as they are stored, plus bias.
	Project(dst, src [][]float64)
	ProjectUint8(dst [][]float64, src [][]uint8)
	ProjectUint16(dst [][]float64, src [][]uint16, bias float64)
}

// Project replaces the bands by components. A pixel with any band that is not
// valid is not valid in all components. In float32 images the nodata value is
// that of the projected bands where they agree on one, else NaN; in integer
// images it is 0, and valid components become 1 (Low) to 255 or 65535 (High),
// what lies outside the nearer of the two. Three integer components are red,
// green and blue.
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

// projected holds components between projecting and rounding.
var projected = sync.Pool{New: func() any { return new([]float64) }}

// Header implements [Transform].
func (t Project) Header(h raster.Header) (raster.Header, error) {
	index, err := t.Model.Match(BandNames(h), h.Type.String())
	if err != nil {
		return h, err
	}
	nodata := commonNoData(only(h, index))
	h.Bands = nil
	for _, name := range t.Model.ComponentNames() {
		h.Bands = append(h.Bands, raster.Band{Name: name, NoData: nodata})
	}
	h.MinIsWhite = false
	if len(h.Bands) == 3 && t.To.IsInteger() {
		h.Bands[0].Color, h.Bands[1].Color, h.Bands[2].Color = raster.Red, raster.Green, raster.Blue
	}
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
	index, err := t.Model.Match(BandNames(h), h.Type.String())
	if err != nil {
		return err
	}
	dst.Reset(src.Window, len(out.Bands), out.Type.Storage())
	components := make([][]float64, dst.Bands)
	var buf []float64
	if dst.F64 == nil {
		pooled := projected.Get().(*[]float64)
		defer projected.Put(pooled)
		*pooled = slices.Grow((*pooled)[:0], dst.Bands*tile)
		buf = (*pooled)[:dst.Bands*tile]
	}
	n := src.Window.Pixels()
	for lo := 0; lo < n; lo += tile {
		hi := min(lo+tile, n)
		for c := range components {
			if dst.F64 != nil {
				components[c] = dst.F64[c*n+lo : c*n+hi]
			} else {
				components[c] = buf[c*tile:][:hi-lo]
			}
		}
		switch src.Storage() {
		case raster.StoreU8:
			t.Model.ProjectUint8(components, cut(src.U8, n, index, lo, hi))
		case raster.StoreU16:
			t.Model.ProjectUint16(components, cut(src.U16, n, index, lo, hi), float64(h.Type.Bias()))
		default:
			t.Model.Project(components, cut(src.F64, n, index, lo, hi))
		}
		for c, y := range components {
			if src.F64 != nil {
				finiteOnly(dst, c, lo, y)
			}
			if dst.F64 != nil {
				toFloat32(y, y)
			} else {
				storeQuantized(dst, c, lo, out.Type, y, scaled(pick(t.Low, c), pick(t.High, c), out.Type))
			}
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
