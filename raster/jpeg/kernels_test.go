package jpeg

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// The kernels in assembly give the bits of the Go loops beside them.

func TestInverseDCT(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for n := range 200000 {
		var b block
		var q quantizers
		for i := range q {
			q[i] = uint16(1 + rnd.IntN(60))
		}
		size := 1 << (2 + n%13)
		for range n % 20 {
			b[rnd.IntN(64)] = int16(rnd.IntN(size) - size/2)
		}
		b[0] = int16(rnd.IntN(4*size) - 2*size)
		want, got := make([]byte, 8*40), make([]byte, 8*40)
		inverseDCTGo(want, 40, &b, &q)
		inverseDCT(got, 40, &b, &q)
		if !bytes.Equal(want, got) {
			t.Fatalf("case %d: got %v, want %v", n, got, want)
		}
		if b != (block{}) {
			t.Fatal("block is not cleared")
		}
	}
}

func BenchmarkInverseDCT(b *testing.B) {
	var c block
	q := quantizers{0: 16, 1: 11, 2: 10, 16: 12}
	dst := make([]byte, 8*512)
	b.Run("kernel", func(b *testing.B) {
		for b.Loop() {
			c[0], c[1], c[2], c[16] = 100, 20, -7, 13
			inverseDCT(dst, 512, &c, &q)
		}
	})
	b.Run("go", func(b *testing.B) {
		for b.Loop() {
			c[0], c[1], c[2], c[16] = 100, 20, -7, 13
			inverseDCTGo(dst, 512, &c, &q)
		}
	})
}
