package strided

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// Array is a dense array of numbers in a file.
type Array struct {
	Format    string
	Type      raster.SampleType
	Stored    raster.SampleType // in the file, as in [Layout]
	Bits      int               // of a sample, as in [raster.Header]
	BigEndian bool
	Start     int64
	Shape     []int64
	Fortran   bool // the first dimension varies fastest
	// Colors, Scale, Offset and Volume are as in the header. Without colours,
	// one band is grey and three are red, green and blue.
	Colors        []raster.Color
	Scale, Offset *float64
	Volume        bool
}

// Guess names the dimensions of an array by its shape:
//
//   - two: "hw";
//   - three: "hwc" if the last is at most 4; else "chw" if the first is less
//     than both others; else "nhw" if the first is greater than the other two and
//     these are equal; else "hwc";
//   - four: "nchw" if the last is above 4 and the second less than both others
//     behind it; else "nhwc".
//
// It returns "" for other numbers of dimensions.
func Guess(shape []int64) string {
	switch len(shape) {
	case 2:
		return "hw"
	case 3:
		a, b, c := shape[0], shape[1], shape[2]
		switch {
		case c <= 4:
			return "hwc"
		case a < b && a < c:
			return "chw"
		case b == c && a > b:
			return "nhw"
		}
		return "hwc"
	case 4:
		if shape[3] > 4 && shape[1] < shape[2] && shape[1] < shape[3] {
			return "nchw"
		}
		return "nhwc"
	}
	return ""
}

// Bytes returns how many bytes the samples take; ok is false where no file has
// as many.
func (a *Array) Bytes() (n int64, ok bool) {
	n = int64(a.stored().Bits() / 8)
	for _, d := range a.Shape {
		hi, lo := bits.Mul64(uint64(n), uint64(d))
		if d < 1 || hi != 0 || lo >= 1<<62 {
			return 0, false
		}
		n = int64(lo)
	}
	return n, true
}

// dimension is one named dimension.
type dimension struct{ n, stride int64 }

// dimensions returns those named n, h, w and c; one that is missing has one
// element.
func (a *Array) dimensions(axes string) (d [4]dimension, err error) {
	const names = "nhwc"
	if axes == "" {
		axes = Guess(a.Shape)
	}
	if axes == "" {
		return d, raster.Unsupported(a.Format, "", "array of %d dimensions is not an image", len(a.Shape))
	}
	if len(axes) != len(a.Shape) {
		return d, raster.Unsupported(a.Format, "", "axes %q for an array of %d dimensions", axes, len(a.Shape))
	}
	for i := range d {
		d[i].n = 1
	}
	stride := int64(a.stored().Bits() / 8)
	seen := ""
	order := make([]int, len(axes))
	for i := range order {
		order[i] = i
	}
	if !a.Fortran {
		slices.Reverse(order)
	}
	for _, i := range order {
		k := strings.IndexByte(names, axes[i])
		if k < 0 || strings.IndexByte(seen, axes[i]) >= 0 {
			return d, raster.Unsupported(a.Format, "", "axes %q", axes)
		}
		seen += axes[i : i+1]
		if a.Shape[i] < 1 {
			return d, raster.Broken(a.Format, "", "dimension of %d elements", a.Shape[i])
		}
		d[k] = dimension{a.Shape[i], stride}
		hi, lo := bits.Mul64(uint64(stride), uint64(a.Shape[i]))
		if hi != 0 || lo >= 1<<62 {
			return d, raster.Broken(a.Format, "", "array of more than 2⁶² bytes")
		}
		stride = int64(lo)
	}
	if !strings.Contains(seen, "h") || !strings.Contains(seen, "w") {
		return d, raster.Unsupported(a.Format, "", "axes %q lack height or width", axes)
	}
	return d, nil
}

func (a *Array) stored() raster.SampleType {
	if a.Stored != raster.Unknown {
		return a.Stored
	}
	return a.Type
}

// Pages returns the number of images, 0 where the array is none.
func (a *Array) Pages(axes string) int64 {
	d, err := a.dimensions(axes)
	if err != nil {
		return 0
	}
	return d[0].n
}

// Open returns the image o.Page of the array.
func (a *Array) Open(f raster.File, o raster.Options) (*Source, error) {
	d, err := a.dimensions(o.Axes)
	if err != nil {
		return nil, err
	}
	const side = 1<<31 - 1
	for _, x := range d[:3] {
		if err := raster.TooLarge(a.Format, "", "elements along an axis", x.n, side); err != nil {
			return nil, err
		}
	}
	// Whoever lists the images keeps something of each.
	const bytes = 64
	if err := raster.TooLarge(a.Format, "", "images", d[0].n, o.Limits.WithDefaults().TagBytes/bytes); err != nil {
		return nil, err
	}
	bands, err := MakeBands(a.Format, f, d[3].n, o.Limits)
	if err != nil {
		return nil, err
	}
	colors := a.Colors
	switch {
	case colors != nil:
	case len(bands) == 1:
		colors = []raster.Color{raster.Gray}
	case len(bands) == 3:
		colors = []raster.Color{raster.Red, raster.Green, raster.Blue}
	}
	for i := range bands {
		if i < len(colors) {
			bands[i].Color = colors[i]
		}
		bands[i].Scale, bands[i].Offset = a.Scale, a.Offset
	}
	h := raster.Header{Format: a.Format, Width: int(d[2].n), Height: int(d[1].n), Bands: bands, Type: a.Type,
		Bits: a.Bits, BlockW: int(d[2].n), BlockH: 1, Pages: int(d[0].n), Volume: a.Volume}
	l := Layout{Stored: a.stored(), BigEndian: a.BigEndian, Start: a.Start, Band: d[3].stride, Row: d[1].stride, Col: d[2].stride}
	last := l
	last.Start += d[0].stride * (d[0].n - 1)
	if _, err := New(f, h, last, o.Limits, nil); err != nil {
		return nil, err
	}
	s := &Source{file: f, header: h, layout: l, limits: o.Limits, page: d[0].stride}
	return s.at(o.Page)
}

// Page returns image i of the same array.
func (s *Source) Page(i int) (raster.Source, error) {
	p, err := s.first().at(i)
	if err != nil {
		return nil, err
	}
	p.file = kept{p.file}
	return p, nil
}

// first returns image 0.
func (s *Source) first() *Source {
	c := *s
	c.layout.Start -= int64(s.index) * s.page
	c.index = 0
	return &c
}

// at returns image i, given image 0.
func (s *Source) at(i int) (*Source, error) {
	if i < 0 || i >= max(s.header.Pages, 1) {
		return nil, raster.Unsupported(s.header.Format, "", "image %d of %d", i, max(s.header.Pages, 1))
	}
	c := *s
	c.layout.Start += int64(i) * s.page
	c.index = i
	return &c, nil
}

// kept is a file that another source closes.
type kept struct{ raster.File }

func (kept) Close() error { return nil }
