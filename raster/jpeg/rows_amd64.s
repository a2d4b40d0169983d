//go:build !noasm

#include "textflag.h"
#include "go_asm.h"

#define WORDS(NAME, V) \
	DATA NAME<>+0(SB)/8, $V \
	DATA NAME<>+8(SB)/8, $V \
	DATA NAME<>+16(SB)/8, $V \
	DATA NAME<>+24(SB)/8, $V \
	GLOBL NAME<>(SB), RODATA|NOPTR, $32

WORDS(center, 0x0080008000800080)  // 128
WORDS(redCr, 0x3375337533753375)   // 0.402 in 15 bits: 13173
WORDS(blueCb, 0x62D162D162D162D1)  // 0.772 in 15 bits: 25297
WORDS(green, 0xA497D3F3A497D3F3)   // −0.344136 and −0.714136 in 15 bits: −11277, −23401
WORDS(half15, 0x0000400000004000)  // ½ in 15 bits
WORDS(nine3, 0x0309030903090309)   // bytes 9, 3
WORDS(three9, 0x0903090309030903)  // bytes 3, 9
WORDS(three1, 0x0103010301030103)  // bytes 3, 1
WORDS(one3, 0x0301030103010301)    // bytes 1, 3
WORDS(eight, 0x0008000800080008)
WORDS(seven, 0x0007000700070007)
WORDS(two, 0x0002000200020002)
WORDS(one, 0x0001000100010001)

// 16 pixels: words of luma L, of Cb−128 U and of Cr−128 V to R, G, B. The
// products of R and B by 15-bit constants round as libjpeg's by 16-bit ones
// for all 256 values; those of G are libjpeg's, halved.
#define CONVERT(L, U, V, RED, GREEN, BLUE, T) \
	VPMULHRSW  redCr<>(SB), V, RED \
	VPMULHRSW  blueCb<>(SB), U, BLUE \
	VPADDW     V, RED, RED \
	VPADDW     U, BLUE, BLUE \
	VPADDW     L, RED, RED \
	VPADDW     L, BLUE, BLUE \
	VPUNPCKLWD V, U, GREEN \
	VPUNPCKHWD V, U, T \
	VPMADDWD   Y13, GREEN, GREEN \
	VPMADDWD   Y13, T, T \
	VPADDD     Y12, GREEN, GREEN \
	VPADDD     Y12, T, T \
	VPSRAD     $15, GREEN, GREEN \
	VPSRAD     $15, T, T \
	VPACKSSDW  T, GREEN, GREEN \
	VPADDW     L, GREEN, GREEN

// func convertYCC32(red, green, blue *byte, width, count int, in *[4]rows)
TEXT ·convertYCC32(SB), NOSPLIT, $0-48
	MOVQ red+0(FP), DI
	MOVQ green+8(FP), SI
	MOVQ blue+16(FP), DX
	MOVQ width+24(FP), BX
	MOVQ count+32(FP), R14
	MOVQ in+40(FP), R15
	MOVQ rows_pix+0*rows__size(R15), R8
	MOVQ rows_pix+1*rows__size(R15), R9
	MOVQ rows_pix+2*rows__size(R15), R10
	VPXOR   Y15, Y15, Y15
	VMOVDQU center<>(SB), Y14
	VMOVDQU green<>(SB), Y13
	VMOVDQU half15<>(SB), Y12
	LEAQ -32(BX), CX // where the last vector starts

row:
	XORQ AX, AX

next:
	VMOVDQU (R8)(AX*1), Y0
	VMOVDQU (R9)(AX*1), Y1
	VMOVDQU (R10)(AX*1), Y2
	VPUNPCKLBW Y15, Y0, Y3
	VPUNPCKLBW Y15, Y1, Y4
	VPUNPCKLBW Y15, Y2, Y5
	VPUNPCKHBW Y15, Y0, Y0
	VPUNPCKHBW Y15, Y1, Y1
	VPUNPCKHBW Y15, Y2, Y2
	VPSUBW Y14, Y4, Y4
	VPSUBW Y14, Y5, Y5
	VPSUBW Y14, Y1, Y1
	VPSUBW Y14, Y2, Y2
	CONVERT(Y3, Y4, Y5, Y6, Y7, Y8, Y9)
	CONVERT(Y0, Y1, Y2, Y3, Y4, Y5, Y9)
	VPACKUSWB Y3, Y6, Y6
	VPACKUSWB Y4, Y7, Y7
	VPACKUSWB Y5, Y8, Y8
	VMOVDQU Y6, (DI)(AX*1)
	VMOVDQU Y7, (SI)(AX*1)
	VMOVDQU Y8, (DX)(AX*1)
	CMPQ AX, CX
	JGE  done
	ADDQ $32, AX
	CMPQ AX, CX
	CMOVQGT CX, AX
	JMP  next

done:
	ADDQ BX, DI
	ADDQ BX, SI
	ADDQ BX, DX
	ADDQ rows_stride+0*rows__size(R15), R8
	ADDQ rows_stride+1*rows__size(R15), R9
	ADDQ rows_stride+2*rows__size(R15), R10
	DECQ R14
	JNZ  row
	VZEROUPPER
	RET

// INTERLEAVE puts words of even (E) and odd (O) samples, each two vectors with
// the halves of the lanes, into order: LO, HI.
#define INTERLEAVE(ELO, EHI, OLO, OHI, LO, HI) \
	VPSLLW $8, OLO, OLO \
	VPSLLW $8, OHI, OHI \
	VPOR   OLO, ELO, ELO \
	VPOR   OHI, EHI, EHI \
	VPERM2I128 $0x20, EHI, ELO, LO \
	VPERM2I128 $0x31, EHI, ELO, HI

