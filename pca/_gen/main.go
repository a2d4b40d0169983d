//go:build ignore

// Command main writes ../kernels_amd64.s: the loops of ../kernels.go for eight
// pixels at a time with AVX, and for sixteen with AVX-512.
// "go generate" in ../ runs it.
//
// Products are rounded before they are added (no fused multiply-add) and the
// bands are added in order, so the bits are those of the Go loops.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("!noasm")
	for _, v := range []vector{
		{"avx", 4, func() VecVirtual { return YMM() }, func(v VecVirtual) VecVirtual { return v.AsX().(VecVirtual) }},
		{"avx512", 8, func() VecVirtual { return ZMM() }, func(v VecVirtual) VecVirtual { return v.AsY().(VecVirtual) }},
	} {
		for _, t := range []sample{{"Uint8", "uint8", 1}, {"Uint16", "uint16", 2}, {"Float64", "float64", 8}} {
			for _, k := range []int{1, 3} {
				v.kernel(t, k)
			}
		}
	}
	Generate()
}

// vector is a register width: how many float64 it holds, and the register of
// half the width.
type vector struct {
	name  string
	lanes int
	new   func() VecVirtual
	half  func(VecVirtual) VecVirtual
}

type sample struct {
	name, goType string
	bytes        int
}

// kernel writes nameTypeByK(dst *[3]*float64, src *[]T, weights *float64,
// bands, lo, n int); n is a positive multiple of two vectors, weights as in
// ../kernels.go.
func (v vector) kernel(t sample, k int) {
	TEXT(fmt.Sprintf("%s%sBy%d", v.name, t.name, k), NOSPLIT,
		fmt.Sprintf("func(dst *[3]*float64, src *[]%s, weights *float64, bands, lo, n int)", t.goType))
	dst := make([]Register, k)
	table := Load(Param("dst"), GP64())
	for c := range dst {
		dst[c] = GP64()
		MOVQ(Mem{Base: table, Disp: 8 * c}, dst[c])
	}
	src := Load(Param("src"), GP64())
	weights := Load(Param("weights"), GP64())
	bands := Load(Param("bands"), GP64())
	at := Load(Param("lo"), GP64())
	n := Load(Param("n"), GP64())

	Label("pixels")
	acc := make([][2]VecVirtual, k)
	for c := range acc {
		for i := range acc[c] {
			acc[c][i] = v.new()
			if v.lanes == 8 {
				VPXORQ(acc[c][i], acc[c][i], acc[c][i])
			} else {
				VXORPD(acc[c][i], acc[c][i], acc[c][i])
			}
		}
	}
	header, weight, left, samples := GP64(), GP64(), GP64(), GP64()
	MOVQ(src, header)
	MOVQ(weights, weight)
	MOVQ(bands, left)

	Label("bands")
	MOVQ(Mem{Base: header}, samples)
	mean := v.new()
	VBROADCASTSD(Mem{Base: weight}, mean)
	x := [2]VecVirtual{v.new(), v.new()}
	for i := range x {
		from := Mem{Base: samples, Index: at, Scale: uint8(t.bytes), Disp: i * v.lanes * t.bytes}
		switch t.name {
		case "Uint8":
			VPMOVZXBD(from, v.half(x[i]))
			VCVTDQ2PD(v.half(x[i]), x[i])
		case "Uint16":
			VPMOVZXWD(from, v.half(x[i]))
			VCVTDQ2PD(v.half(x[i]), x[i])
		case "Float64":
			VMOVUPD(from, x[i])
		}
		VSUBPD(mean, x[i], x[i])
	}
	for c := range acc {
		w := v.new()
		VBROADCASTSD(Mem{Base: weight, Disp: 8 * (c + 1)}, w)
		for i := range x {
			product := v.new()
			VMULPD(x[i], w, product)
			VADDPD(product, acc[c][i], acc[c][i])
		}
	}
	ADDQ(Imm(24), header)
	ADDQ(Imm(uint64(8*(k+1))), weight)
	DECQ(left)
	JNZ(LabelRef("bands"))

	for c := range acc {
		for i := range acc[c] {
			VMOVUPD(acc[c][i], Mem{Base: dst[c], Disp: 8 * v.lanes * i})
		}
		ADDQ(Imm(uint64(16*v.lanes)), dst[c])
	}
	ADDQ(Imm(uint64(2*v.lanes)), at)
	SUBQ(Imm(uint64(2*v.lanes)), n)
	JNZ(LabelRef("pixels"))
	VZEROUPPER()
	RET()
}
