//go:build !noasm

#include "textflag.h"

// Every kernel takes n > 0, a multiple of 16 (of 32 where it says so).
// The reference of each is the function of the same name in kernels.go.

// SUM8X32 adds the eight int32 of y to the int64 at out. It spoils Y14, Y15.
#define SUM8X32(y, x, out) \
	VEXTRACTI128 $1, y, X14    \
	VPMOVSXDQ    X14, Y14      \
	VPMOVSXDQ    x, Y15        \
	VPADDQ       Y14, Y15, Y15 \
	VEXTRACTI128 $1, Y15, X14  \
	VPADDQ       X14, X15, X15 \
	VPSHUFD      $0x4e, X15, X14 \
	VPADDQ       X14, X15, X15 \
	VMOVQ        X15, R13      \
	ADDQ         R13, out

// SUM8U32 is SUM8X32 for unsigned numbers.
#define SUM8U32(y, x, out) \
	VEXTRACTI128 $1, y, X14    \
	VPMOVZXDQ    X14, Y14      \
	VPMOVZXDQ    x, Y15        \
	VPADDQ       Y14, Y15, Y15 \
	VEXTRACTI128 $1, Y15, X14  \
	VPADDQ       X14, X15, X15 \
	VPSHUFD      $0x4e, X15, X14 \
	VPADDQ       X14, X15, X15 \
	VMOVQ        X15, R13      \
	ADDQ         R13, out

// SUM4X64 adds the four int64 of y to the int64 at out. It spoils X14.
#define SUM4X64(y, x, out) \
	VEXTRACTI128 $1, y, X14    \
	VPADDQ       X14, x, x     \
	VPSHUFD      $0x4e, x, X14 \
	VPADDQ       X14, x, x     \
	VMOVQ        x, R13        \
	ADDQ         R13, out

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

// func center8AVX2(dst *int16, x *uint8, n int) (sum int64, low, high uint8)
// n is a multiple of 32.
TEXT ·center8AVX2(SB), NOSPLIT, $0-34
	MOVQ     dst+0(FP), DI
	MOVQ     x+8(FP), SI
	MOVQ     n+16(FP), CX
	VPCMPEQW Y2, Y2, Y2
	VPSRLW   $15, Y2, Y2
	VPSLLW   $7, Y2, Y3 // 128 in each word
	VPXOR    Y0, Y0, Y0
	VPXOR    Y1, Y1, Y1
	VMOVDQU  (SI), Y4
	VMOVDQA  Y4, Y5

	MOVQ CX, BX

center8Loop:
	VMOVDQU   (SI), Y6
	VPMINUB   Y6, Y4, Y4
	VPMAXUB   Y6, Y5, Y5
	VPSADBW   Y1, Y6, Y7
	VPADDQ    Y7, Y0, Y0
	VPMOVZXBW (SI), Y8
	VPMOVZXBW 16(SI), Y9
	VPSUBW    Y3, Y8, Y8
	VPSUBW    Y3, Y9, Y9
	VMOVDQU   Y8, (DI)
	VMOVDQU   Y9, 32(DI)
	ADDQ      $32, SI
	ADDQ      $64, DI
	SUBQ      $32, CX
	JNZ       center8Loop

	SHLQ $7, BX
	NEGQ BX
	MOVQ BX, sum+24(FP)
	SUM4X64(Y0, X0, sum+24(FP))

	// Extremes: words of pairwise extremes, then the horizontal minimum.
	VEXTRACTI128 $1, Y4, X6
	VPMINUB      X6, X4, X4
	VPSRLW       $8, X4, X6
	VPMINUB      X6, X4, X4
	VPSLLW       $8, X4, X4
	VPSRLW       $8, X4, X4
	VPHMINPOSUW  X4, X4
	VMOVD        X4, AX
	MOVB         AX, low+32(FP)
	VPCMPEQB     X7, X7, X7
	VEXTRACTI128 $1, Y5, X6
	VPMAXUB      X6, X5, X5
	VPXOR        X7, X5, X5
	VPSRLW       $8, X5, X6
	VPMINUB      X6, X5, X5
	VPSLLW       $8, X5, X5
	VPSRLW       $8, X5, X5
	VPHMINPOSUW  X5, X5
	VMOVD        X5, AX
	NOTB         AX
	MOVB         AX, high+33(FP)
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

// FOLD adds the upper eight int32 of z to the lower ones in 64 bits each and
// adds their sum to the int64 at out.
#define SUM16X32(z, y, out) \
	VEXTRACTI64X4 $1, z, Y14    \
	VPMOVSXDQ     Y14, Z14      \
	VPMOVSXDQ     y, Z15        \
	VPADDQ        Z14, Z15, Z15 \
	VEXTRACTI64X4 $1, Z15, Y14  \
	VPADDQ        Y14, Y15, Y15 \
	VEXTRACTI128  $1, Y15, X14  \
	VPADDQ        X14, X15, X15 \
	VPSHUFD       $0x4e, X15, X14 \
	VPADDQ        X14, X15, X15 \
	VMOVQ         X15, R13      \
	ADDQ          R13, out

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

