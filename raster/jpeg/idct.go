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
	var t [64]int32 // column after column
	wrapped := false
	for x := range 8 {
		p, f := (*[50]int16)(b[2*x:]), (*[50]uint16)(q[2*x:])
		v := (*[8]int32)(t[8*x:])
		v[0] = int32(p[0] * int16(f[0]))
		if p[1]|p[16]|p[17]|p[32]|p[33]|p[48]|p[49] == 0 {
			dc := v[0] << 2
			wrapped = wrapped || dc != int32(int16(dc))
			dc = saturate16(dc)
			v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7] = dc, dc, dc, dc, dc, dc, dc, dc
			continue
		}
		v[4] = int32(p[1] * int16(f[1]))
		v[2] = int32(p[16] * int16(f[16]))
		v[6] = int32(p[17] * int16(f[17]))
		v[1] = int32(p[32] * int16(f[32]))
		v[5] = int32(p[33] * int16(f[33]))
		v[3] = int32(p[48] * int16(f[48]))
		v[7] = int32(p[49] * int16(f[49]))
		butterfly(v, 1<<10, 11, 16)
		for y := range v {
			v[y] = saturate16(v[y])
		}
	}
	if wrapped && b.firstRowOnly() {
		for i := range t {
			t[i] = int32(b[i>>3*2] * int16(q[i>>3*2]) << 2)
		}
	}
	var v [8]int32
	for y := range 8 {
		c := (*[57]int32)(t[y:])
		v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7] = c[0], c[8], c[16], c[24], c[32], c[40], c[48], c[56]
		butterfly(&v, 1<<17+128<<18, 18, 16)
		row := (*[8]byte)(dst[y*stride:])
		for x := range v {
			row[x] = clamp8(v[x])
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

// butterfly transforms eight numbers. Results are scaled by 2¹³·√8; round is
// added and shift bits are cut off. Some sums of inputs wrap at 32−wrap bits.
func butterfly(v *[8]int32, round int32, shift, wrap uint) {
	shift, wrap = shift&31, wrap&31
	i1, i2, i3, i5, i6, i7 := v[1], v[2], v[3], v[5], v[6], v[7]
	z1 := (i2 + i6) * c0541
	t2 := z1 - i6*c1847
	t3 := z1 + i2*c0765
	t0 := (v[0]+v[4])<<wrap>>wrap<<13 + round
	t1 := (v[0]-v[4])<<wrap>>wrap<<13 + round
	e0, e3, e1, e2 := t0+t3, t0-t3, t1+t2, t1-t2

	z3 := (i7 + i3) << wrap >> wrap
	z4 := (i5 + i1) << wrap >> wrap
	z5 := (z3 + z4) * c1175
	z1, z2 := (i7+i1)*-c0899, (i5+i3)*-c2562
	z3, z4 = z3*-c1961+z5, z4*-c0390+z5
	t0 = i7*c0298 + z1 + z3
	t1 = i5*c2053 + z2 + z4
	t2 = i3*c3072 + z2 + z3
	t3 = i1*c1501 + z1 + z4
	v[0], v[7] = (e0+t3)>>shift, (e0-t3)>>shift
	v[1], v[6] = (e1+t2)>>shift, (e1-t2)>>shift
	v[2], v[5] = (e2+t1)>>shift, (e2-t1)>>shift
	v[3], v[4] = (e3+t0)>>shift, (e3-t0)>>shift
}

func saturate16(v int32) int32 { return max(min(v, 1<<15-1), -1<<15) }

// level rounds a number of the second pass to a sample.
func level(v int32) byte { return clamp8((v+1<<17)>>18 + 128) }
