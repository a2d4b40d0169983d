package transforms

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// Normalize makes (value/Scale − Mean)/Std of every sample, as float32: data
// with these constants get mean 0 and standard deviation 1.
type Normalize struct {
	Mean, Std []float64 // per band
	Scale     float64   // as in normalization.json; 0 counts as 1
	Bands     []string  // the names that the constants go by; only recorded
	Name      string    // whose constants they are; "": those of the set
	inPlace
}

// Header implements [Transform].
func (t Normalize) Header(h raster.Header) (raster.Header, error) {
	if len(t.Mean) != len(h.Bands) || len(t.Std) != len(h.Bands) {
		return h, fmt.Errorf("%d means and %d standard deviations for %d bands", len(t.Mean), len(t.Std), len(h.Bands))
	}
	for i, s := range t.Std {
		if m := t.Mean[i]; m-m != 0 || s-s != 0 || s <= 0 {
			return h, fmt.Errorf("band %s has mean %v and standard deviation %v and cannot be normalized: leave it out with bands", BandNames(h)[i], m, s)
		}
	}
	return retyped(h, raster.Float32), nil
}

// Apply implements [Transform].
func (t Normalize) Apply(h raster.Header, _ raster.Window, dst, src *raster.Block) error {
	out, err := t.Header(h)
	if err != nil {
		return err
	}
	scale := t.Scale
	if scale == 0 {
		scale = 1
	}
	mapSamples(h, out, dst, src, func(band, lo int, x []float64) {
		mean, std := float64(t.Mean[band]*scale), float64(t.Std[band]*scale)
		for i, v := range x {
			x[i] = (v - mean) / std
		}
		store(dst, band, lo, out.Type, x)
	})
	return nil
}

func (t Normalize) String() string {
	if t.Name == "" {
		return "normalize"
	}
	return "normalize=" + t.Name
}

// Scale divides every sample by By, as float32.
type Scale struct {
	By float64
	inPlace
}

// Header implements [Transform].
func (t Scale) Header(h raster.Header) (raster.Header, error) {
	if !(t.By > 0) {
		return h, fmt.Errorf("cannot divide by %v", t.By)
	}
	return retyped(h, raster.Float32), nil
}

// Apply implements [Transform].
func (t Scale) Apply(h raster.Header, _ raster.Window, dst, src *raster.Block) error {
	mapSamples(h, retyped(h, raster.Float32), dst, src, func(band, lo int, x []float64) {
		for i, v := range x {
			x[i] = v / t.By
		}
		store(dst, band, lo, raster.Float32, x)
	})
	return nil
}

func (t Scale) String() string { return "scale=" + number(t.By) }

// Clip limits samples to Low and High, one number for all bands or one per
// band. The sample type stays.
type Clip struct {
	Low, High []float64
	inPlace
}

// Header implements [Transform].
func (t Clip) Header(h raster.Header) (raster.Header, error) {
	return h, checkLimits(h, t.Low, t.High)
}

// Apply implements [Transform].
func (t Clip) Apply(h raster.Header, _ raster.Window, dst, src *raster.Block) error {
	mapSamples(h, h, dst, src, func(band, lo int, x []float64) {
		low, high := pick(t.Low, band), pick(t.High, band)
		for i, v := range x {
			x[i] = clamp(v, low, high)
		}
		store(dst, band, lo, h.Type, x)
	})
	return nil
}

func (t Clip) String() string { return "clip=" + numbers(t.Low) + ":" + numbers(t.High) }

// Stretch maps Low..High, one number for all bands or one per band, to 0..1
// as float32, or to 1..255 of Uint8 or 1..65535 of Uint16, where 0 is left for
// nodata. What lies outside becomes the nearer limit.
type Stretch struct {
	Low, High []float64
	To        raster.SampleType // Float32 (also the zero value), Uint8 or Uint16
	inPlace
}

// Header implements [Transform].
func (t Stretch) Header(h raster.Header) (raster.Header, error) {
	if err := checkLimits(h, t.Low, t.High); err != nil {
		return h, err
	}
	return quantized(h, t.To)
}

// Apply implements [Transform].
func (t Stretch) Apply(h raster.Header, _ raster.Window, dst, src *raster.Block) error {
	out, err := t.Header(h)
	if err != nil {
		return err
	}
	mapSamples(h, out, dst, src, func(band, lo int, x []float64) {
		low, high := pick(t.Low, band), pick(t.High, band)
		if out.Type != raster.Float32 {
			storeQuantized(dst, band, lo, out.Type, x, scaled(low, high, out.Type))
			return
		}
		for i, v := range x {
			x[i] = clamp((v-low)/(high-low), 0, 1)
		}
		store(dst, band, lo, out.Type, x)
	})
	return nil
}

func (t Stretch) String() string {
	s := "stretch=" + numbers(t.Low) + ":" + numbers(t.High)
	if t.To != raster.Unknown {
		s += ",to=" + t.To.String()
	}
	return s
}

// pick returns the number for a band from one for all or one per band.
func pick(v []float64, band int) float64 {
	if len(v) == 1 {
		return v[0]
	}
	return v[band]
}

func perBand(h raster.Header, what string, v []float64) error {
	if len(v) != len(h.Bands) && len(v) != 1 {
		return fmt.Errorf("%d %s for %d bands", len(v), what, len(h.Bands))
	}
	for i, x := range v {
		if x-x != 0 {
			return fmt.Errorf("%s of band %s: %v", what, BandNames(h)[i], x)
		}
	}
	return nil
}

func checkLimits(h raster.Header, low, high []float64) error {
	if err := perBand(h, "lower limits", low); err != nil {
		return err
	}
	if err := perBand(h, "upper limits", high); err != nil {
		return err
	}
	for i := range h.Bands {
		if l, u := pick(low, i), pick(high, i); l >= u {
			return fmt.Errorf("band %s: limits %v and %v", BandNames(h)[i], l, u)
		}
	}
	return nil
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func numbers(v []float64) string {
	s := make([]string, len(v))
	for i, x := range v {
		s[i] = number(x)
	}
	return strings.Join(s, ",")
}
