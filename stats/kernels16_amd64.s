//go:build !noasm

#include "textflag.h"
#include "sums_amd64.h"

// Every kernel takes n > 0, a multiple of 16 or of what it says. The reference
// of each is the function of the same name in kernels.go.

// func range16AVX2(x *uint16, n int) (low, high uint16)
TEXT ·range16AVX2(SB), NOSPLIT, $0-20
	MOVQ x+0(FP), SI
	MOVQ n+8(FP), CX
	VMOVDQU (SI), Y0
	VMOVDQA Y0, Y1

rangeLoop:
	VMOVDQU (SI), Y2
	VPMINUW Y2, Y0, Y0
	VPMAXUW Y2, Y1, Y1
	ADDQ    $32, SI
	SUBQ    $16, CX
	JNZ     rangeLoop

	VEXTRACTI128 $1, Y0, X2
	VPMINUW      X2, X0, X0
	VPHMINPOSUW  X0, X0
	VEXTRACTI128 $1, Y1, X2
	VPMAXUW      X2, X1, X1
	VPCMPEQW     X3, X3, X3
	VPXOR        X3, X1, X1
	VPHMINPOSUW  X1, X1
	VPXOR        X3, X1, X1
	VMOVD        X0, AX
	MOVW         AX, low+16(FP)
	VMOVD        X1, AX
	MOVW         AX, high+18(FP)
	VZEROUPPER
	RET

// func center16AVX2(dst *int16, x *uint16, n int, pivot uint16) int64
TEXT ·center16AVX2(SB), NOSPLIT, $0-40
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         n+16(FP), CX
	VPBROADCASTW pivot+24(FP), Y1
	VPCMPEQW     Y2, Y2, Y2
	VPSRLW       $15, Y2, Y2 // ones
	VPXOR        Y0, Y0, Y0

center16Loop:
	VMOVDQU  (SI), Y3
	VPSUBW   Y1, Y3, Y3
	VMOVDQU  Y3, (DI)
	VPMADDWD Y2, Y3, Y3
	VPADDD   Y3, Y0, Y0
	ADDQ     $32, SI
	ADDQ     $32, DI
	SUBQ     $16, CX
	JNZ      center16Loop

	MOVQ $0, ret+32(FP)
	SUM8X32(Y0, X0, ret+32(FP))
	VZEROUPPER
	RET

// func split16AVX2(high, low, x *int16, n int)
TEXT ·split16AVX2(SB), NOSPLIT, $0-32
	MOVQ high+0(FP), DI
	MOVQ low+8(FP), DX
	MOVQ x+16(FP), SI
	MOVQ n+24(FP), CX

splitLoop:
	VMOVDQU (SI), Y0
	VPSLLW  $8, Y0, Y1
	VPSRAW  $8, Y1, Y1  // low
	VPSRAW  $15, Y1, Y2 // −1 where low is negative
	VPSRAW  $8, Y0, Y0
	VPSUBW  Y2, Y0, Y0
	VMOVDQU Y1, (DX)
	VMOVDQU Y0, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	ADDQ    $32, DX
	SUBQ    $16, CX
	JNZ     splitLoop
	VZEROUPPER
	RET

// func dotAVX2(a, b *int16, n int) int64
TEXT ·dotAVX2(SB), NOSPLIT, $0-32
	MOVQ  a+0(FP), SI
	MOVQ  b+8(FP), DI
	MOVQ  n+16(FP), CX
	VPXOR Y0, Y0, Y0

dotLoop:
	VMOVDQU  (SI), Y1
	VPMADDWD (DI), Y1, Y1
	VPADDD   Y1, Y0, Y0
	ADDQ     $32, SI
	ADDQ     $32, DI
	SUBQ     $16, CX
	JNZ      dotLoop

	MOVQ $0, ret+24(FP)
	SUM8X32(Y0, X0, ret+24(FP))
	VZEROUPPER
	RET

// THREE multiplies the planes in Y9, Y10, Y11 with the one at mem.
#define THREE(mem, p, q, r) \
	VMOVDQU  mem, Y12         \
	VPMADDWD Y12, Y9, Y13     \
	VPMADDWD Y12, Y10, Y14    \
	VPMADDWD Y12, Y11, Y15    \
	VPADDD   Y13, p, p        \
	VPADDD   Y14, q, q        \
	VPADDD   Y15, r, r

