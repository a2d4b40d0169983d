package lerc

import (
	"encoding/binary"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// band is one LERC2 band while it is unpacked.
type band struct {
	*header
	in   input
	mask []bool    // nil: all pixels are valid
	lows []float64 // range of each sample of a pixel
	tops []float64
	list []uint32
}

// How the samples of a band are stored when not in micro blocks.
const (
	inMicroBlocks = iota
	asDifferences // Huffman codes of 8-bit differences
	asValues      // Huffman codes of 8-bit samples
	asBytePlanes  // Huffman codes of the byte planes of floats
)

// decodeBand fills data, which is zero, with the samples of a band.
func decodeBand[T sample](d *band, data []T) error {
	if d.valid == 0 {
		return nil
	}
	d.lows, d.tops = make([]float64, d.depth), make([]float64, d.depth)
	for i := range d.depth {
		d.lows[i], d.tops[i] = d.low, d.high
	}
	if d.low == d.high {
		fill(d, data)
		return nil
	}
	if d.version >= 4 {
		constant := true
		for _, v := range []([]float64){d.lows, d.tops} {
			for i := range v {
				v[i] = float64(readSample[T](&d.in))
			}
		}
		for i := range d.depth {
			constant = constant && math.Float64bits(d.lows[i]) == math.Float64bits(d.tops[i])
		}
		if constant && !d.in.short {
			fill(d, data)
			return nil
		}
	}
	if err := decodeSamples(d, data); err != nil {
		return err
	}
	if d.remaps && d.depth > 1 {
		inside, outside := cast[T](d.nodata), cast[T](d.outside)
		for i, v := range data {
			if v == inside && d.isValid(i/d.depth) {
				data[i] = outside
			}
		}
	}
	return nil
}

// decodeSamples reads what follows the ranges.
func decodeSamples[T sample](d *band, data []T) error {
	if d.in.byte() != 0 { // as they are
		for i := range data {
			if d.isValid(i / d.depth) {
				data[i] = readSample[T](&d.in)
			}
		}
		return d.end()
	}
	isByte := d.kind == raster.Uint8 || d.kind == raster.Int8
	huffman := d.version >= 2 && isByte && d.maxError == 0.5
	planes := d.version >= 6 && d.kind.IsFloat() && d.maxError == 0
	mode := inMicroBlocks
	if huffman || planes {
		mode = int(d.in.byte())
	}
	switch {
	case d.in.short:
		return errShort
	case mode == inMicroBlocks:
		return readMicroBlocks(d, data)
	case huffman && mode == asDifferences, huffman && mode == asValues && d.version >= 4:
		return readHuffman(d, data, mode == asDifferences)
	case planes && mode == asBytePlanes:
		return readPlanes(d, data)
	}
	return corrupt("mode %d", mode)
}

func (d *band) isValid(pixel int) bool { return d.mask == nil || d.mask[pixel] }

func (d *band) end() error {
	if d.in.short {
		return errShort
	}
	return nil
}

// fill sets all valid pixels to the low ends of their ranges.
func fill[T sample](d *band, data []T) {
	for i := range data {
		if d.isValid(i / d.depth) {
			data[i] = cast[T](d.lows[i%d.depth])
		}
	}
}

// cast converts v to T and towards zero, as C does, within the range of T.
func cast[T sample](v float64) T {
	var t T
	switch any(t).(type) {
	case float32, float64:
		return T(v)
	}
	low, high := bounds[T]()
	if v != v {
		return 0
	}
	return T(int64(min(max(v, low), high)))
}

// bounds returns the range of an integer type.
func bounds[T sample]() (low, high float64) {
	var t T
	switch any(t).(type) {
	case int8:
		return math.MinInt8, math.MaxInt8
	case uint8:
		return 0, math.MaxUint8
	case int16:
		return math.MinInt16, math.MaxInt16
	case uint16:
		return 0, math.MaxUint16
	case int32:
		return math.MinInt32, math.MaxInt32
	}
	return 0, math.MaxUint32
}

// readSample reads one sample as it is.
func readSample[T sample](in *input) T {
	var t T
	switch any(t).(type) {
	case int8, uint8:
		return T(in.byte())
	case int16, uint16:
		return T(in.uint(2))
	case int32, uint32:
		return T(in.uint32())
	case float32:
		return T(in.float32())
	}
	return T(in.float64())
}

// appendSamples appends samples in little-endian order.
func appendSamples[T sample](b []byte, data []T) []byte {
	le := binary.LittleEndian
	switch data := any(data).(type) {
	case []uint8:
		return append(b, data...)
	case []int8:
		for _, v := range data {
			b = append(b, byte(v))
		}
	case []int16:
		for _, v := range data {
			b = le.AppendUint16(b, uint16(v))
		}
	case []uint16:
		for _, v := range data {
			b = le.AppendUint16(b, v)
		}
	case []int32:
		for _, v := range data {
			b = le.AppendUint32(b, uint32(v))
		}
	case []uint32:
		for _, v := range data {
			b = le.AppendUint32(b, v)
		}
	case []float32:
		for _, v := range data {
			b = le.AppendUint32(b, math.Float32bits(v))
		}
	case []float64:
		for _, v := range data {
			b = le.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}
