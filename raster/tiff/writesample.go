package tiff

import (
	"encoding/binary"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// sampleFormat returns the value of the SampleFormat tag, or 0 for types that
// are not written.
func sampleFormat(t raster.SampleType) uint16 {
	switch t {
	case raster.Uint8, raster.Uint16, raster.Uint32:
		return formatUint
	case raster.Int8, raster.Int16, raster.Int32:
		return formatInt
	case raster.Float32, raster.Float64:
		return formatFloat
	}
	return 0
}

// interleave stores n samples of b, from index i on, at dst[0], dst[stride], …
// as little-endian samples of type t.
func interleave(dst []byte, stride int, b *raster.Block, i, n int, t raster.SampleType) {
	le := binary.LittleEndian
	at := 0
	switch t {
	case raster.Uint8:
		for _, v := range b.U8[i : i+n] {
			dst[at] = v
			at += stride
		}
	case raster.Int8: // the low byte is not touched by the bias
		for _, v := range b.U16[i : i+n] {
			dst[at] = byte(v)
			at += stride
		}
	case raster.Uint16, raster.Int16:
		bias := uint16(t.Bias())
		for _, v := range b.U16[i : i+n] {
			le.PutUint16(dst[at:], v^bias)
			at += stride
		}
	case raster.Uint32, raster.Int32:
		low, high := t.Range()
		for _, v := range b.F64[i : i+n] {
			le.PutUint32(dst[at:], uint32(int64(toInteger(v, low, high))))
			at += stride
		}
	case raster.Float32:
		for _, v := range b.F64[i : i+n] {
			le.PutUint32(dst[at:], math.Float32bits(float32(v)))
			at += stride
		}
	case raster.Float64:
		for _, v := range b.F64[i : i+n] {
			le.PutUint64(dst[at:], math.Float64bits(v))
			at += stride
		}
	}
}

// toInteger rounds v to the nearest integer in [low, high]; NaN becomes 0.
func toInteger(v, low, high float64) float64 {
	if v != v {
		return 0
	}
	return math.RoundToEven(min(max(v, low), high))
}
