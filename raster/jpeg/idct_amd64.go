//go:build !noasm

package jpeg

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2 && cpu.X86.HasBMI2

// idctAVX2 writes the samples of b and clears it, or returns false where a
// number leaves the range in which its arithmetic equals that of inverseDCTGo.
// (A version for AVX-512 with half as many instructions was no faster.)
//
//go:noescape
func idctAVX2(dst *byte, stride int, b *block, q *quantizers) bool

// inverseDCT writes the samples of b and clears it.
func inverseDCT(dst []byte, stride int, b *block, q *quantizers) {
	_ = dst[7*stride+7]
	if hasAVX2 && idctAVX2(&dst[0], stride, b, q) {
		return
	}
	inverseDCTGo(dst, stride, b, q)
	*b = block{}
}

// idctTables are the constants of idctAVX2. A pass computes the eight outputs
// of eight columns as sums of four products, with instructions that multiply
// pairs of inputs by pairs of constants and add. Each table has two halves: for
// outputs 0 ± 7 or 3 ± 4, and for outputs 1 ± 6 or 2 ± 5.
//
//lint:ignore U1000 used by assembly
var idctTables = makeIDCTTables()

//lint:ignore U1000 used by assembly
type idctConstants struct {
	even04, even26   [32]int16 // of inputs 0, 4 and 2, 6
	outer15, outer37 [32]int16 // of inputs 1, 5 and 3, 7 for outputs 0, 7 and 1, 6
	inner15, inner37 [32]int16 // the same for outputs 3, 4 and 2, 5
	round1, round2   [8]int32
	large            [16]uint16 // magnitudes that are out of range
}

//lint:ignore U1000 fills what assembly uses
func makeIDCTTables() *idctConstants {
	t := new(idctConstants)
	set := func(v *[32]int16, a, b, c, d int16) {
		for i := range 8 {
			v[2*i], v[2*i+1], v[16+2*i], v[17+2*i] = a, b, c, d
		}
	}
	set(&t.even04, 1<<13, 1<<13, 1<<13, -1<<13)
	set(&t.even26, c0541+c0765, c0541, c0541, c0541-c1847)
	set(&t.outer15, c1501-c0899+c1175-c0390, c1175-c0390, c1175, c1175-c2562)
	set(&t.outer37, c1175, c1175-c0899, c3072-c2562+c1175-c1961, c1175-c1961)
	set(&t.inner15, c1175-c0899, c1175, c1175-c0390, c2053-c2562+c1175-c0390)
	set(&t.inner37, c1175-c1961, c0298-c0899+c1175-c1961, c1175-c2562, c1175)
	for i := range 8 {
		t.round1[i] = 1 << 10
		t.round2[i] = 1<<17 + 128<<18
	}
	for i := range t.large {
		t.large[i] = 0xC000
	}
	return t
}
