package nifti

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/raster"
)

const format = "nifti"

// Sizes of headers, which are their first number.
const (
	size1 = 348
	size2 = 540
)

// header is what a NIfTI header says.
type header struct {
	version   int
	alone     bool // samples stand in the same file
	order     binary.ByteOrder
	dims      []int64 // sizes, as many as the header counts
	pixdim    []float64
	datatype  int
	offset    float64 // of the samples
	slope     float64
	intercept float64
	text      string // description
}

// Sniff reports whether head, the first bytes of a file, begins a NIfTI header.
func Sniff(head []byte) bool { return version(head) != 0 }

// version returns 1 or 2, or 0 for what is no NIfTI header.
func version(head []byte) int {
	if len(head) < size1 {
		return 0
	}
	little, big := binary.LittleEndian.Uint32(head), binary.BigEndian.Uint32(head)
	switch {
	case little == size1 || big == size1:
		if m := string(head[344:348]); m == "n+1\x00" || m == "ni1\x00" {
			return 1
		}
	case little == size2 || big == size2:
		if m := string(head[4:12]); m == "n+2\x00\r\n\x1a\n" || m == "ni2\x00\r\n\x1a\n" {
			return 2
		}
	}
	return 0
}

// parse reads a header; b has all of it that the file has, up to size2 bytes.
func parse(b []byte) (*header, error) {
	h := &header{version: version(b), order: binary.LittleEndian}
	if h.version == 0 || h.version == 2 && len(b) < size2 {
		return nil, raster.Broken(format, "", "no NIfTI header")
	}
	if binary.BigEndian.Uint32(b) == size1 || binary.BigEndian.Uint32(b) == size2 {
		h.order = binary.BigEndian
	}
	o := h.order
	var pixdim [8]float64
	var counted [8]int64
	float := func(at int) float64 { return float64(math.Float32frombits(o.Uint32(b[at:]))) }
	double := func(at int) float64 { return math.Float64frombits(o.Uint64(b[at:])) }
	if h.version == 1 {
		h.alone = b[345] == '+'
		for i := range counted {
			counted[i], pixdim[i] = int64(int16(o.Uint16(b[40+2*i:]))), float(76+4*i)
		}
		h.datatype = int(int16(o.Uint16(b[70:])))
		h.offset, h.slope, h.intercept = float(108), float(112), float(116)
		h.text = string(b[148:228])
	} else {
		h.alone = b[5] == '+'
		for i := range counted {
			counted[i], pixdim[i] = int64(o.Uint64(b[16+8*i:])), double(104+8*i)
		}
		h.datatype = int(int16(o.Uint16(b[12:])))
		h.offset, h.slope, h.intercept = float64(int64(o.Uint64(b[168:]))), double(176), double(184)
		h.text = string(b[240:320])
	}
	n := counted[0]
	if n < 1 || n > 7 {
		return nil, raster.Broken(format, "header", "%d dimensions", n)
	}
	h.dims, h.pixdim = counted[1:1+n], pixdim[1:1+n]
	for _, d := range h.dims {
		if d < 1 {
			return nil, raster.Broken(format, "header", "dimensions %v", h.dims)
		}
	}
	h.text, _, _ = strings.Cut(h.text, "\x00")
	h.text = strings.TrimSpace(h.text)
	return h, nil
}

// types maps data types of one number a sample.
var types = map[int]raster.SampleType{
	2: raster.Uint8, 4: raster.Int16, 8: raster.Int32, 16: raster.Float32, 64: raster.Float64,
	256: raster.Int8, 512: raster.Uint16, 768: raster.Uint32, 1024: raster.Int64, 1280: raster.Uint64,
}

// Data types of several samples a pixel.
const (
	rgb24  = 128
	rgba32 = 2304
)

// unreadable names data types that are refused.
var unreadable = map[int]string{
	1: "single bits", 32: "complex samples", 1536: "long doubles", 1792: "complex samples", 2048: "complex samples",
}

