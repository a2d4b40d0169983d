//go:build ignore

// Command main writes ../round_amd64.s: the loops of ../round.go for eight
// samples at a time, with AVX.
// "go generate" in ../ runs it.
//
// Products are rounded before they are added, so the bits are those of the Go
// loops.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("!noasm")
	float32s()
	integers("avxUint8", "func(dst *uint8, x *float64, n int, q *float64)", 1)
	integers("avxUint16", "func(dst *uint16, x *float64, n int, q *float64)", 2)
	Generate()
}

func float32s() {
	TEXT("avxFloat32", NOSPLIT, "func(dst, x *float64, n int)")
	dst := Load(Param("dst"), GP64())
	x := Load(Param("x"), GP64())
	n := Load(Param("n"), GP64())
	Label("samples")
	for i := range 2 {
		v := YMM()
		VMOVUPD(Mem{Base: x, Disp: 32 * i}, v)
		VCVTPD2PSY(v, v.AsX())
		VCVTPS2PD(v.AsX(), v)
		VMOVUPD(v, Mem{Base: dst, Disp: 32 * i})
	}
	ADDQ(Imm(64), x)
	ADDQ(Imm(64), dst)
	SUBQ(Imm(8), n)
	JNZ(LabelRef("samples"))
	VZEROUPPER()
	RET()
}

// integers writes the loop of quantize for a sample of so many bytes.
func integers(name, signature string, bytes int) {
	TEXT(name, NOSPLIT, signature)
	dst := Load(Param("dst"), GP64())
	x := Load(Param("x"), GP64())
	n := Load(Param("n"), GP64())
	q := Load(Param("q"), GP64())
	var constant [5]VecVirtual // sub, mul, add, low, high
	for i := range constant {
		constant[i] = YMM()
		VBROADCASTSD(Mem{Base: q, Disp: 8 * i}, constant[i])
	}
	Label("samples")
	var v [2]VecVirtual
	for i := range v {
		v[i] = YMM()
		VMOVUPD(Mem{Base: x, Disp: 32 * i}, v[i])
		VSUBPD(constant[0], v[i], v[i])
		VMULPD(constant[1], v[i], v[i])
		VADDPD(constant[2], v[i], v[i])
		VMAXPD(constant[3], v[i], v[i]) // low for NaN
		VMINPD(constant[4], v[i], v[i])
		VCVTPD2DQY(v[i], v[i].AsX()) // ties to even
	}
	VPACKUSDW(v[1].AsX(), v[0].AsX(), v[0].AsX())
	if bytes == 1 {
		VPACKUSWB(v[0].AsX(), v[0].AsX(), v[0].AsX())
		VMOVQ(v[0].AsX(), Mem{Base: dst})
	} else {
		VMOVDQU(v[0].AsX(), Mem{Base: dst})
	}
	ADDQ(Imm(64), x)
	ADDQ(Imm(uint64(8*bytes)), dst)
	SUBQ(Imm(8), n)
	JNZ(LabelRef("samples"))
	VZEROUPPER()
	RET()
}
