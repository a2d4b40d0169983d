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

// interleave fills dst with the pixels of b from index at of each band on, as
// little-endian samples of type t.
func interleave(dst []byte, b *raster.Block, at int, t raster.SampleType) {
	le := binary.LittleEndian
	plane, stride := b.Window.Pixels(), b.Bands*t.Bits()/8
	n := len(dst) / stride
	switch {
	case n == 0:
		return
	case b.Bands == 3 && t == raster.Uint8:
		x, y, z := b.U8[at:][:n], b.U8[plane+at:][:n], b.U8[2*plane+at:][:n]
		for i := range x {
			to := dst[3*i:][:3]
			to[0], to[1], to[2] = x[i], y[i], z[i]
		}
		return
	case b.Bands == 3 && t == raster.Float32:
		weave3(dst, b.F64[at:][:n], b.F64[plane+at:][:n], b.F64[2*plane+at:][:n])
		return
	}
	for band := range b.Bands {
		i, to := band*plane+at, dst[band*stride/b.Bands:]
		switch t {
		case raster.Uint8:
			for k, v := range b.U8[i : i+n] {
				to[k*stride] = v
			}
		case raster.Int8: // the low byte is not touched by the bias
			for k, v := range b.U16[i : i+n] {
				to[k*stride] = byte(v)
			}
		case raster.Uint16, raster.Int16:
			bias := uint16(t.Bias())
			for k, v := range b.U16[i : i+n] {
				le.PutUint16(to[k*stride:], v^bias)
			}
		default:
			for k, v := range b.F64[i : i+n] {
				putSample(to[k*stride:], 0, v, t)
			}
		}
	}
}

// weave3Go fills dst with pixels of three bands as little-endian floats of 32
// bits.
func weave3Go(dst []byte, x, y, z []float64) {
	le := binary.LittleEndian
	for i := range x {
		to := dst[12*i:][:12]
		le.PutUint32(to, math.Float32bits(float32(x[i])))
		le.PutUint32(to[4:], math.Float32bits(float32(y[i])))
		le.PutUint32(to[8:], math.Float32bits(float32(z[i])))
	}
}

// sampleAt returns sample i of little-endian samples of type t.
func sampleAt(p []byte, i int, t raster.SampleType) float64 {
	le := binary.LittleEndian
	switch t {
	case raster.Uint8:
		return float64(p[i])
	case raster.Int8:
		return float64(int8(p[i]))
	case raster.Uint16:
		return float64(le.Uint16(p[2*i:]))
	case raster.Int16:
		return float64(int16(le.Uint16(p[2*i:])))
	case raster.Uint32:
		return float64(le.Uint32(p[4*i:]))
	case raster.Int32:
		return float64(int32(le.Uint32(p[4*i:])))
	case raster.Float32:
		return float64(math.Float32frombits(le.Uint32(p[4*i:])))
	}
	return math.Float64frombits(le.Uint64(p[8*i:]))
}

// putSample stores v as sample i, see [sampleAt]; integers are rounded and
// limited.
func putSample(p []byte, i int, v float64, t raster.SampleType) {
	le := binary.LittleEndian
	switch t {
	case raster.Float32:
		le.PutUint32(p[4*i:], math.Float32bits(float32(v)))
		return
	case raster.Float64:
		le.PutUint64(p[8*i:], math.Float64bits(v))
		return
	}
	low, high := t.Range()
	k := int64(toInteger(v, low, high))
	switch t.Bits() {
	case 8:
		p[i] = byte(k)
	case 16:
		le.PutUint16(p[2*i:], uint16(k))
	default:
		le.PutUint32(p[4*i:], uint32(k))
	}
}

// toInteger rounds v to the nearest integer in [low, high]; NaN becomes 0.
func toInteger(v, low, high float64) float64 {
	if v != v {
		return 0
	}
	return math.RoundToEven(min(max(v, low), high))
}
