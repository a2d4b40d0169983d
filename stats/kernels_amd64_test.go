//go:build !noasm

package stats

// each9 calls f for the variants of dots9 that the processor has, beyond the
// one that is chosen.
func each9(f func(name string, kernel func(a, b []int16, stride, n int, out *[9]int64))) {
	if vectors {
		f("dots9AVX2", func(a, b []int16, stride, n int, out *[9]int64) {
			if m := n &^ 15; m > 0 {
				dots9AVX2(&a[0], &b[0], stride, m, out)
				a, b, n = a[m:], b[m:], n-m
			}
			dots9Go(a, b, stride, n, out)
		})
	}
}
