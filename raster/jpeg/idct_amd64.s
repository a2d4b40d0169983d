//go:build !noasm

#include "textflag.h"
#include "go_asm.h"

// PASS is one pass of the transform. Y0 … Y3 hold the pairs of inputs 0 and 4,
// 2 and 6, 1 and 5, 3 and 7 for eight columns; the constants are at CX. Outputs
// 0 to 7 come out in Y0, Y1, Y6, Y3, Y4, Y5, Y9, Y8 and are packed to words: 0
// and 4 in Y0, 1 and 5 in Y1, 2 and 6 in Y2, 3 and 7 in Y3.
#define PASS(ROUND, SHIFT) \
	VMOVDQU  ROUND(CX), Y8 \
	VPMADDWD idctConstants_even04(CX), Y0, Y4 \
	VPMADDWD (idctConstants_even04+32)(CX), Y0, Y5 \
	VPMADDWD idctConstants_even26(CX), Y1, Y6 \
	VPMADDWD (idctConstants_even26+32)(CX), Y1, Y7 \
	VPADDD   Y8, Y4, Y4 \
	VPADDD   Y8, Y5, Y5 \
	VPADDD   Y6, Y4, Y8 \
	VPSUBD   Y6, Y4, Y4 \
	VPADDD   Y7, Y5, Y9 \
	VPSUBD   Y7, Y5, Y5 \
	VPMADDWD idctConstants_outer15(CX), Y2, Y6 \
	VPMADDWD idctConstants_outer37(CX), Y3, Y7 \
	VPADDD   Y7, Y6, Y6 \
	VPMADDWD (idctConstants_outer15+32)(CX), Y2, Y7 \
	VPMADDWD (idctConstants_outer37+32)(CX), Y3, Y10 \
	VPADDD   Y10, Y7, Y7 \
	VPMADDWD idctConstants_inner15(CX), Y2, Y10 \
	VPMADDWD idctConstants_inner37(CX), Y3, Y11 \
	VPADDD   Y11, Y10, Y10 \
	VPMADDWD (idctConstants_inner15+32)(CX), Y2, Y2 \
	VPMADDWD (idctConstants_inner37+32)(CX), Y3, Y3 \
	VPADDD   Y3, Y2, Y2 \
	VPADDD   Y6, Y8, Y0 \
	VPSUBD   Y6, Y8, Y8 \
	VPADDD   Y7, Y9, Y1 \
	VPSUBD   Y7, Y9, Y9 \
	VPADDD   Y10, Y4, Y3 \
	VPSUBD   Y10, Y4, Y4 \
	VPADDD   Y2, Y5, Y6 \
	VPSUBD   Y2, Y5, Y5 \
	VPSRAD   $SHIFT, Y0, Y0 \
	VPSRAD   $SHIFT, Y1, Y1 \
	VPSRAD   $SHIFT, Y6, Y6 \
	VPSRAD   $SHIFT, Y3, Y3 \
	VPSRAD   $SHIFT, Y4, Y4 \
	VPSRAD   $SHIFT, Y5, Y5 \
	VPSRAD   $SHIFT, Y9, Y9 \
	VPSRAD   $SHIFT, Y8, Y8 \
	VPACKSSDW Y4, Y0, Y0 \
	VPACKSSDW Y5, Y1, Y1 \
	VPACKSSDW Y9, Y6, Y2 \
	VPACKSSDW Y8, Y3, Y3

// MAGNITUDE collects the bits of the magnitudes of Y0 … Y3 in Y15.
#define MAGNITUDE \
	VPABSW Y0, Y8 \
	VPABSW Y1, Y9 \
	VPABSW Y2, Y10 \
	VPABSW Y3, Y11 \
	VPOR   Y8, Y15, Y15 \
	VPOR   Y9, Y10, Y10 \
	VPOR   Y11, Y15, Y15 \
	VPOR   Y10, Y15, Y15

// func idctAVX2(dst *byte, stride int, b *block, q *quantizers) bool
TEXT ·idctAVX2(SB), NOSPLIT, $0-33
	MOVQ dst+0(FP), DI
	MOVQ stride+8(FP), R8
	MOVQ b+16(FP), SI
	MOVQ q+24(FP), DX
	MOVQ ·idctTables(SB), CX

	VMOVDQU 0(SI), Y0
	VMOVDQU 32(SI), Y1
	VMOVDQU 64(SI), Y2
	VMOVDQU 96(SI), Y3
	VPMULLW 0(DX), Y0, Y0
	VPMULLW 32(DX), Y1, Y1
	VPMULLW 64(DX), Y2, Y2
	VPMULLW 96(DX), Y3, Y3
	VPXOR Y15, Y15, Y15
	MAGNITUDE

	PASS(idctConstants_round1, 11)
	MAGNITUDE

	// Transpose, so that lanes are rows and words are pairs of columns.
	VPUNPCKLWD Y1, Y0, Y4
	VPUNPCKHWD Y1, Y0, Y5
	VPUNPCKLWD Y3, Y2, Y6
	VPUNPCKHWD Y3, Y2, Y7
	VPUNPCKLDQ Y6, Y4, Y0
	VPUNPCKHDQ Y6, Y4, Y1
	VPUNPCKLDQ Y7, Y5, Y2
	VPUNPCKHDQ Y7, Y5, Y3
	VPERM2I128 $0x20, Y2, Y0, Y4
	VPERM2I128 $0x31, Y2, Y0, Y5
	VPERM2I128 $0x20, Y3, Y1, Y6
	VPERM2I128 $0x31, Y3, Y1, Y7
	VPUNPCKLWD Y5, Y4, Y0
	VPUNPCKHWD Y5, Y4, Y2
	VPUNPCKLWD Y7, Y6, Y1
	VPUNPCKHWD Y7, Y6, Y3

	PASS(idctConstants_round2, 18)
	VPTEST idctConstants_large(CX), Y15
	JNE    large

	VPACKUSWB  Y1, Y0, Y0
	VPACKUSWB  Y3, Y2, Y2
	VPUNPCKLBW Y2, Y0, Y4
	VPUNPCKHBW Y2, Y0, Y5
	VPUNPCKLBW Y5, Y4, Y0
	VPUNPCKHBW Y5, Y4, Y1
	VPUNPCKLDQ Y1, Y0, Y2
	VPUNPCKHDQ Y1, Y0, Y3
	VEXTRACTI128 $1, Y2, X4
	VEXTRACTI128 $1, Y3, X5

	LEAQ (R8)(R8*2), R9
	LEAQ (DI)(R8*4), R10
	VMOVQ   X2, (DI)
	VMOVHPD X2, (DI)(R8*1)
	VMOVQ   X3, (DI)(R8*2)
	VMOVHPD X3, (DI)(R9*1)
	VMOVQ   X4, (R10)
	VMOVHPD X4, (R10)(R8*1)
	VMOVQ   X5, (R10)(R8*2)
	VMOVHPD X5, (R10)(R9*1)

	VPXOR Y0, Y0, Y0
	VMOVDQU Y0, 0(SI)
	VMOVDQU Y0, 32(SI)
	VMOVDQU Y0, 64(SI)
	VMOVDQU Y0, 96(SI)
	VZEROUPPER
	MOVB $1, ret+32(FP)
	RET

large:
	VZEROUPPER
	MOVB $0, ret+32(FP)
	RET
