package split

import (
	"fmt"
	"testing"
)

// BenchmarkAssign splits tables of several sizes by label, with near duplicates
// among them.
func BenchmarkAssign(b *testing.B) {
	for _, n := range []int{60_000, 200_000, 1_000_000} {
		items := crowd(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				must(b, items, Options{By: Stratified, Valid: Share{Fraction: 0.2}})
			}
		})
	}
}
