// Horizontal sums for the kernels. They spoil R13.

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

// SUM16X32 adds the sixteen int32 of z to the int64 at out. It spoils Z14, Z15.
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
