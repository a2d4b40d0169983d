package pca

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func BenchmarkFit(b *testing.B) {
	for _, d := range []int{3, 13, 224} {
		for _, k := range []int{3, d} {
			s := scatterOf(correlated(rand.New(rand.NewPCG(1, 1)), d, 2*d+10, 100))
			b.Run(fmt.Sprintf("%d bands, %d components", d, k), func(b *testing.B) {
				for b.Loop() {
					if _, err := Fit(names(d), s.Mean, s.Cov, Options{Components: k}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
