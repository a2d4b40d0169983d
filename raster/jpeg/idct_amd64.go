//go:build !noasm

package jpeg

import "golang.org/x/sys/cpu"

var (
	hasAVX2   = cpu.X86.HasAVX2 && cpu.X86.HasBMI2
	hasAVX512 = hasAVX2 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL &&
		cpu.X86.HasAVX512VBMI && cpu.X86.HasAVX512VNNI
)

// idct512 writes the samples of b and clears it, or returns false where a
// number leaves the range in which its arithmetic equals inverseDCTGo.
//
//go:noescape
func idct512(dst *byte, stride int, b *block, q *quantizers) bool

// inverseDCT writes the samples of b and clears it.
func inverseDCT(dst []byte, stride int, b *block, q *quantizers) {
	_ = dst[7*stride+7]
	if hasAVX512 && idct512(&dst[0], stride, b, q) {
		return
	}
	inverseDCTGo(dst, stride, b, q)
	*b = block{}
}

// idctTables are the constants of idct512. A pass computes, for eight columns
// at a time, the sums of four products that make the eight outputs; two
// outputs share a vector, eight lanes each.
var idctTables = makeIDCTTables()

type idctConstants struct {
	even04, even26, minus26 [32]int16 // outputs 0+7 and 1+6 (halved); sign of 26 for 3+4 and 2+5
	odd17, odd35            [32]int16 // 0−7 | 1−6
	odder17, odder35        [32]int16 // 3−4 | 2−5
	round1, round2          [16]int32
	second                  [4][32]int16 // words of S and T that make the inputs of pass 2
	rows                    [64]byte     // bytes of the result in order
	large                   [32]uint16
}

func makeIDCTTables() *idctConstants {
	t := new(idctConstants)
	set := func(v *[32]int16, a, b, c, d int16) {
		for i := range 8 {
			v[2*i], v[2*i+1], v[16+2*i], v[17+2*i] = a, b, c, d
		}
	}
	set(&t.even04, 1<<13, 1<<13, 1<<13, -1<<13)
	set(&t.even26, c0541+c0765, c0541, c0541, c0541-c1847)
	set(&t.minus26, -c0541-c0765, -c0541, -c0541, c1847-c0541)
	set(&t.odd17, c1501-c0899+c1175-c0390, c1175-c0899, c1175, c1175-c1961)
	set(&t.odd35, c1175, c1175-c0390, c3072-c2562+c1175-c1961, c1175-c2562)
	set(&t.odder17, c1175-c0899, c0298-c0899+c1175-c1961, c1175-c0390, c1175)
	set(&t.odder35, c1175-c1961, c1175, c1175-c2562, c2053-c2562+c1175-c0390)
	for i := range 16 {
		t.round1[i] = 1 << 10
		t.round2[i] = 1<<17 + 128<<18
	}
	// Outputs 0|1, 4|5 are packed to S, outputs 3|2, 7|6 to T, lane by lane.
	where := func(y, x int) int16 {
		half := [8]int{0, 1, 1, 0, 0, 1, 1, 0}[y]
		i := half*16 + x/4*8 + x%4
		if y >= 4 {
			i += 4
		}
		if y&2 != 0 {
			i += 32
		}
		return int16(i)
	}
	for p, pair := range [4][2]int{{0, 4}, {2, 6}, {1, 7}, {3, 5}} {
		for y := range 8 {
			for i, x := range pair {
				t.second[p][2*y+i] = where(y, x)
				t.second[p][16+2*y+i] = where(y, x)
			}
		}
	}
	// Columns 0|1, 4|5 and 3|2, 7|6 of the result are packed to bytes alike.
	for y := range 8 {
		for x := range 8 {
			w := int(where(x, y))
			lane, i := w%32/8, w%8
			if w >= 32 {
				i += 8
			}
			t.rows[8*y+x] = byte(16*lane + i)
		}
	}
	for i := range t.large {
		t.large[i] = 0xC000
	}
	return t
}
