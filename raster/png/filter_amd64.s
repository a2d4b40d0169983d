//go:build !noasm

#include "textflag.h"

// One pixel of up to four bytes, in words: X0 is the sample to the left and
// becomes the result, X1 above, X2 above left; X3 holds the filtered bytes, X7
// zero. The sample whose distance equals the smallest one is taken, left before
// above before above left.
#define PIXEL \
	PUNPCKLBW X7, X1  \
	PUNPCKLBW X7, X3  \
	MOVO      X1, X4  \
	PSUBW     X2, X4  \
	MOVO      X0, X5  \
	PSUBW     X2, X5  \
	MOVO      X4, X6  \
	PADDW     X5, X6  \
	PABSW     X4, X4  \
	PABSW     X5, X5  \
	PABSW     X6, X6  \
	MOVO      X4, X8  \
	PMINSW    X5, X8  \
	PMINSW    X6, X8  \
	PCMPEQW   X8, X4  \
	PCMPEQW   X8, X5  \
	MOVO      X1, X9  \
	PAND      X5, X9  \
	PANDN     X2, X5  \
	POR       X5, X9  \
	PAND      X4, X0  \
	PANDN     X9, X4  \
	POR       X4, X0  \
	PADDB     X3, X0  \
	MOVO      X1, X2  \
	MOVO      X0, X9  \
	PACKUSWB  X9, X9  \
	MOVL      X9, AX

// func paeth3SSE(cur, prior *byte, pixels int)
// Reads one byte behind the last pixel.
TEXT ·paeth3SSE(SB), NOSPLIT, $0-24
	MOVQ cur+0(FP), DI
	MOVQ prior+8(FP), SI
	MOVQ pixels+16(FP), CX
	PXOR X7, X7
	PXOR X0, X0
	PXOR X2, X2

loop3:
	MOVL (SI), X1
	MOVL (DI), X3
	PIXEL
	MOVW AX, (DI)
	SHRL $16, AX
	MOVB AX, 2(DI)
	ADDQ $3, SI
	ADDQ $3, DI
	DECQ CX
	JNZ  loop3
	RET

// func paeth4SSE(cur, prior *byte, pixels int)
TEXT ·paeth4SSE(SB), NOSPLIT, $0-24
	MOVQ cur+0(FP), DI
	MOVQ prior+8(FP), SI
	MOVQ pixels+16(FP), CX
	PXOR X7, X7
	PXOR X0, X0
	PXOR X2, X2

loop4:
	MOVL (SI), X1
	MOVL (DI), X3
	PIXEL
	MOVL AX, (DI)
	ADDQ $4, SI
	ADDQ $4, DI
	DECQ CX
	JNZ  loop4
	RET
