package exact

import (
	"encoding/binary"
	"math"
	"math/big"
	"testing"
)

// FuzzFloat adds what the bytes say, in order and backwards in two parts, and
// compares with math/big.
func FuzzFloat(f *testing.F) {
	seed := func(x ...float64) (b []byte) {
		for _, v := range x {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		return b
	}
	f.Add(seed(1e8+0.1, -1e8, 5e-324, math.MaxFloat64, -math.MaxFloat64))
	f.Add(seed(0.1, 0.2, -0.3, 1e300, 1e-300))
	f.Fuzz(func(t *testing.T, data []byte) {
		var forwards, a, b Float
		want := exactly(0)
		var x []float64
		for ; len(data) >= 8; data = data[8:] {
			if v := math.Float64frombits(binary.LittleEndian.Uint64(data)); !math.IsNaN(v) && !math.IsInf(v, 0) {
				x = append(x, v)
			}
		}
		for i, v := range x {
			forwards.Add(v)
			forwards.AddProduct(v, x[0])
			want.Add(want, exactly(v))
			want.Add(want, new(big.Float).SetPrec(wide).Mul(exactly(v), exactly(x[0])))
			w := x[len(x)-1-i]
			part := &a
			if i%2 == 0 {
				part = &b
			}
			part.AddProduct(x[0], w)
			part.Add(w)
		}
		a.Merge(&b)
		if a.Triple() != forwards.Triple() {
			t.Fatalf("%v backwards, %v forwards", a.Triple(), forwards.Triple())
		}
		nearest(t, want, forwards.Float64())
	})
}