// func dots9AVX2(a, b *int16, stride, n int, out *[9]int64)
TEXT ·dots9AVX2(SB), NOSPLIT, $0-40
	MOVQ a+0(FP), SI
	MOVQ b+8(FP), DI
	MOVQ stride+16(FP), BX
	MOVQ n+24(FP), CX
	MOVQ out+32(FP), DX
	ADDQ BX, BX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	VPXOR Y4, Y4, Y4
	VPXOR Y5, Y5, Y5
	VPXOR Y6, Y6, Y6
	VPXOR Y7, Y7, Y7
	VPXOR Y8, Y8, Y8

dots9Loop:
	VMOVDQU (SI), Y9
	VMOVDQU (SI)(BX*1), Y10
	VMOVDQU (SI)(BX*2), Y11
	THREE((DI), Y0, Y3, Y6)
	THREE((DI)(BX*1), Y1, Y4, Y7)
	THREE((DI)(BX*2), Y2, Y5, Y8)
	ADDQ    $32, SI
	ADDQ    $32, DI
	SUBQ    $16, CX
	JNZ     dots9Loop

	SUM8X32(Y0, X0, 0(DX))
	SUM8X32(Y1, X1, 8(DX))
	SUM8X32(Y2, X2, 16(DX))
	SUM8X32(Y3, X3, 24(DX))
	SUM8X32(Y4, X4, 32(DX))
	SUM8X32(Y5, X5, 40(DX))
	SUM8X32(Y6, X6, 48(DX))
	SUM8X32(Y7, X7, 56(DX))
	SUM8X32(Y8, X8, 64(DX))
	VZEROUPPER
	RET

// func dots9VNNI(a, b *int16, stride, n int, out *[9]int64)
// n is a multiple of 32.
TEXT ·dots9VNNI(SB), NOSPLIT, $0-40
	MOVQ a+0(FP), SI
	MOVQ b+8(FP), DI
	MOVQ stride+16(FP), BX
	MOVQ n+24(FP), CX
	MOVQ out+32(FP), DX
	ADDQ BX, BX
	VPXORD Z0, Z0, Z0
	VPXORD Z1, Z1, Z1
	VPXORD Z2, Z2, Z2
	VPXORD Z3, Z3, Z3
	VPXORD Z4, Z4, Z4
	VPXORD Z5, Z5, Z5
	VPXORD Z6, Z6, Z6
	VPXORD Z7, Z7, Z7
	VPXORD Z8, Z8, Z8

vnniLoop:
	VMOVDQU32 (SI), Z9
	VMOVDQU32 (SI)(BX*1), Z10
	VMOVDQU32 (SI)(BX*2), Z11
	VMOVDQU32 (DI), Z12
	VMOVDQU32 (DI)(BX*1), Z13
	VMOVDQU32 (DI)(BX*2), Z14
	VPDPWSSD  Z12, Z9, Z0
	VPDPWSSD  Z13, Z9, Z1
	VPDPWSSD  Z14, Z9, Z2
	VPDPWSSD  Z12, Z10, Z3
	VPDPWSSD  Z13, Z10, Z4
	VPDPWSSD  Z14, Z10, Z5
	VPDPWSSD  Z12, Z11, Z6
	VPDPWSSD  Z13, Z11, Z7
	VPDPWSSD  Z14, Z11, Z8
	ADDQ      $64, SI
	ADDQ      $64, DI
	SUBQ      $32, CX
	JNZ       vnniLoop

	SUM16X32(Z0, Y0, 0(DX))
	SUM16X32(Z1, Y1, 8(DX))
	SUM16X32(Z2, Y2, 16(DX))
	SUM16X32(Z3, Y3, 24(DX))
	SUM16X32(Z4, Y4, 32(DX))
	SUM16X32(Z5, Y5, 40(DX))
	SUM16X32(Z6, Y6, 48(DX))
	SUM16X32(Z7, Y7, 56(DX))
	SUM16X32(Z8, Y8, 64(DX))
	VZEROUPPER
	RET
