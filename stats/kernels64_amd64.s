//go:build !noasm

#include "textflag.h"
#include "sums_amd64.h"

// Every kernel takes n > 0, a multiple of 16 or of what it says. The reference
// of each is the function of the same name in kernels.go.

// func scaleAVX512(v *int64, x *float64, n int, up, down float64) (used int64, exactly bool)
// n is a multiple of 8.
TEXT ·scaleAVX512(SB), NOSPLIT, $0-49
	MOVQ         v+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         n+16(FP), CX
	VBROADCASTSD up+24(FP), Z1
	VBROADCASTSD down+32(FP), Z2
	VPXORQ       Z0, Z0, Z0
	KXORW        K1, K1, K1

scaleLoop:
	VMOVUPD    (SI), Z3
	VMULPD     Z1, Z3, Z4
	VCVTTPD2QQ Z4, Z4
	VMOVDQU64  Z4, (DI)
	VPORQ      Z4, Z0, Z0
	VCVTQQ2PD  Z4, Z4
	VMULPD     Z2, Z4, Z4
	VCMPPD     $4, Z3, Z4, K2 // not equal, or unordered
	KORW       K2, K1, K1
	ADDQ       $64, SI
	ADDQ       $64, DI
	SUBQ       $8, CX
	JNZ        scaleLoop

	VEXTRACTI64X4 $1, Z0, Y3
	VPOR          Y3, Y0, Y0
	VEXTRACTI128  $1, Y0, X3
	VPOR          X3, X0, X0
	VPSHUFD       $0x4e, X0, X3
	VPOR          X3, X0, X0
	VMOVQ         X0, used+40(FP)
	KMOVW         K1, AX
	TESTL         AX, AX
	SETEQ         exactly+48(FP)
	VZEROUPPER
	RET

// func digitAVX2(dst *int16, v *int64, n int, bias int64, shift int, half int16) int64
TEXT ·digitAVX2(SB), NOSPLIT, $0-56
	MOVQ         dst+0(FP), DI
	MOVQ         v+8(FP), SI
	MOVQ         n+16(FP), CX
	VPBROADCASTQ bias+24(FP), Y1
	MOVQ         shift+32(FP), X2
	VPBROADCASTW half+40(FP), Y3
	VPCMPEQW     Y4, Y4, Y4
	VPSRLW       $15, Y4, Y4 // ones
	MOVWLZX      half+40(FP), AX
	ADDQ         AX, AX
	DECQ         AX
	MOVQ         AX, X5
	VPBROADCASTQ X5, Y5      // mask
	VPXOR        Y0, Y0, Y0

digitLoop:
	VPADDQ    (SI), Y1, Y8
	VPADDQ    32(SI), Y1, Y9
	VPADDQ    64(SI), Y1, Y10
	VPADDQ    96(SI), Y1, Y11
	VPSRLQ    X2, Y8, Y8
	VPSRLQ    X2, Y9, Y9
	VPSRLQ    X2, Y10, Y10
	VPSRLQ    X2, Y11, Y11
	VPAND     Y5, Y8, Y8
	VPAND     Y5, Y9, Y9
	VPAND     Y5, Y10, Y10
	VPAND     Y5, Y11, Y11
	VSHUFPS   $0x88, Y9, Y8, Y8
	VSHUFPS   $0x88, Y11, Y10, Y10
	VPACKUSDW Y10, Y8, Y8
	VPSUBW    Y3, Y8, Y8
	VMOVDQU   Y8, (DI)
	VPMADDWD  Y4, Y8, Y8
	VPADDD    Y8, Y0, Y0
	ADDQ      $128, SI
	ADDQ      $32, DI
	SUBQ      $16, CX
	JNZ       digitLoop

	MOVQ $0, ret+48(FP)
	SUM8X32(Y0, X0, ret+48(FP))
	VZEROUPPER
	RET

// SPAN widens the extremes low and high, and the sum of zeros or NaN in Y2, to
// the four numbers of x.
#define SPAN(x, low, high) \
	VMINPD x, low, low   \
	VMAXPD x, high, high \
	VSUBPD x, x, x       \
	VORPD  x, Y2, Y2

// func spanAVX2(x *float64, n int) (low, high float64, finite bool)
TEXT ·spanAVX2(SB), NOSPLIT, $0-33
	MOVQ    x+0(FP), SI
	MOVQ    n+8(FP), CX
	VMOVUPD (SI), Y0
	VMOVAPD Y0, Y1
	VMOVAPD Y0, Y4
	VMOVAPD Y0, Y5
	VMOVAPD Y0, Y6
	VMOVAPD Y0, Y7
	VMOVAPD Y0, Y8
	VMOVAPD Y0, Y9
	VXORPD  Y2, Y2, Y2

