package jpeg

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

// unzigzag maps the order of coefficients in a file to rows and columns. Runs
// of a damaged file may lead up to 16 beyond the end: into the last one.
var unzigzag = [80]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
	63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
}

// inverseDCT writes the 8×8 samples of a block. It is the accurate integer
// transform of libjpeg ("islow": Loeffler, Ligtenberg and Moschytz, 1989, with
// 11 multiplications, in 13-bit constants, columns first), and where damaged
// files exceed the range of 16 bits it wraps and saturates like the SIMD
// versions of libjpeg-turbo.
func inverseDCT(dst []byte, stride int, coef *[64]int16, quant *[64]uint16) {
	var t [64]int32
	var ac int16
	for _, v := range coef[8:] {
		ac |= v
	}
	if ac == 0 {
		for x := range 8 {
			v := int32(coef[x] * int16(quant[x]) << 2)
			for y := 0; y < 64; y += 8 {
				t[y+x] = v
			}
		}
	} else {
		for x := range 8 {
			c, q := coef[x:x+57], quant[x:x+57]
			in := func(y int) int32 { return int32(c[y] * int16(q[y])) }
			if c[8]|c[16]|c[24]|c[32]|c[40]|c[48]|c[56] == 0 {
				v := saturate16(in(0) << 2)
				for y := 0; y < 64; y += 8 {
					t[y+x] = v
				}
				continue
			}
			o := butterfly(in(0), in(8), in(16), in(24), in(32), in(40), in(48), in(56))
			for y, v := range o {
				t[y*8+x] = saturate16((v + 1<<10) >> 11)
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
		for x, v := range butterfly(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]) {
			row[x] = level(v)
		}
	}
}

// butterfly is the transform of eight numbers of 16 bits, scaled by 2¹³·√8.
func butterfly(i0, i1, i2, i3, i4, i5, i6, i7 int32) (o [8]int32) {
	z1 := (i2 + i6) * c0541
	t2 := z1 - i6*c1847
	t3 := z1 + i2*c0765
	t0 := int32(int16(i0+i4)) << 13
	t1 := int32(int16(i0-i4)) << 13
	e0, e3, e1, e2 := t0+t3, t0-t3, t1+t2, t1-t2

	z3, z4 := int32(int16(i7+i3)), int32(int16(i5+i1))
	z5 := (z3 + z4) * c1175
	z1, z2 := (i7+i1)*-c0899, (i5+i3)*-c2562
	z3, z4 = z3*-c1961+z5, z4*-c0390+z5
	t0 = i7*c0298 + z1 + z3
	t1 = i5*c2053 + z2 + z4
	t2 = i3*c3072 + z2 + z3
	t3 = i1*c1501 + z1 + z4
	return [8]int32{e0 + t3, e1 + t2, e2 + t1, e3 + t0, e3 - t0, e2 - t1, e1 - t2, e0 - t3}
}

func saturate16(v int32) int32 { return max(min(v, 1<<15-1), -1<<15) }

// level rounds a number of the second pass to a sample.
func level(v int32) byte { return clamp8((v+1<<17)>>18 + 128) }
