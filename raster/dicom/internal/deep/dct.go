package deep

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster/dicom/internal/stream"
)

// quantization reads tables of divisors.
func (d *decoder) quantization(s []byte) error {
	for len(s) > 0 {
		id, size := s[0]&15, 1+int(s[0]>>4)
		if id > 3 || size > 2 || len(s) < 1+64*size {
			return stream.Broken("quantization table")
		}
		q := new([64]uint16)
		for i := range q {
			if size == 1 {
				q[i] = uint16(s[1+i])
			} else {
				q[i] = binary.BigEndian.Uint16(s[1+2*i:])
			}
		}
		d.quantizers[id] = q
		s = s[1+64*size:]
	}
	return nil
}

// zigzag maps the order of the stream to rows of eight.
var zigzag = [64]int{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// blocks decodes a sequential scan of the only component.
func (d *decoder) blocks(r *bits, dc, ac *table) error {
	q := d.quantizers[d.components[0].Quantizer]
	if q == nil || ac == nil {
		return stream.Broken("scan without its tables")
	}
	across, down := (d.Width+7)/8, (d.Height+7)/8
	last := 0
	for k := range across * down {
		if d.restart > 0 && k > 0 && k%d.restart == 0 {
			if !r.restart() {
				return stream.Broken("no restart marker before block %d", k)
			}
			last = 0
		}
		var c [64]int32
		diff, ok := dc.difference(r)
		last += diff
		c[0] = int32(last) * int32(q[0])
		for i := 1; ok && i < 64; i++ {
			symbol := ac.symbol(r)
			run, size := symbol>>4, symbol&15
			switch {
			case symbol < 0:
				ok = false
			case size == 0 && run < 15:
				i = 64
			case i+run > 63:
				ok = false
			default:
				i += run
				c[zigzag[i]] = int32(r.signed(size)) * int32(q[i])
			}
		}
		if !ok || r.over() {
			return stream.Broken("code in block %d of %d", k, across*down)
		}
		inverse(&c)
		x, y := k%across*8, k/across*8
		for j := range min(8, d.Height-y) {
			row := d.Planes[0][(y+j)*d.Width+x:]
			for i := range min(8, d.Width-x) {
				row[i] = uint16(min(max(c[8*j+i]+2048, 0), 4095))
			}
		}
	}
	return nil
}

// Constants of the transform by Loeffler, Ligtenberg and Moschytz (1989), times
// 2¹³.
const (
	c0298 = 2446
	c0390 = 3196
	c0541 = 4433
	c0765 = 6270
	c0899 = 7373
	c1175 = 9633
	c1501 = 12299
	c1847 = 15137
	c1961 = 16069
	c2053 = 16819
	c2562 = 20995
	c3072 = 25172

	constantBits = 13
	passBits     = 1 // kept between the passes, as for 12 bits in the library
)

// inverse transforms coefficients into samples around 0.
func inverse(b *[64]int32) {
	for i := range 8 {
		inverse8(b[i:], 8, constantBits-passBits)
	}
	for i := range 8 {
		inverse8(b[8*i:], 1, constantBits+passBits+3)
	}
}

// inverse8 transforms eight numbers that are step apart and drops shift bits of
// the result, rounding.
func inverse8(b []int32, step, shift int) {
	at := func(i int) int64 { return int64(b[i*step]) }
	z1 := (at(2) + at(6)) * c0541
	t2, t3 := z1-at(6)*c1847, z1+at(2)*c0765
	t0, t1 := (at(0)+at(4))<<constantBits, (at(0)-at(4))<<constantBits
	even := [4]int64{t0 + t3, t1 + t2, t1 - t2, t0 - t3}

	o0, o1, o2, o3 := at(7), at(5), at(3), at(1)
	z5 := (o0 + o2 + o1 + o3) * c1175
	z3, z4 := z5-(o0+o2)*c1961, z5-(o1+o3)*c0390
	za, zb := -(o0+o3)*c0899, -(o1+o2)*c2562
	odd := [4]int64{o3*c1501 + za + z4, o2*c3072 + zb + z3, o1*c2053 + zb + z4, o0*c0298 + za + z3}

	round := int64(1) << (shift - 1)
	for i := range 4 {
		b[i*step] = int32((even[i] + odd[i] + round) >> shift)
		b[(7-i)*step] = int32((even[i] - odd[i] + round) >> shift)
	}
}
