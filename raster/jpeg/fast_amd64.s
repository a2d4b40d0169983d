//go:build !noasm

#include "textflag.h"
#include "go_asm.h"

// AX  next bits, left-aligned      BX  valid bits
// R10 next byte to load            R11 position of the last coefficient
// SI  block                        R8  AC table
// R9  places                       R15 64 − fastBits

// REFILL makes at least 56 bits valid.
#define REFILL \
	MOVQ   (R10), DX \
	BSWAPQ DX \
	SHRXQ  BX, DX, DX \
	ORQ    DX, AX \
	MOVQ   BX, CX \
	XORQ   $63, CX \
	SHRQ   $3, CX \
	ADDQ   CX, R10 \
	ORQ    $56, BX

// STEP looks up one entry and stores both of its coefficients, the first one
// last, so that it stands where a damaged file makes them meet.
#define STEP \
	MOVQ    AX, R14 \
	SHRXQ   R15, AX, DX \
	MOVBLZX fastEntry_bits(R8)(DX*8), R12 \
	MOVBLZX fastEntry_advance1(R8)(DX*8), R13 \
	MOVBLZX fastEntry_advance(R8)(DX*8), CX \
	SHLXQ   R12, AX, AX \
	SUBQ    R12, BX \
	ADDQ    R11, R13 \
	ADDQ    CX, R11 \
	MOVBLZX (R9)(R11*1), CX \
	MOVWLZX fastEntry_value(R8)(DX*8), R12 \
	MOVW    R12, (SI)(CX*2) \
	MOVBLZX (R9)(R13*1), CX \
	MOVWLZX fastEntry_value1(R8)(DX*8), R12 \
	MOVW    R12, (SI)(CX*2) \
	CMPQ    R11, $63 \
	JAE     exit

// VALUE takes the R12 bits of a value and leaves it in DX.
#define VALUE \
	MOVQ  AX, DX \
	SHRQ  $1, DX \
	MOVQ  R12, CX \
	XORQ  $63, CX \
	SHRXQ CX, DX, DX \
	MOVQ  $-1, CX \
	SHLXQ R12, CX, CX \
	INCQ  CX \
	MOVQ  AX, R14 \
	NOTQ  R14 \
	SARQ  $63, R14 \
	ANDQ  R14, CX \
	ADDQ  CX, DX \
	SHLXQ R12, AX, AX \
	SUBQ  R12, BX

// func decodeFastBMI(r *bitReader, b *workBlock, dc *huffman, ac *fastTable, pred *int32, k int) int
TEXT ·decodeFastBMI(SB), NOSPLIT, $0-56
	MOVQ r+0(FP), DI
	MOVQ b+8(FP), SI
	MOVQ ac+24(FP), R8
	MOVQ k+40(FP), R11
	LEAQ ·places(SB), R9
	MOVQ $(64-const_fastBits), R15
	MOVQ bitReader_acc(DI), AX
	MOVQ bitReader_n(DI), BX
	MOVQ bitReader_p(DI), R10
	ADDQ bitReader_buf(DI), R10
	TESTQ R11, R11
	JGE  next

	REFILL
	MOVQ dc+16(FP), CX
	MOVQ AX, DX
	SHRQ $(64-const_lookahead), DX
	MOVWLZX huffman_look(CX)(DX*2), R12
	TESTL R12, R12
	JEQ  longDC
	MOVL R12, CX
	SHRL $8, CX
	SHLXQ CX, AX, AX
	SUBQ CX, BX
	ANDL $15, R12
	VALUE
	MOVQ pred+32(FP), CX
	ADDL (CX), DX
	MOVL DX, (CX)
	MOVW DX, (SI)
	XORQ R11, R11

next:
	REFILL
	STEP
	STEP
	STEP
	STEP
	JMP next

exit:
	CMPQ R11, $const_partial
	JAE  code
	LEAQ -63(R13), CX
	CMPQ CX, $(const_endOfBlock-63)
	JAE  done

	// The second one belongs to the next block.
	MOVBLZX fastEntry_bits(R8)(DX*8), CX
	ADDQ CX, BX
	MOVBLZX fastEntry_bits1(R8)(DX*8), CX
	SUBQ CX, BX
	SHLXQ CX, R14, AX
	MOVQ R13, R11

done:
	MOVQ AX, bitReader_acc(DI)
	MOVQ BX, bitReader_n(DI)
	SUBQ bitReader_buf(DI), R10
	MOVQ R10, bitReader_p(DI)
	MOVQ R11, ret+48(FP)
	RET

code:
	// The entry holds a code only, or nothing.
	SUBQ $const_partial, R11
	MOVBLZX fastEntry_bits1(R8)(DX*8), CX
	TESTL CX, CX
	JEQ  longAC
	SHLXQ CX, AX, AX
	SUBQ CX, BX
	MOVWLZX fastEntry_value(R8)(DX*8), R12
	MOVWLZX fastEntry_value1(R8)(DX*8), CX
	ADDQ CX, R11
	VALUE
	MOVBLZX (R9)(R11*1), CX
	MOVW DX, (SI)(CX*2)
	CMPQ R11, $63
	JAE  done
	JMP  next

longDC:
	MOVQ $const_slowDC, R11
	JMP  done

longAC:
	ADDQ $const_slowAC, R11
	JMP  done
