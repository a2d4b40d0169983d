package stats

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// Every kernel gives what its reference gives, for lengths that are no
// multiple of a vector and for the samples that could overflow.
func TestKernels(t *testing.T) { variants(t, testKernels) }

func testKernels(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	for _, n := range []int{1, 15, 16, 17, 31, 32, 33, 63, 64, 100, 1000, chunk - 1, chunk} {
		for style := range 4 {
			const stride = chunk + 5
			words, bytes := make([]uint16, 3*stride), make([]uint8, 3*stride)
			signed, small := make([]int16, 3*stride), make([]int16, 3*stride)
			for i := range words {
				words[i], bytes[i] = uint16(r.Uint32()), uint8(r.Uint32())
				signed[i], small[i] = int16(r.Uint32()), int16(r.IntN(257)-128)
				switch style {
				case 1:
					words[i], bytes[i], signed[i], small[i] = 65535, 255, -32768, -128
				case 2:
					words[i], bytes[i], signed[i], small[i] = 0, 0, 32767, 128
				case 3:
					words[i], bytes[i] = uint16(1000+i%7), uint8(100+i%7)
				}
			}
			check := func(kernel string, got, want any) {
				if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
					t.Fatalf("%s, n %d, style %d: got %.200s, want %.200s", kernel, n, style, g, w)
				}
			}
			lowG, highG := range16(words[:n])
			lowW, highW := range16Go(words[:n])
			check("range16", []uint16{lowG, highG}, []uint16{lowW, highW})

			a, b := make([]int16, n+1), make([]int16, n+1)
			pivot := lowW + uint16((int(highW)-int(lowW)+1)/2)
			check("center16", center16(a, words[:n], pivot), center16Go(b, words[:n], pivot))
			check("center16", a, b)
			s1, l1, h1 := center8(a, bytes[:n])
			s2, l2, h2 := center8Go(b, bytes[:n])
			check("center8", []int64{s1, int64(l1), int64(h1)}, []int64{s2, int64(l2), int64(h2)})
			check("center8", a, b)

			c, d := make([]int16, n+1), make([]int16, n+1)
			split16(a, c, signed[:n])
			split16Go(b, d, signed[:n])
			check("split16", [][]int16{a, c}, [][]int16{b, d})
			for i, v := range signed[:n] {
				if 256*int32(a[i])+int32(c[i]) != int32(v) {
					t.Fatalf("split16 of %d: %d, %d", v, a[i], c[i])
				}
			}

			check("dot", dot(signed[:n], small[:n]), dotGo(signed[:n], small[:n]))
			var g9, w9 [9]int64
			dots9(signed, small, stride, n, &g9)
			dots9Go(signed, small, stride, n, &w9)
			check("dots9", g9, w9)
			sumG, crossG, lowG3, highG3 := [3]uint64{1}, [6]uint64{2}, [3]uint8{200, 255, 255}, [3]uint8{0, 150, 0}
			sumW, crossW, lowW3, highW3 := sumG, crossG, lowG3, highG3
			rgb8(bytes, stride, n, &sumG, &crossG, &lowG3, &highG3)
			rgb8Go(bytes, stride, n, &sumW, &crossW, &lowW3, &highW3)
			check("rgb8", []any{sumG, crossG, lowG3, highG3}, []any{sumW, crossW, lowW3, highW3})
		}
	}
}

// The sums of whole chunks do not depend on the way they are computed.
func TestPlanes(t *testing.T) { variants(t, testAllPlanes) }

func testAllPlanes(t *testing.T) {
	r := rand.New(rand.NewPCG(43, 44))
	for _, bands := range []int{1, 2, 3, 4, 7, 13} {
		for _, width := range []int{2, 300, 5000, 14000, 65536} {
			for _, products := range []bool{true, false} {
				testPlanes[uint8](t, r, bands, min(width, 256), products)
				testPlanes[uint16](t, r, bands, width, products)
			}
		}
	}
}

