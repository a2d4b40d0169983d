//go:build !noasm

package pca

import (
	"fmt"
	"testing"
)

// eachKernel runs a test with every kernel that this processor has, and with
// none.
func eachKernel(t *testing.T, f func(*testing.T)) {
	best := lanes
	defer func() { lanes = best }()
	for _, lanes = range []int{0, 8, 16} {
		if lanes <= best {
			t.Run(fmt.Sprint(lanes, " lanes"), f)
		}
	}
}