spanLoop:
	VMOVUPD (SI), Y10
	VMOVUPD 32(SI), Y11
	VMOVUPD 64(SI), Y12
	VMOVUPD 96(SI), Y13
	SPAN(Y10, Y0, Y1)
	SPAN(Y11, Y4, Y5)
	SPAN(Y12, Y6, Y7)
	SPAN(Y13, Y8, Y9)
	ADDQ    $128, SI
	SUBQ    $16, CX
	JNZ     spanLoop

	VMINPD       Y4, Y0, Y0
	VMINPD       Y8, Y6, Y6
	VMINPD       Y6, Y0, Y0
	VMAXPD       Y5, Y1, Y1
	VMAXPD       Y9, Y7, Y7
	VMAXPD       Y7, Y1, Y1
	VEXTRACTF128 $1, Y0, X3
	VMINPD       X3, X0, X0
	VPERMILPD    $1, X0, X3
	VMINPD       X3, X0, X0
	VMOVSD       X0, low+16(FP)
	VEXTRACTF128 $1, Y1, X3
	VMAXPD       X3, X1, X1
	VPERMILPD    $1, X1, X3
	VMAXPD       X3, X1, X1
	VMOVSD       X1, high+24(FP)
	VXORPD       Y3, Y3, Y3
	VCMPPD       $4, Y3, Y2, Y2
	VMOVMSKPD    Y2, AX
	TESTL        AX, AX
	SETEQ        finite+32(FP)
	VZEROUPPER
	RET

// BIN moves the part of v that bin m takes to the bin acc. It spoils Y13.
#define BIN(v, m, acc) \
	VADDPD m, v, Y13     \
	VSUBPD m, Y13, Y13   \
	VADDPD Y13, acc, acc \
	VSUBPD Y13, v, v

// BINSUM adds the four numbers of y to out. It spoils X13.
#define BINSUM(y, x, out) \
	VEXTRACTF128 $1, y, X13  \
	VADDPD       X13, x, x   \
	VPERMILPD    $1, x, X13  \
	VADDSD       X13, x, x   \
	VADDSD       out, x, x   \
	VMOVSD       x, out

// func binsAVX2(x *float64, n int, magic, out *bins) bool
// n is a multiple of 4.
TEXT ·binsAVX2(SB), NOSPLIT, $0-33
	MOVQ         x+0(FP), SI
	MOVQ         n+8(FP), CX
	MOVQ         magic+16(FP), DX
	MOVQ         out+24(FP), DI
	VBROADCASTSD (DX), Y1
	VBROADCASTSD 8(DX), Y2
	VBROADCASTSD 16(DX), Y3
	VBROADCASTSD 24(DX), Y4
	VBROADCASTSD 32(DX), Y5
	VXORPD       Y0, Y0, Y0   // what remains
	VXORPD       Y6, Y6, Y6
	VXORPD       Y7, Y7, Y7
	VXORPD       Y8, Y8, Y8
	VXORPD       Y9, Y9, Y9
	VXORPD       Y10, Y10, Y10

binsLoop:
	VMOVUPD     (SI), Y11
	VMULPD      Y11, Y11, Y12
	VMOVAPD     Y11, Y13
	VFMSUB213PD Y12, Y11, Y13 // x·x − its rounded value
	VORPD       Y13, Y0, Y0
	BIN(Y11, Y1, Y6)
	BIN(Y11, Y2, Y7)
	VORPD       Y11, Y0, Y0
	BIN(Y12, Y3, Y8)
	BIN(Y12, Y4, Y9)
	BIN(Y12, Y5, Y10)
	VORPD       Y12, Y0, Y0
	ADDQ        $32, SI
	SUBQ        $4, CX
	JNZ         binsLoop

	BINSUM(Y6, X6, 0(DI))
	BINSUM(Y7, X7, 8(DI))
	BINSUM(Y8, X8, 16(DI))
	BINSUM(Y9, X9, 24(DI))
	BINSUM(Y10, X10, 32(DI))
	VXORPD       Y13, Y13, Y13
	VCMPPD       $4, Y13, Y0, Y0
	VMOVMSKPD    Y0, AX
	TESTL        AX, AX
	SETEQ        ret+32(FP)
	VZEROUPPER
	RET