// EXTREMES widens the running extremes of one plane, on the stack, and adds
// the sum of its 32 samples.
#define BAND(off, mem, sums) \
	VMOVDQU off(SP), Y12      \
	VPMINUB mem, Y12, Y12     \
	VMOVDQU Y12, off(SP)      \
	VMOVDQU (off+96)(SP), Y12 \
	VPMAXUB mem, Y12, Y12     \
	VMOVDQU Y12, (off+96)(SP) \
	VPSADBW mem, Y15, Y12     \
	VPADDQ  Y12, sums, sums

// SIX adds the products of the 16 samples of each plane in Y9, Y10, Y11.
#define SIX \
	VPMADDWD Y9, Y9, Y12   \
	VPMADDWD Y10, Y9, Y13  \
	VPMADDWD Y11, Y9, Y14  \
	VPADDD   Y12, Y0, Y0   \
	VPADDD   Y13, Y1, Y1   \
	VPADDD   Y14, Y2, Y2   \
	VPMADDWD Y10, Y10, Y12 \
	VPMADDWD Y11, Y10, Y13 \
	VPMADDWD Y11, Y11, Y14 \
	VPADDD   Y12, Y3, Y3   \
	VPADDD   Y13, Y4, Y4   \
	VPADDD   Y14, Y5, Y5

// REDUCE widens the byte at out by the 32 extremes at off(SP): the minimum
// where flip is all zeros, the maximum where it is all ones, in X7.
#define REDUCE(off, out) \
	VMOVDQU      off(SP), Y12    \
	VPXOR        Y7, Y12, Y12    \
	VEXTRACTI128 $1, Y12, X13    \
	VPMINUB      X13, X12, X12   \
	VPSRLW       $8, X12, X13    \
	VPMINUB      X13, X12, X12   \
	VPSLLW       $8, X12, X12    \
	VPSRLW       $8, X12, X12    \
	VPHMINPOSUW  X12, X12        \
	VPXOR        X7, X12, X12    \
	VMOVD        X12, AX         \
	MOVB         AX, out

// func rgb8AVX2(p *uint8, stride, n int, sum *[3]uint64, cross *[6]uint64, low, high *[3]uint8)
// n is a multiple of 32 and below 2¹⁹.
TEXT ·rgb8AVX2(SB), NOSPLIT, $192-56
	MOVQ p+0(FP), SI
	MOVQ stride+8(FP), BX
	MOVQ n+16(FP), CX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	VPXOR Y4, Y4, Y4
	VPXOR Y5, Y5, Y5
	VPXOR Y6, Y6, Y6
	VPXOR Y7, Y7, Y7
	VPXOR Y8, Y8, Y8
	VPXOR Y15, Y15, Y15
	MOVQ low+40(FP), DX
	VPBROADCASTB 0(DX), Y12
	VMOVDQU Y12, 0(SP)
	VPBROADCASTB 1(DX), Y12
	VMOVDQU Y12, 32(SP)
	VPBROADCASTB 2(DX), Y12
	VMOVDQU Y12, 64(SP)
	MOVQ high+48(FP), DX
	VPBROADCASTB 0(DX), Y12
	VMOVDQU Y12, 96(SP)
	VPBROADCASTB 1(DX), Y12
	VMOVDQU Y12, 128(SP)
	VPBROADCASTB 2(DX), Y12
	VMOVDQU Y12, 160(SP)

rgbLoop:
	BAND(0, (SI), Y6)
	BAND(32, (SI)(BX*1), Y7)
	BAND(64, (SI)(BX*2), Y8)
	VPMOVZXBW (SI), Y9
	VPMOVZXBW (SI)(BX*1), Y10
	VPMOVZXBW (SI)(BX*2), Y11
	SIX
	VPMOVZXBW 16(SI), Y9
	VPMOVZXBW 16(SI)(BX*1), Y10
	VPMOVZXBW 16(SI)(BX*2), Y11
	SIX
	ADDQ $32, SI
	SUBQ $32, CX
	JNZ  rgbLoop

	MOVQ sum+24(FP), DX
	SUM4X64(Y6, X6, 0(DX))
	SUM4X64(Y7, X7, 8(DX))
	SUM4X64(Y8, X8, 16(DX))
	MOVQ cross+32(FP), DX
	SUM8U32(Y0, X0, 0(DX))
	SUM8U32(Y1, X1, 8(DX))
	SUM8U32(Y2, X2, 16(DX))
	SUM8U32(Y3, X3, 24(DX))
	SUM8U32(Y4, X4, 32(DX))
	SUM8U32(Y5, X5, 40(DX))
	MOVQ low+40(FP), DX
	VPXOR Y7, Y7, Y7
	REDUCE(0, 0(DX))
	REDUCE(32, 1(DX))
	REDUCE(64, 2(DX))
	MOVQ high+48(FP), DX
	VPCMPEQB Y7, Y7, Y7
	REDUCE(96, 0(DX))
	REDUCE(128, 1(DX))
	REDUCE(160, 2(DX))
	VZEROUPPER
	RET