func testPlanes[T uint8 | uint16](t *testing.T, r *rand.Rand, bands, width int, products bool) {
	const stride = chunk + 3
	n := chunk - r.IntN(40)
	p := make([]T, bands*stride)
	offset := r.IntN(int(^T(0)) - width + 2)
	for i := range p {
		p[i] = T(offset + r.IntN(width))
	}
	for i := range stride { // a band of extremes only
		p[i] = T(offset + r.IntN(2)*(width-1))
	}
	pairs := bands
	if products {
		pairs = Pairs(bands)
	}
	s := newPlanes[T](bands, products)
	sum, cross := make([]uint64, bands), make([]uint64, pairs)
	s.add(new(workspace), p, stride, n, sum, cross)
	got := fmt.Sprint(sum, cross, s.low, s.high)
	clear(sum)
	clear(cross)
	s.addPlain(p, stride, n, sum, cross)
	if want := fmt.Sprint(sum, cross, s.low, s.high); got != want {
		t.Fatalf("%d bands, width %d: got %s, want %s", bands, width, got, want)
	}
}

func BenchmarkAccumulator(b *testing.B) {
	for _, c := range []struct {
		name  string
		kind  raster.SampleType
		bands int
		n     int
		make  func(r *rand.Rand) float64
		o     Options
	}{
		{"uint8x3", raster.Uint8, 3, 1 << 16, func(r *rand.Rand) float64 { return float64(r.IntN(256)) }, Options{}},
		{"uint8x1", raster.Uint8, 1, 1 << 16, func(r *rand.Rand) float64 { return float64(r.IntN(256)) }, Options{}},
		{"uint8x4", raster.Uint8, 4, 1 << 16, func(r *rand.Rand) float64 { return float64(r.IntN(256)) }, Options{}},
		{"uint8x3histogram", raster.Uint8, 3, 1 << 16, func(r *rand.Rand) float64 { return float64(r.IntN(256)) }, Options{Histograms: true}},
		{"uint8x3constant", raster.Uint8, 3, 1 << 16, func(r *rand.Rand) float64 { return 7 }, Options{Histograms: true}},
		{"uint16x13", raster.Uint16, 13, 1 << 16, func(r *rand.Rand) float64 { return float64(1000 + r.IntN(3000)) }, Options{}},
		{"uint16x13wide", raster.Uint16, 13, 1 << 16, func(r *rand.Rand) float64 { return float64(r.IntN(65536)) }, Options{}},
		{"uint16x13sums", raster.Uint16, 13, 1 << 16, func(r *rand.Rand) float64 { return float64(1000 + r.IntN(3000)) }, Options{NoProducts: true}},
		{"uint16x224", raster.Uint16, 224, 1 << 12, func(r *rand.Rand) float64 { return float64(1000 + r.IntN(3000)) }, Options{}},
		{"int16x1histogram", raster.Int16, 1, 1 << 16, func(r *rand.Rand) float64 { return float64(r.IntN(3000)) }, Options{Histograms: true}},
		{"float32x1", raster.Float32, 1, 1 << 14, func(r *rand.Rand) float64 { return float64(float32(r.NormFloat64())) }, Options{}},
		{"float32x4", raster.Float32, 4, 1 << 14, func(r *rand.Rand) float64 { return float64(float32(r.NormFloat64())) }, Options{}},
		{"float32x224", raster.Float32, 224, 1 << 10, func(r *rand.Rand) float64 { return float64(float32(r.Float64() * 5000)) }, Options{}},
		{"float64x3", raster.Float64, 3, 1 << 14, func(r *rand.Rand) float64 { return r.NormFloat64() }, Options{}},
		{"int32x3", raster.Int32, 3, 1 << 14, func(r *rand.Rand) float64 { return float64(r.IntN(1 << 30)) }, Options{}},
	} {
		r := rand.New(rand.NewPCG(1, 1))
		p := picture{t: c.kind, bands: c.bands, n: c.n, x: make([]float64, c.bands*c.n)}
		for i := range p.x {
			p.x[i] = c.make(r)
		}
		block := p.block(0, c.n)
		a := NewAccumulator(c.bands, c.kind, c.o)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(c.bands * c.n * c.kind.Bits() / 8))
			for b.Loop() {
				a.Add(block)
			}
		})
		if c.name == "uint8x3" || c.name == "uint16x13" {
			flags := block.MakeValid()
			for i := range flags {
				flags[i] = i%10 != 0
			}
			b.Run(c.name+"masked", func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(c.bands * c.n * c.kind.Bits() / 8))
				for b.Loop() {
					a.Add(block)
				}
			})
		}
	}
}
