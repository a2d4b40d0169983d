package counts

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestSketchBytes: what was written is read again as it was, and nothing that was
// cut or has a tail.
func TestSketchBytes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 60 {
		var s, got Sketch
		for range n {
			s.Add([]float64{0, 1, -1e-300, 1e300, r.NormFloat64(), -r.ExpFloat64() * 1e5, math.MaxFloat64}[r.IntN(7)])
		}
		b, err := s.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := got.UnmarshalBinary(b); err != nil || !reflect.DeepEqual(got, s) {
			t.Fatalf("%d samples: %v, %v, want %v", n, err, got, s)
		}
		for _, bad := range [][]byte{b[:len(b)-1], b[:r.IntN(len(b))], append(b, 0)} {
			if got.UnmarshalBinary(bad) == nil {
				t.Fatalf("%d of %d bytes were read", len(bad), len(b))
			}
		}
	}
}

// FuzzSketchBytes reads any bytes: what is taken is written as it was read.
func FuzzSketchBytes(f *testing.F) {
	var s Sketch
	for _, x := range []float64{-3, 0, 1e-9, 7, 7.01, 1e12} {
		s.Add(x)
		b, _ := s.AppendBinary(nil)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var s, again Sketch
		if s.UnmarshalBinary(b) != nil {
			return
		}
		for _, p := range []float64{0, 2, 50, 98, 100} {
			s.Percentile(p)
		}
		b, _ = s.AppendBinary(nil)
		if err := again.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
	})
}
