package tiff

import (
	"encoding/binary"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// scatter sorts one row of a block, little-endian samples of whole bytes, by
// band into row y of the part.
func (m *image) scatter(t *target, y int, row []byte) {
	samples, size := m.pixelSamples(), m.storedBytes()
	step := samples * size
	row = row[t.x*step:]
	plane := t.dst.Window.Pixels()
	at := t.band*plane + t.index(y)
	n := t.part.W
	typ := m.sampleType()
	switch {
	case typ == raster.Uint8:
		sort8(t.dst.U8[at:], plane, row, samples, n)
		return
	case typ != raster.Int8 && typ.Storage() == raster.StoreU16:
		sort16(t.dst.U16[at:], plane, row, samples, n, uint16(typ.Bias()))
		return
	case typ == raster.Float32 && size == 4:
		sortF32(t.dst.F64[at:], plane, row, samples, n)
		return
	}
	for b := range samples {
		if src := row[b*size:]; typ == raster.Int8 {
			gatherInt8(t.dst.U16[at:at+n], src, step)
		} else {
			m.gatherFloat(t.dst.F64[at:at+n], src, step)
		}
		at += plane
	}
}

// sort8Go sorts n pixels by band: sample b of pixel i goes to b·plane+i.
func sort8Go(dst []uint8, plane int, src []byte, samples, n int) {
	if samples == 1 {
		copy(dst[:n], src)
		return
	}
	for b := range samples {
		if n == 0 {
			return
		}
		out := dst[b*plane : b*plane+n]
		j := b
		for i := range out {
			out[i] = src[j]
			j += samples
		}
	}
}

// sort16Go is [sort8Go] for little-endian samples of 16 bits, which are
// combined with bias by exclusive or.
func sort16Go(dst []uint16, plane int, src []byte, samples, n int, bias uint16) {
	if samples == 1 && littleEndian {
		data := memory(dst[:n])
		copy(data, src)
		flip(data, bias)
		return
	}
	for b := range samples {
		if n == 0 {
			return
		}
		out := dst[b*plane : b*plane+n]
		j := 2 * b
		for i := range out {
			out[i] = binary.LittleEndian.Uint16(src[j:]) ^ bias
			j += 2 * samples
		}
	}
}

// sortF32Go is [sort8Go] for little-endian floats of 32 bits.
func sortF32Go(dst []float64, plane int, src []byte, samples, n int) {
	for b := range samples {
		if n == 0 {
			return
		}
		j := 4 * b
		for i := range dst[b*plane : b*plane+n] {
			dst[b*plane+i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(src[j:])))
			j += 4 * samples
		}
	}
}

// gatherInt8 widens signed bytes and biases them as [raster.SampleType.Bias]
// says.
func gatherInt8(dst []uint16, src []byte, step int) {
	j := 0
	for i := range dst {
		dst[i] = uint16(int16(int8(src[j]))) ^ 0x8000
		j += step
	}
}

// gatherFloat converts floats of other than four bytes, and integers of four or
// eight. Integers beyond 2⁵³ are rounded to even.
func (m *image) gatherFloat(dst []float64, src []byte, step int) {
	le := binary.LittleEndian
	j := 0
	switch size := m.storedBytes(); {
	case m.format == formatFloat && size == 2:
		for i := range dst {
			dst[i] = half(le.Uint16(src[j:]))
			j += step
		}
	case m.format == formatFloat && size == 3:
		for i := range dst {
			dst[i] = float24(uint32(src[j]) | uint32(src[j+1])<<8 | uint32(src[j+2])<<16)
			j += step
		}
	case m.format == formatFloat:
		for i := range dst {
			dst[i] = math.Float64frombits(le.Uint64(src[j:]))
			j += step
		}
	case size == 4 && m.format == formatInt:
		for i := range dst {
			dst[i] = float64(int32(le.Uint32(src[j:])))
			j += step
		}
	case size == 4:
		for i := range dst {
			dst[i] = float64(le.Uint32(src[j:]))
			j += step
		}
	case m.format == formatInt:
		for i := range dst {
			dst[i] = float64(int64(le.Uint64(src[j:])))
			j += step
		}
	default:
		for i := range dst {
			dst[i] = float64(le.Uint64(src[j:]))
			j += step
		}
	}
}

// half converts an IEEE 754 binary16 number.
func half(v uint16) float64 { return smallFloat(uint32(v), 5, 10) }

// float24 converts a number of one sign bit, 7 exponent bits and 16 fraction
// bits, as GDAL and Photoshop understand 24-bit floats.
func float24(v uint32) float64 { return smallFloat(v, 7, 16) }

func smallFloat(v uint32, exponentBits, fractionBits int) float64 {
	fraction := v & (1<<fractionBits - 1)
	exponent := int(v>>fractionBits) & (1<<exponentBits - 1)
	bias := 1<<(exponentBits-1) - 1
	var f float64
	switch exponent {
	case 0:
		f = math.Ldexp(float64(fraction), 1-bias-fractionBits)
	case 1<<exponentBits - 1:
		f = math.Inf(1)
		if fraction != 0 {
			return math.NaN()
		}
	default:
		f = math.Ldexp(float64(fraction|1<<fractionBits), exponent-bias-fractionBits)
	}
	if v>>(exponentBits+fractionBits)&1 != 0 {
		return -f
	}
	return f
}

// fillEmpty stores the samples of a block that is not in the file: what the
// type holds that is nearest to nodata, as in GDAL.
func (m *image) fillEmpty(t *target) {
	typ := m.sampleType()
	value, fits := raster.FitNoData(m.empty, typ)
	if !fits {
		low, high := typ.Range()
		value = min(max(math.Round(value), low), high)
		if math.IsNaN(value) {
			value = 0
		}
	}
	plane := t.dst.Window.Pixels()
	for b := range m.pixelSamples() {
		for y := range t.part.H {
			at := (t.band+b)*plane + t.index(y)
			switch end := at + t.part.W; typ.Storage() {
			case raster.StoreU8:
				fill(t.dst.U8[at:end], uint8(value))
			case raster.StoreU16:
				fill(t.dst.U16[at:end], uint16(int64(value)+typ.Bias()))
			default:
				fill(t.dst.F64[at:end], value)
			}
		}
	}
}

func fill[T any](s []T, v T) {
	for i := range s {
		s[i] = v
	}
}
