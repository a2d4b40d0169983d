//go:build !noasm

#include "textflag.h"

// SUMS is the body of sums8, sums16 and sums32: it replaces 16 bytes of each pixel by their sums over the pixels so far.
#define SUMS(ADD) \
	MOVQ dst+0(FP), DI; \
	MOVQ src+8(FP), SI; \
	MOVQ step+16(FP), R12; \
	MOVQ pixels+24(FP), CX; \
	VPXOR X0, X0, X0; \
pixel: \
	ADD (SI), X0, X0; \
	VMOVDQU X0, (DI); \
	ADDQ R12, SI; \
	ADDQ R12, DI; \
	DECQ CX; \
	JNZ pixel; \
	RET

// func transpose16(dst *uint16, plane uintptr, src *byte, step uintptr, groups, bands int, bias uint16)
//
// Sixteen pixels of eight samples are loaded, eight of them in each half of
// the registers, and turned by pairs, fours and eights.
TEXT ·transpose16(SB), NOSPLIT, $0-50
	MOVQ dst+0(FP), DI
	MOVQ plane+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ step+24(FP), R12
	MOVQ groups+32(FP), CX
	MOVQ bands+40(FP), BX
	MOVWLZX bias+48(FP), AX
	VMOVD AX, X15
	VPBROADCASTW X15, Y15
	LEAQ (R8)(R8*2), R9   // 3 planes
	LEAQ (R8)(R8*4), R10  // 5
	LEAQ (R9)(R8*4), R11  // 7
	LEAQ (R12)(R12*2), R13 // 3 pixels

loop16:
	LEAQ (SI)(R12*8), DX
	VMOVDQU (SI), X0
	VMOVDQU (SI)(R12*1), X1
	VMOVDQU (SI)(R12*2), X2
	VMOVDQU (SI)(R13*1), X3
	VINSERTI128 $1, (DX), Y0, Y0
	VINSERTI128 $1, (DX)(R12*1), Y1, Y1
	VINSERTI128 $1, (DX)(R12*2), Y2, Y2
	VINSERTI128 $1, (DX)(R13*1), Y3, Y3
	LEAQ (SI)(R12*4), SI
	LEAQ (DX)(R12*4), DX
	VMOVDQU (SI), X4
	VMOVDQU (SI)(R12*1), X5
	VMOVDQU (SI)(R12*2), X6
	VMOVDQU (SI)(R13*1), X7
	VINSERTI128 $1, (DX), Y4, Y4
	VINSERTI128 $1, (DX)(R12*1), Y5, Y5
	VINSERTI128 $1, (DX)(R12*2), Y6, Y6
	VINSERTI128 $1, (DX)(R13*1), Y7, Y7
	LEAQ (DX)(R12*4), SI

	VPUNPCKLWD Y1, Y0, Y8
	VPUNPCKHWD Y1, Y0, Y9
	VPUNPCKLWD Y3, Y2, Y10
	VPUNPCKHWD Y3, Y2, Y11
	VPUNPCKLWD Y5, Y4, Y12
	VPUNPCKHWD Y5, Y4, Y13
	VPUNPCKLWD Y7, Y6, Y14
	VPUNPCKHWD Y7, Y6, Y7
	VPUNPCKLDQ Y10, Y8, Y0
	VPUNPCKHDQ Y10, Y8, Y1
	VPUNPCKLDQ Y11, Y9, Y2
	VPUNPCKHDQ Y11, Y9, Y3
	VPUNPCKLDQ Y14, Y12, Y4
	VPUNPCKHDQ Y14, Y12, Y5
	VPUNPCKLDQ Y7, Y13, Y6
	VPUNPCKHDQ Y7, Y13, Y7

	VPUNPCKLQDQ Y4, Y0, Y8
	VPXOR Y15, Y8, Y8
	VMOVDQU Y8, (DI)
	CMPQ BX, $1
	JE next16
	VPUNPCKHQDQ Y4, Y0, Y9
	VPXOR Y15, Y9, Y9
	VMOVDQU Y9, (DI)(R8*1)
	CMPQ BX, $2
	JE next16
	VPUNPCKLQDQ Y5, Y1, Y10
	VPXOR Y15, Y10, Y10
	VMOVDQU Y10, (DI)(R8*2)
	CMPQ BX, $3
	JE next16
	VPUNPCKHQDQ Y5, Y1, Y11
	VPXOR Y15, Y11, Y11
	VMOVDQU Y11, (DI)(R9*1)
	CMPQ BX, $4
	JE next16
	VPUNPCKLQDQ Y6, Y2, Y12
	VPXOR Y15, Y12, Y12
	VMOVDQU Y12, (DI)(R8*4)
	CMPQ BX, $5
	JE next16
	VPUNPCKHQDQ Y6, Y2, Y13
	VPXOR Y15, Y13, Y13
	VMOVDQU Y13, (DI)(R10*1)
	CMPQ BX, $6
	JE next16
	VPUNPCKLQDQ Y7, Y3, Y14
	VPXOR Y15, Y14, Y14
	VMOVDQU Y14, (DI)(R9*2)
	CMPQ BX, $7
	JE next16
	VPUNPCKHQDQ Y7, Y3, Y0
	VPXOR Y15, Y0, Y0
	VMOVDQU Y0, (DI)(R11*1)

