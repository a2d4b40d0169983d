package strided

import (
	"encoding/binary"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// run converts the samples of src along one axis and puts them into the block
// from sample to on.
func (r *reader) run(a axis, src []byte, to int) {
	stride := int(a.stride)
	var order binary.ByteOrder = binary.LittleEndian
	if r.layout.BigEndian {
		order = binary.BigEndian
	}
	if r.layout.Stored != r.header.Type {
		r.widen(a, src, to, order)
		return
	}
	switch t := r.header.Type; t {
	case raster.Uint8:
		dst := r.dst.U8[to:]
		if stride == 1 && a.step == 1 {
			copy(dst[:a.n], src)
			return
		}
		for i := range a.n {
			dst[i*a.step] = src[i*stride]
		}
	case raster.Int8:
		dst := r.dst.U16[to:]
		for i := range a.n {
			dst[i*a.step] = uint16(int16(int8(src[i*stride]))) ^ 0x8000
		}
	case raster.Uint16, raster.Int16:
		dst := r.dst.U16[to:]
		var bias uint16
		if t == raster.Int16 {
			bias = 0x8000
		}
		if stride == 2 && a.step == 1 && !r.layout.BigEndian {
			src = src[:2*a.n]
			for i := range dst[:a.n] {
				dst[i] = binary.LittleEndian.Uint16(src[2*i:2*i+2]) ^ bias
			}
			return
		}
		if r.layout.BigEndian {
			for i := range a.n {
				dst[i*a.step] = (uint16(src[i*stride])<<8 | uint16(src[i*stride+1])) ^ bias
			}
			return
		}
		for i := range a.n {
			dst[i*a.step] = (uint16(src[i*stride]) | uint16(src[i*stride+1])<<8) ^ bias
		}
	case raster.Float32:
		dst := r.dst.F64[to:]
		if r.layout.BigEndian {
			for i := range a.n {
				dst[i*a.step] = float64(math.Float32frombits(binary.BigEndian.Uint32(src[i*stride:])))
			}
			return
		}
		for i := range a.n {
			dst[i*a.step] = float64(math.Float32frombits(binary.LittleEndian.Uint32(src[i*stride:])))
		}
	default:
		dst := r.dst.F64[to:]
		value := Float(t, order)
		for i := range a.n {
			dst[i*a.step] = value(src[i*stride:])
		}
	}
}

// widen is run for samples that are stored as another type than theirs.
func (r *reader) widen(a axis, src []byte, to int, order binary.ByteOrder) {
	value, bias := Float(r.layout.Stored, order), r.header.Type.Bias()
	for i := range a.n {
		v, at := value(src[i*int(a.stride):]), to+i*a.step
		switch {
		case r.dst.U8 != nil:
			r.dst.U8[at] = uint8(int64(v))
		case r.dst.U16 != nil:
			r.dst.U16[at] = uint16(int64(v) + bias)
		default:
			r.dst.F64[at] = v
		}
	}
}

// Float returns a function that converts one stored sample of type t. 64-bit
// integers beyond 2⁵³ are rounded.
func Float(t raster.SampleType, order binary.ByteOrder) func([]byte) float64 {
	switch t {
	case raster.Uint8:
		return func(b []byte) float64 { return float64(b[0]) }
	case raster.Int8:
		return func(b []byte) float64 { return float64(int8(b[0])) }
	case raster.Uint16:
		return func(b []byte) float64 { return float64(order.Uint16(b)) }
	case raster.Int16:
		return func(b []byte) float64 { return float64(int16(order.Uint16(b))) }
	case raster.Uint32:
		return func(b []byte) float64 { return float64(order.Uint32(b)) }
	case raster.Int32:
		return func(b []byte) float64 { return float64(int32(order.Uint32(b))) }
	case raster.Uint64:
		return func(b []byte) float64 { return float64(order.Uint64(b)) }
	case raster.Int64:
		return func(b []byte) float64 { return float64(int64(order.Uint64(b))) }
	case raster.Float16:
		return func(b []byte) float64 { return half(order.Uint16(b)) }
	case raster.Float32:
		return func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }
	}
	return func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }
}

// half returns the value of an IEEE 754 binary16 number.
func half(h uint16) float64 {
	sign, exp, frac := h>>15, int(h>>10&31), float64(h&1023)
	var v float64
	switch exp {
	case 0:
		v = math.Ldexp(frac, -24)
	case 31:
		v = math.Inf(1)
		if frac != 0 {
			v = math.NaN()
		}
	default:
		v = math.Ldexp(1024+frac, exp-25)
	}
	if sign != 0 {
		return -v
	}
	return v
}
