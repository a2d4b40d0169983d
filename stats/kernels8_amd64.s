//go:build !noasm

#include "textflag.h"
#include "sums_amd64.h"

// Every kernel takes n > 0, a multiple of 16 or of what it says. The reference
// of each is the function of the same name in kernels.go.

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

// BAND widens the running extremes of one plane, on the stack, and adds the
// sum of its 32 samples.
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

// REDUCE sets the byte at out to the minimum of the 32 bytes at off(SP) where
// Y7 is all zeros, to their maximum where it is all ones.
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