next16:
	ADDQ $32, DI
	DECQ CX
	JNZ loop16
	VZEROUPPER
	RET

DATA fours<>+0(SB)/8, $0x0d0905010c080400
DATA fours<>+8(SB)/8, $0x0f0b07030e0a0602
GLOBL fours<>(SB), RODATA|NOPTR, $16

// func transpose8(dst *byte, plane uintptr, src *byte, step uintptr, groups, bands int)
//
// Sixteen pixels of four samples are turned.
TEXT ·transpose8(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ plane+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ step+24(FP), R12
	MOVQ groups+32(FP), CX
	MOVQ bands+40(FP), BX
	VMOVDQU fours<>(SB), X15
	LEAQ (R8)(R8*2), R9
	LEAQ (R12)(R12*2), R13

loop8:
	CMPQ R12, $4
	JNE apart
	VMOVDQU (SI), X0
	VMOVDQU 16(SI), X1
	VMOVDQU 32(SI), X2
	VMOVDQU 48(SI), X3
	ADDQ $64, SI
	JMP turn8

apart:
	VMOVD (SI), X0
	VPINSRD $1, (SI)(R12*1), X0, X0
	VPINSRD $2, (SI)(R12*2), X0, X0
	VPINSRD $3, (SI)(R13*1), X0, X0
	LEAQ (SI)(R12*4), SI
	VMOVD (SI), X1
	VPINSRD $1, (SI)(R12*1), X1, X1
	VPINSRD $2, (SI)(R12*2), X1, X1
	VPINSRD $3, (SI)(R13*1), X1, X1
	LEAQ (SI)(R12*4), SI
	VMOVD (SI), X2
	VPINSRD $1, (SI)(R12*1), X2, X2
	VPINSRD $2, (SI)(R12*2), X2, X2
	VPINSRD $3, (SI)(R13*1), X2, X2
	LEAQ (SI)(R12*4), SI
	VMOVD (SI), X3
	VPINSRD $1, (SI)(R12*1), X3, X3
	VPINSRD $2, (SI)(R12*2), X3, X3
	VPINSRD $3, (SI)(R13*1), X3, X3
	LEAQ (SI)(R12*4), SI

turn8:
	VPSHUFB X15, X0, X0
	VPSHUFB X15, X1, X1
	VPSHUFB X15, X2, X2
	VPSHUFB X15, X3, X3
	VPUNPCKLDQ X1, X0, X4
	VPUNPCKLDQ X3, X2, X5
	VPUNPCKHDQ X1, X0, X6
	VPUNPCKHDQ X3, X2, X7
	VPUNPCKLQDQ X5, X4, X8
	VMOVDQU X8, (DI)
	CMPQ BX, $1
	JE next8
	VPUNPCKHQDQ X5, X4, X9
	VMOVDQU X9, (DI)(R8*1)
	CMPQ BX, $2
	JE next8
	VPUNPCKLQDQ X7, X6, X10
	VMOVDQU X10, (DI)(R8*2)
	CMPQ BX, $3
	JE next8
	VPUNPCKHQDQ X7, X6, X11
	VMOVDQU X11, (DI)(R9*1)

next8:
	ADDQ $16, DI
	DECQ CX
	JNZ loop8
	RET

// func sums8(dst, src *byte, step uintptr, pixels int)
TEXT ·sums8(SB), NOSPLIT, $0-32
	SUMS(VPADDB)

// func sums16(dst, src *byte, step uintptr, pixels int)
TEXT ·sums16(SB), NOSPLIT, $0-32
	SUMS(VPADDW)

// func sums32(dst, src *byte, step uintptr, pixels int)
TEXT ·sums32(SB), NOSPLIT, $0-32
	SUMS(VPADDD)

// func transposeF32(dst *float64, plane uintptr, src *byte, step uintptr, groups, bands int)
//
// Four pixels of four samples are turned and widened.
TEXT ·transposeF32(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ plane+8(FP), R8
	MOVQ src+16(FP), SI
	MOVQ step+24(FP), R12
	MOVQ groups+32(FP), CX
	MOVQ bands+40(FP), BX
	LEAQ (R8)(R8*2), R9
	LEAQ (R12)(R12*2), R13
	CMPQ R12, $4
	JE single

loopF32:
	VMOVUPS (SI), X0
	VMOVUPS (SI)(R12*1), X1
	VMOVUPS (SI)(R12*2), X2
	VMOVUPS (SI)(R13*1), X3
	LEAQ (SI)(R12*4), SI
	VUNPCKLPS X1, X0, X4
	VUNPCKLPS X3, X2, X5
	VUNPCKHPS X1, X0, X6
	VUNPCKHPS X3, X2, X7
	VUNPCKLPD X5, X4, X8
	VCVTPS2PD X8, Y8
	VMOVUPD Y8, (DI)
	CMPQ BX, $1
	JE nextF32
	VUNPCKHPD X5, X4, X9
	VCVTPS2PD X9, Y9
	VMOVUPD Y9, (DI)(R8*1)
	CMPQ BX, $2
	JE nextF32
	VUNPCKLPD X7, X6, X10
	VCVTPS2PD X10, Y10
	VMOVUPD Y10, (DI)(R8*2)
	CMPQ BX, $3
	JE nextF32
	VUNPCKHPD X7, X6, X11
	VCVTPS2PD X11, Y11
	VMOVUPD Y11, (DI)(R9*1)

nextF32:
	ADDQ $32, DI
	DECQ CX
	JNZ loopF32
	VZEROUPPER
	RET

single:
	VCVTPS2PD (SI), Y0
	VMOVUPD Y0, (DI)
	ADDQ $16, SI
	ADDQ $32, DI
	DECQ CX
	JNZ single
	VZEROUPPER
	RET

// func merge4(dst, src *byte, plane uintptr, groups int)
//
// Sixteen bytes of each of four planes, the highest bytes first, become sixteen
// numbers.
TEXT ·merge4(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ plane+16(FP), R8
	MOVQ groups+24(FP), CX
	LEAQ (R8)(R8*2), R9

merge:
	VMOVDQU (SI), X3
	VMOVDQU (SI)(R8*1), X2
	VMOVDQU (SI)(R8*2), X1
	VMOVDQU (SI)(R9*1), X0
	VPUNPCKLBW X1, X0, X4
	VPUNPCKHBW X1, X0, X5
	VPUNPCKLBW X3, X2, X6
	VPUNPCKHBW X3, X2, X7
	VPUNPCKLWD X6, X4, X8
	VPUNPCKHWD X6, X4, X9
	VPUNPCKLWD X7, X5, X10
	VPUNPCKHWD X7, X5, X11
	VMOVDQU X8, (DI)
	VMOVDQU X9, 16(DI)
	VMOVDQU X10, 32(DI)
	VMOVDQU X11, 48(DI)
	ADDQ $16, SI
	ADDQ $64, DI
	DECQ CX
	JNZ merge
	RET

// func weaveF32(dst *byte, x, y, z *float64, groups int)
//
// Each pixel is stored with four bytes too many, which the next one overwrites.
TEXT ·weaveF32(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), R8
	MOVQ y+16(FP), R9
	MOVQ z+24(FP), R10
	MOVQ groups+32(FP), CX
	XORQ SI, SI

weave:
	VCVTPD2PSY (R8)(SI*8), X0
	VCVTPD2PSY (R9)(SI*8), X1
	VCVTPD2PSY (R10)(SI*8), X2
	VUNPCKLPS X1, X0, X3
	VUNPCKHPS X1, X0, X4
	VUNPCKLPS X2, X2, X5
	VUNPCKHPS X2, X2, X6
	VUNPCKLPD X5, X3, X0
	VUNPCKHPD X5, X3, X1
	VUNPCKLPD X6, X4, X2
	VUNPCKHPD X6, X4, X3
	VMOVUPS X0, (DI)
	VMOVUPS X1, 12(DI)
	VMOVUPS X2, 24(DI)
	VMOVUPS X3, 36(DI)
	ADDQ $48, DI
	ADDQ $4, SI
	DECQ CX
	JNZ weave
	VZEROUPPER
	RET
