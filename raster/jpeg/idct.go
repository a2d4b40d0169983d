package jpeg

import "encoding/binary"

// Constants of the inverse transform in 13 fractional bits.
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
)

// A block holds the coefficients of 8×8 samples, in the order in which the
// kernels want them: rows 0 and 4, 2 and 6, 1 and 5, 3 and 7 in pairs, and in
// each pair column by column the upper and the lower row.
type block [64]int16

// quantizers are the factors of a block in the order of a block.
type quantizers [64]uint16

// at returns where a block holds the coefficient in row y and column x.
func at(y, x int) int {
	pair := [8]int{0, 4, 2, 6, 1, 5, 3, 7}
	for i, row := range pair {
		if row == y {
			return i/2*16 + 2*x + i%2
		}
	}
	return 0
}

// unzigzag maps the order of coefficients in a file to that of a block. Runs
// of a damaged file may lead up to 16 beyond the end: into the last one.
var unzigzag = func() (order [80]uint8) {
	x, y := 0, 0
	for k := range order {
		order[k] = uint8(at(y, x))
		switch {
		case x == 7 && y == 7:
		case (x+y)%2 == 0 && x == 7:
			y++
		case (x+y)%2 == 0 && y == 0:
			x++
		case (x+y)%2 == 0:
			x, y = x+1, y-1
		case y == 7:
			x++
		case x == 0:
			y++
		default:
			x, y = x-1, y+1
		}
	}
	return order
}()

// inverseDCTGo writes the 8×8 samples of a block. It is the accurate integer
// transform of libjpeg ("islow": Loeffler, Ligtenberg and Moschytz, 1989, with
// 11 multiplications, in 13-bit constants, columns first), and where damaged
// files exceed the range of 16 bits it wraps and saturates like the SIMD
// versions of libjpeg-turbo.
func inverseDCTGo(dst []byte, stride int, b *block, q *quantizers) {
	var t [64]int32
	wrapped := false
	for x := range 8 {
		in := func(i int) int32 { return int32(b[i+2*x] * int16(q[i+2*x])) }
		i0, i4, i2, i6, i1, i5, i3, i7 := in(0), in(1), in(16), in(17), in(32), in(33), in(48), in(49)
		var o [8]int32
		if b[2*x+1]|b[2*x+16]|b[2*x+17]|b[2*x+32]|b[2*x+33]|b[2*x+48]|b[2*x+49] == 0 {
			for y := range o {
				o[y] = i0 << 13
			}
			wrapped = wrapped || i0<<2 != int32(int16(i0<<2))
		} else {
			o = butterfly16(i0, i1, i2, i3, i4, i5, i6, i7)
		}
		for y, v := range o {
			t[y*8+x] = saturate16((v + 1<<10) >> 11)
		}
	}
	if wrapped && b.firstRowOnly() {
		for x := range 8 {
			v := int32(b[2*x] * int16(q[2*x]) << 2)
			for y := 0; y < 64; y += 8 {
				t[y+x] = v
			}
		}
	}
	for y := range 8 {
		r := t[y*8 : y*8+8 : y*8+8]
		row := dst[y*stride : y*stride+8 : y*stride+8]
		if r[1]|r[2]|r[3]|r[4]|r[5]|r[6]|r[7] == 0 {
			v := level(r[0] << 13)
			for x := range row {
				row[x] = v
			}
			continue
		}
		for x, v := range butterfly16(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]) {
			row[x] = level(v)
		}
	}
}

// firstRowOnly reports whether all coefficients below the first row are 0.
func (b *block) firstRowOnly() bool {
	for x := range 8 {
		if b[2*x+1] != 0 {
			return false
		}
	}
	for _, v := range b[16:] {
		if v != 0 {
			return false
		}
	}
	return true
}

// fillDC writes the samples of a block that has no coefficient but the first.
func fillDC(dst []byte, stride int, dc int16, q uint16) {
	v := uint64(level(int32(dc*int16(q)<<2)<<13)) * 0x0101010101010101
	for y := range 8 {
		binary.LittleEndian.PutUint64(dst[y*stride:], v)
	}
}

// butterfly is the transform of eight numbers, scaled by 2¹³·√8. It takes the
// sum and the difference of inputs 0 and 4, and z3, the sum of 7 and 3, and z4,
// that of 5 and 1, since these may have wrapped.
func butterfly(sum, difference, i2, i6, i1, i3, i5, i7, z3, z4 int32) (o [8]int32) {
	z1 := (i2 + i6) * c0541
	t2 := z1 - i6*c1847
	t3 := z1 + i2*c0765
	t0, t1 := sum<<13, difference<<13
	e0, e3, e1, e2 := t0+t3, t0-t3, t1+t2, t1-t2

	z5 := (z3 + z4) * c1175
	z1, z2 := (i7+i1)*-c0899, (i5+i3)*-c2562
	z3, z4 = z3*-c1961+z5, z4*-c0390+z5
	t0 = i7*c0298 + z1 + z3
	t1 = i5*c2053 + z2 + z4
	t2 = i3*c3072 + z2 + z3
	t3 = i1*c1501 + z1 + z4
	return [8]int32{e0 + t3, e1 + t2, e2 + t1, e3 + t0, e3 - t0, e2 - t1, e1 - t2, e0 - t3}
}

// butterfly16 is butterfly in which sums of inputs wrap at 16 bits.
func butterfly16(i0, i1, i2, i3, i4, i5, i6, i7 int32) [8]int32 {
	wrap := func(v int32) int32 { return int32(int16(v)) }
	return butterfly(wrap(i0+i4), wrap(i0-i4), i2, i6, i1, i3, i5, i7, wrap(i7+i3), wrap(i5+i1))
}

func saturate16(v int32) int32 { return max(min(v, 1<<15-1), -1<<15) }

// level rounds a number of the second pass to a sample.
func level(v int32) byte { return clamp8((v+1<<17)>>18 + 128) }
