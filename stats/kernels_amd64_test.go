//go:build !noasm

package stats

import "testing"

// variants runs test with each kind of kernels that the processor has.
func variants(t *testing.T, test func(t *testing.T)) {
	v, w, i, f := vectors, wideVectors, wideIntegers, fused
	defer func() { vectors, wideVectors, wideIntegers, fused = v, w, i, f }()
	t.Run("chosen", test)
	wideVectors, wideIntegers = false, false
	t.Run("AVX2", test)
	vectors, fused = false, false
	t.Run("Go", test)
}
