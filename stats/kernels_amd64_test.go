//go:build !noasm

package stats

import "testing"

// variants runs f with each kind of kernels that the processor has.
func variants(t *testing.T, f func(t *testing.T)) {
	v, w, i := vectors, wideVectors, wideIntegers
	defer func() { vectors, wideVectors, wideIntegers = v, w, i }()
	t.Run("chosen", f)
	wideVectors, wideIntegers = false, false
	t.Run("AVX2", f)
	vectors = false
	t.Run("Go", f)
}
