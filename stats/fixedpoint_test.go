package stats

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/exact"
)

// Samples of every kind give the sums that a superaccumulator gives one by one.
func TestFixed(t *testing.T) { variants(t, testFixed) }

func testFixed(t *testing.T) {
	r := rand.New(rand.NewPCG(71, 72))
	kinds := map[string]func() float64{
		"float32":      func() float64 { return float64(float32(r.NormFloat64())) },
		"float64":      func() float64 { return r.NormFloat64() },
		"reflectance":  func() float64 { return float64(float32(r.IntN(10000)) / 10000) },
		"integer":      func() float64 { return float64(r.IntN(4000)) },
		"uint32":       func() float64 { return float64(r.Uint32()) },
		"large uint32": func() float64 { return math.MaxUint32 },
		"2⁵³":          func() float64 { return float64(1<<53 - int64(r.IntN(3))) },
		"wide":         func() float64 { return math.Ldexp(r.NormFloat64(), r.IntN(200)-100) },
		"few outliers": func() float64 { return math.Ldexp(1+float64(r.IntN(64)), -100*boolToInt(r.IntN(100) == 0)) },
		"subnormal":    func() float64 { return math.Float64frombits(r.Uint64() >> 14) },
		"huge":         func() float64 { return math.MaxFloat64 * (r.Float64() - 0.5) },
		"zero":         func() float64 { return math.Copysign(0, r.NormFloat64()) },
		"mixed":        func() float64 { return []float64{0, 1e300, -1e-300, 5e-324, 255}[r.IntN(5)] },
	}
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, products := range []bool{true, false} {
			w := new(workspace)
			for _, n := range []int{1, 17, 300, chunk} {
				const bands, stride = 4, chunk + 9
				p := make([]float64, bands*stride)
				for i := range p {
					p[i] = kinds[name]()
					if i >= 3*stride { // the last band is of another magnitude
						p[i] = float64(r.IntN(100)) / 64
					}
				}
				pairs := bands
				if products {
					pairs = Pairs(bands)
				}
				f := fixedPoint{bands}
				got := [2][]exact.Float{make([]exact.Float, bands), make([]exact.Float, pairs)}
				want := [2][]exact.Float{make([]exact.Float, bands), make([]exact.Float, pairs)}
				if products {
					f.add(w, p, stride, n, got[0], got[1])
				}
				for i := range n {
					if products {
						f.addPixel(p[i:], stride, want[0], want[1])
						continue
					}
					for b := range bands {
						want[0][b].Add(p[b*stride+i])
						want[1][b].AddSquare(p[b*stride+i])
					}
				}
				for b := 0; b < bands && !products; b++ {
					x := p[b*stride:][:n]
					low, high, _ := span(x)
					squares(w, x, max(-low, high), got[0][b:b+1], got[1][b:b+1])
				}
				for k := range got {
					for i := range got[k] {
						if g, w := got[k][i].Triple(), want[k][i].Triple(); g != w {
							t.Fatalf("%s, n %d, sum %d of degree %d: %v, want %v", name, n, i, k+1, g, w)
						}
					}
				}
			}
		}
	}
}

// The kernels of floats give what their references give; digits in another
// order.
func TestFloatKernels(t *testing.T) { variants(t, testFloatKernels) }

func testFloatKernels(t *testing.T) {
	r := rand.New(rand.NewPCG(73, 74))
	for _, n := range []int{1, 3, 4, 7, 8, 15, 16, 33, 1000, chunk} {
		x := make([]float64, n)
		v, w := make([]int64, n), make([]int64, n)
		for i := range x {
			x[i] = float64(r.IntN(1<<20)-1<<19) / 8
		}
		check := func(kernel string, got, want any) {
			t.Helper()
			if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
				t.Fatalf("%s, n %d: got %.300s, want %.300s", kernel, n, g, w)
			}
		}
		for _, up := range []float64{8, 4, 1 << 30} {
			u1, e1 := scale(v, x, up, 1/up)
			u2, e2 := scaleGo(w, x, up, 1/up)
			check("scale", []any{u1, e1, v}, []any{u2, e2, w})
		}
		for i := range v {
			v[i] = r.Int64N(1<<58) - 1<<57
		}
		a, b := make([]int16, n), make([]int16, n)
		for _, shift := range []int{0, 1, 13, 45} {
			check("digit", digit(a, v, 1<<58, shift, 1<<12), digitGo(b, v, 1<<58, shift, 1<<12))
			for at := 0; at < n; at += 16 { // permuted within 16
				slices.Sort(a[at:min(at+16, n)])
				slices.Sort(b[at:min(at+16, n)])
			}
			check("digit", a, b)
		}
		for _, rest := range []float64{0, 0x1p-40, 0x1p-70, 0x1p-200, 1 + 0x1p-40} { // left by the bins, or not
			x[n-1] = rest
			for range 2 {
				magic, a, b := bins{0x1.8p40, 0x1.8p-3, 0x1.8p70, 0x1.8p27, 0x1.8p-16}, bins{1}, bins{1}
				g, w := addBins(x, &magic, &a), addBinsGo(x, &magic, &b)
				check("bins", []any{g, g && a == b}, []any{w, w})
				slices.Reverse(x) // into the vectors
			}
		}
		for _, odd := range []float64{1, 1e9, -1e9, math.NaN(), math.Inf(1), math.Inf(-1)} {
			x[r.IntN(n)] = odd
			l1, h1, f1 := span(x)
			l2, h2, f2 := spanGo(x)
			if f1 != f2 || f1 && (l1 != l2 || h1 != h2) {
				t.Fatalf("span, n %d: %g %g %v, want %g %g %v", n, l1, h1, f1, l2, h2, f2)
			}
		}
	}
}

// Bins take samples of 32 bits; those of 64 do not fit, nor tiny ones.
func TestBinned(t *testing.T) {
	variants(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(75, 76))
		short, long, tiny := make([]float64, chunk), make([]float64, chunk), make([]float64, chunk)
		for i := range short {
			long[i] = r.NormFloat64()
			short[i] = float64(float32(long[i]))
			tiny[i] = math.Ldexp(short[i], -60*(i&1))
		}
		for i, x := range [][]float64{short, long, tiny} {
			if got := binned(x, 10, new(exact.Float), new(exact.Float)); got != (i == 0) {
				t.Errorf("set %d: %v", i, got)
			}
		}
	})
}