// array turns the header into an array of images whose samples begin at the
// offset; axes is as in [raster.Options] and may be empty.
func (h *header) array(axes string) (a *strided.Array, named string, err error) {
	a = &strided.Array{Format: format, Type: types[h.datatype], BigEndian: h.order == binary.BigEndian, Fortran: true, Start: int64(h.offset)}
	bands := int64(0)
	switch h.datatype {
	case rgb24:
		bands, a.Type = 3, raster.Uint8
	case rgba32:
		bands, a.Type = 4, raster.Uint8
		a.Colors = []raster.Color{raster.Red, raster.Green, raster.Blue, raster.Alpha}
	default:
		if a.Type == raster.Unknown {
			what := unreadable[h.datatype]
			if what == "" {
				what = "samples"
			}
			return nil, "", raster.Unsupported(format, "header", "%s (data type %d)", what, h.datatype)
		}
		if h.slope != 0 && finite(h.slope) && finite(h.intercept) { // a slope of 0 means none
			a.Scale, a.Offset = &h.slope, &h.intercept
		}
	}
	a.Shape = h.shape(axes == "")
	if axes == "" {
		axes = "whn"[:len(a.Shape)]
	}
	a.Volume = len(a.Shape) > 2
	if bands > 0 {
		if strings.Contains(axes, "c") {
			return nil, "", raster.Unsupported(format, "header", "axes %q for pixels of %d colours", axes, bands)
		}
		axes = "c" + axes
		a.Shape = append([]int64{bands}, a.Shape...)
	}
	return a, axes, nil
}

func finite(v float64) bool { return v-v == 0 }

// shape returns the dimensions: at least two, without those behind the third
// that have one element; all behind the second in one, if flat.
func (h *header) shape(flat bool) []int64 {
	shape := append([]int64{}, h.dims...)
	for len(shape) < 2 {
		shape = append(shape, 1)
	}
	kept := shape[:min(len(shape), 3)]
	for _, n := range shape[len(kept):] {
		if n > 1 {
			kept = append(kept, n)
		}
	}
	if !flat || len(kept) <= 3 {
		return kept
	}
	slices := int64(1)
	for _, n := range kept[2:] {
		if slices > math.MaxInt64/n {
			slices = math.MaxInt64 // more than any file has
			break
		}
		slices *= n
	}
	return []int64{kept[0], kept[1], slices}
}

// facts are what else the header says.
func (h *header) facts(axes string) []raster.Fact {
	list := []raster.Fact{
		numbers("dim", integers(h.dims)), numbers("pixdim", h.pixdim),
		numbers("scl_slope", []float64{h.slope}), numbers("scl_inter", []float64{h.intercept}),
		{Name: "descrip", Text: h.text},
	}
	meaning := strings.NewReplacer("w", "columns, ", "h", "rows, ", "n", "slices, ", "c", "bands, ").Replace(axes)
	return append(list, raster.Fact{Name: "axes", Text: strings.TrimSuffix(meaning, ", ")})
}

func integers(n []int64) []float64 {
	v := make([]float64, len(n))
	for i := range n {
		v[i] = float64(n[i])
	}
	return v
}

func numbers(name string, v []float64) raster.Fact {
	parts := make([]string, len(v))
	for i, x := range v {
		parts[i] = strconv.FormatFloat(x, 'g', -1, 64)
	}
	return raster.Fact{Name: name, Text: strings.Join(parts, " "), Numbers: v}
}

// place says where samples begin, checked: in a file of their own at 0 or
// behind, else behind the header.
func (h *header) place() error {
	least := 0.0
	if h.alone {
		least = size1
		if h.version == 2 {
			least = size2
		}
		if h.offset == 0 { // some writers leave it out
			h.offset = least + 4
		}
	}
	if !(h.offset >= least && h.offset < 1<<53) || h.offset != math.Trunc(h.offset) {
		return raster.Broken(format, "header", "samples begin at byte %v", h.offset)
	}
	return nil
}