// TRIANGLE makes 64 samples at DST of 32 columns, each two bytes of the rows
// above and below: Y0, Y1 the columns, Y2, Y3 their left and Y4, Y5 their right
// neighbours, which stay. NEAR are the weights of a column, FAR of a neighbour.
#define TRIANGLE(NEAR, FAR, DST) \
	VPMADDUBSW NEAR, Y0, Y6 \
	VPMADDUBSW NEAR, Y1, Y7 \
	VPMADDUBSW FAR, Y2, Y8 \
	VPMADDUBSW FAR, Y3, Y9 \
	VPMADDUBSW FAR, Y4, Y10 \
	VPMADDUBSW FAR, Y5, Y11 \
	VPADDW Y6, Y8, Y8 \
	VPADDW Y7, Y9, Y9 \
	VPADDW Y6, Y10, Y10 \
	VPADDW Y7, Y11, Y11 \
	VPADDW eight<>(SB), Y8, Y8 \
	VPADDW eight<>(SB), Y9, Y9 \
	VPADDW seven<>(SB), Y10, Y10 \
	VPADDW seven<>(SB), Y11, Y11 \
	VPSRLW $4, Y8, Y8 \
	VPSRLW $4, Y9, Y9 \
	VPSRLW $4, Y10, Y10 \
	VPSRLW $4, Y11, Y11 \
	INTERLEAVE(Y8, Y9, Y10, Y11, Y6, Y7) \
	VMOVDQU Y6, (DST) \
	VMOVDQU Y7, 32(DST)

// func upsampleH2V2x32(upper, lower, above, below *byte, n int)
TEXT ·upsampleH2V2x32(SB), NOSPLIT, $0-40
	MOVQ upper+0(FP), DI
	MOVQ lower+8(FP), R8
	MOVQ above+16(FP), SI
	MOVQ below+24(FP), DX
	MOVQ n+32(FP), CX
	VMOVDQU nine3<>(SB), Y15
	VMOVDQU three1<>(SB), Y14
	VMOVDQU three9<>(SB), Y13
	VMOVDQU one3<>(SB), Y12

next:
	VMOVDQU (SI), Y1
	VMOVDQU -1(SI), Y3
	VMOVDQU 1(SI), Y5
	VMOVDQU (DX), Y6
	VMOVDQU -1(DX), Y7
	VMOVDQU 1(DX), Y8
	VPUNPCKLBW Y6, Y1, Y0
	VPUNPCKHBW Y6, Y1, Y1
	VPUNPCKLBW Y7, Y3, Y2
	VPUNPCKHBW Y7, Y3, Y3
	VPUNPCKLBW Y8, Y5, Y4
	VPUNPCKHBW Y8, Y5, Y5
	TRIANGLE(Y15, Y14, DI)
	TRIANGLE(Y13, Y12, R8)
	ADDQ $32, SI
	ADDQ $32, DX
	ADDQ $64, DI
	ADDQ $64, R8
	SUBQ $32, CX
	JG   next
	VZEROUPPER
	RET

// func upsampleH2x32(out, in *byte, n int)
TEXT ·upsampleH2x32(SB), NOSPLIT, $0-24
	MOVQ out+0(FP), DI
	MOVQ in+8(FP), SI
	MOVQ n+16(FP), CX
	VMOVDQU three1<>(SB), Y14
	VMOVDQU one<>(SB), Y13
	VMOVDQU two<>(SB), Y12

next:
	VMOVDQU (SI), Y0
	VMOVDQU -1(SI), Y2
	VMOVDQU 1(SI), Y4
	VPUNPCKLBW Y2, Y0, Y8
	VPUNPCKHBW Y2, Y0, Y9
	VPUNPCKLBW Y4, Y0, Y10
	VPUNPCKHBW Y4, Y0, Y11
	VPMADDUBSW Y14, Y8, Y8
	VPMADDUBSW Y14, Y9, Y9
	VPMADDUBSW Y14, Y10, Y10
	VPMADDUBSW Y14, Y11, Y11
	VPADDW Y13, Y8, Y8
	VPADDW Y13, Y9, Y9
	VPADDW Y12, Y10, Y10
	VPADDW Y12, Y11, Y11
	VPSRLW $2, Y8, Y8
	VPSRLW $2, Y9, Y9
	VPSRLW $2, Y10, Y10
	VPSRLW $2, Y11, Y11
	INTERLEAVE(Y8, Y9, Y10, Y11, Y0, Y1)
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	ADDQ $32, SI
	ADDQ $64, DI
	SUBQ $32, CX
	JG   next
	VZEROUPPER
	RET

// func upsampleV2x32(out, near, other *byte, n int, bias uint64)
TEXT ·upsampleV2x32(SB), NOSPLIT, $0-40
	MOVQ out+0(FP), DI
	MOVQ near+8(FP), SI
	MOVQ other+16(FP), DX
	MOVQ n+24(FP), CX
	VPBROADCASTQ bias+32(FP), Y13
	VMOVDQU three1<>(SB), Y14

next:
	VMOVDQU (SI), Y0
	VMOVDQU (DX), Y1
	VPUNPCKLBW Y1, Y0, Y2
	VPUNPCKHBW Y1, Y0, Y3
	VPMADDUBSW Y14, Y2, Y2
	VPMADDUBSW Y14, Y3, Y3
	VPADDW Y13, Y2, Y2
	VPADDW Y13, Y3, Y3
	VPSRLW $2, Y2, Y2
	VPSRLW $2, Y3, Y3
	VPACKUSWB Y3, Y2, Y2
	VMOVDQU Y2, (DI)
	ADDQ $32, SI
	ADDQ $32, DX
	ADDQ $32, DI
	SUBQ $32, CX
	JG   next
	VZEROUPPER
	RET
