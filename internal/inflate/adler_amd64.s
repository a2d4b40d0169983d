//go:build !noasm

#include "textflag.h"

// The weights 32, 31, …, 1.
DATA adlerWeights<>+0(SB)/8, $0x191a1b1c1d1e1f20
DATA adlerWeights<>+8(SB)/8, $0x1112131415161718
DATA adlerWeights<>+16(SB)/8, $0x090a0b0c0d0e0f10
DATA adlerWeights<>+24(SB)/8, $0x0102030405060708
GLOBL adlerWeights<>(SB), RODATA|NOPTR, $32

// func adlerSums(p *byte, chunks int) (sum, before, weighted uint64)
TEXT ·adlerSums(SB), NOSPLIT, $0-40
	MOVQ p+0(FP), SI
	MOVQ chunks+8(FP), CX
	VPXOR Y0, Y0, Y0            // zero
	VPXOR Y1, Y1, Y1            // sum, four numbers
	VPXOR Y2, Y2, Y2            // before, four numbers
	VPXOR Y3, Y3, Y3            // weighted, eight numbers
	VMOVDQU adlerWeights<>(SB), Y4
	VPCMPEQW Y5, Y5, Y5
	VPSRLW $15, Y5, Y5          // ones

loop:
	VMOVDQU (SI), Y6
	VPADDQ Y1, Y2, Y2
	VPSADBW Y0, Y6, Y7
	VPADDQ Y7, Y1, Y1
	VPMADDUBSW Y4, Y6, Y6       // at most 255·(32+31), fits
	VPMADDWD Y5, Y6, Y6
	VPADDD Y6, Y3, Y3
	ADDQ $32, SI
	DECQ CX
	JNZ loop

	VEXTRACTI128 $1, Y1, X6
	VPADDQ X6, X1, X1
	VPSRLDQ $8, X1, X6
	VPADDQ X6, X1, X1
	VMOVQ X1, AX
	MOVQ AX, sum+16(FP)
	VEXTRACTI128 $1, Y2, X6
	VPADDQ X6, X2, X2
	VPSRLDQ $8, X2, X6
	VPADDQ X6, X2, X2
	VMOVQ X2, AX
	MOVQ AX, before+24(FP)
	VEXTRACTI128 $1, Y3, X6
	VPADDD X6, X3, X3
	VPSHUFD $0x4e, X3, X6
	VPADDD X6, X3, X3
	VPSHUFD $0xb1, X3, X6
	VPADDD X6, X3, X3
	VMOVD X3, AX
	MOVQ AX, weighted+32(FP)
	VZEROUPPER
	RET
