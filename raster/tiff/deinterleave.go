package tiff

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
)

// deinterleave sorts row y of a block by band into the part, where samples are
// of 8 or 16 bits, and undoes predictor 2. It reports false, with nothing
// done, for others.
func (m *image) deinterleave(t *target, y int, row []byte) bool {
	if m.predictor > 2 || m.packed() {
		return false
	}
	plane := t.dst.Window.Pixels()
	at := t.band*plane + t.index(y)
	samples, sums := m.pixelSamples(), m.predictor == 2
	switch typ := m.sampleType(); {
	case m.bits == 16 && typ.Storage() == raster.StoreU16:
		r := rowOf16{row, samples, t.x, sums, uint16(typ.Bias())}
		r.deinterleave(t.dst.U16[at:], plane, t.part.W)
		return true
	case typ == raster.Uint8 && sums:
		for b := range samples {
			sum8(t.dst.U8[at+b*plane:][:t.part.W], row[b:], samples, t.x)
		}
		return true
	}
	return false
}

// sum8 sums up the differences at src[0], src[step], …: first skip of them,
// then those whose sums go to dst.
func sum8(dst, src []byte, step, skip int) {
	sum, at := byte(0), 0
	for range skip {
		sum += src[at]
		at += step
	}
	for i := range dst {
		sum += src[at]
		dst[i] = sum
		at += step
	}
}

// rowOf16 is a row of pixels of 16-bit samples, little-endian, side by side.
type rowOf16 struct {
	data    []byte
	samples int
	skip    int  // pixels before the first that is wanted
	sums    bool // samples are differences from the pixel before: predictor 2
	bias    uint16
}

// deinterleave sorts n pixels by band into dst, where the samples of band b
// begin at b·plane. It sums up differences on the way, which halves the traffic
// of doing one after the other; four bands at once are one word.
func (r *rowOf16) deinterleave(dst []uint16, plane, n int) {
	b := 0
	for ; b+4 <= r.samples; b += 4 {
		r.fourBands(dst[b*plane:][:n], dst[(b+1)*plane:][:n], dst[(b+2)*plane:][:n], dst[(b+3)*plane:][:n], b)
	}
	for ; b < r.samples; b++ {
		r.oneBand(dst[b*plane:][:n], b)
	}
}

func (r *rowOf16) fourBands(d0, d1, d2, d3 []uint16, band int) {
	// High bits of the four lanes, and what is kept of the sum before.
	const high = 0x8000800080008000
	var keep uint64
	at, step := 2*band, 2*r.samples
	sum := uint64(0)
	if r.sums {
		keep = ^uint64(0)
		for range r.skip {
			v := binary.LittleEndian.Uint64(r.data[at:])
			sum = (sum&^high + v&^high) ^ (sum^v)&high
			at += step
		}
	} else {
		at += r.skip * step
	}
	bias := uint64(r.bias) * 0x0001000100010001
	n := len(d0)
	d1, d2, d3 = d1[:n], d2[:n], d3[:n]
	data := r.data
	for i := range d0 {
		v := binary.LittleEndian.Uint64(data[at:])
		sum &= keep
		sum = (sum&^high + v&^high) ^ (sum^v)&high
		w := sum ^ bias
		d0[i], d1[i], d2[i], d3[i] = uint16(w), uint16(w>>16), uint16(w>>32), uint16(w>>48)
		at += step
	}
}

func (r *rowOf16) oneBand(dst []uint16, band int) {
	var keep, sum uint16
	at, step := 2*band, 2*r.samples
	if r.sums {
		keep = 0xffff
		for range r.skip {
			sum += binary.LittleEndian.Uint16(r.data[at:])
			at += step
		}
	} else {
		at += r.skip * step
	}
	data := r.data
	for i := range dst {
		sum = sum&keep + binary.LittleEndian.Uint16(data[at:])
		dst[i] = sum ^ r.bias
		at += step
	}
}
