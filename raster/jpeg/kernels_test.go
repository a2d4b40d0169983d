package jpeg

import (
	"bytes"
	"errors"
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

// padded returns n random samples within a buffer that kernels may overrun.
func padded(rnd *rand.Rand, n int) []byte {
	buf := make([]byte, n+2*rowSlack+64)
	for i := range buf {
		buf[i] = byte(rnd.Uint32())
	}
	return buf[rowSlack : rowSlack+n]
}

func TestUpsampling(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for n := 3; n < 200; n++ {
		a, b := padded(rnd, n), padded(rnd, n)
		var want, got [2][]byte
		for i := range 2 {
			want[i], got[i] = make([]byte, 2*n), padded(rnd, 2*n)
		}
		check := func(what string, m int) {
			t.Helper()
			if !bytes.Equal(want[0][:m], got[0][:m]) || !bytes.Equal(want[1][:m], got[1][:m]) {
				t.Fatalf("%s of %d samples: got %v, want %v", what, n, got, want)
			}
		}
		upsampleH2V2Go(want[0], want[1], a, b)
		upsampleH2V2(got[0], got[1], a, b)
		check("h2v2", 2*n)
		upsampleH2Go(want[0], a)
		upsampleH2(got[0], a)
		check("h2", 2*n)
		upsampleV2Go(want[0], a, b, 1)
		upsampleV2Go(want[1], b, a, 2)
		upsampleV2(got[0], a, b, 1)
		upsampleV2(got[1], b, a, 2)
		check("v2", n)
	}
}

// All pairs of Cb and Cr, in rows of all widths up to 80.
func TestConvertYCC(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	var in [4]rows
	for i := range 3 {
		in[i] = rows{padded(rnd, 1<<16), 256, 0}
	}
	for cb := range 256 {
		for cr := range 256 {
			in[1].pix[256*cb+cr], in[2].pix[256*cb+cr] = byte(cb), byte(cr)
		}
	}
	same := func(width, count int) {
		var want, got [3][]byte
		for i := range 3 {
			want[i], got[i] = make([]byte, width*count), make([]byte, width*count)
		}
		convertYCCGo(want[0], want[1], want[2], width, count, &in)
		convertYCC(got[0], got[1], got[2], width, count, &in)
		for i := range 3 {
			if !bytes.Equal(want[i], got[i]) {
				t.Fatalf("band %d of %d×%d differs", i, width, count)
			}
		}
	}
	for range 256 { // all values of Y
		same(256, 256)
		for i := range in[0].pix {
			in[0].pix[i]++
		}
	}
	for width := 1; width <= 80; width++ {
		same(width, 9)
	}
}

// Random bits as blocks, with the standard tables and with one of long codes.
func TestDecodeFast(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	long := append(make([]byte, 16), standardAC[0][16:16+9+60+7]...)
	for n := range 9 {
		long[n] = 1
	}
	long[14], long[15] = 60, 7
	for _, source := range [][]byte{standardAC[0], standardAC[1], long} {
		var dc huffman
		var ac tableSlot
		if err := dc.build(standardDC[0]); err != nil {
			t.Fatal(err)
		}
		ac.set(source)
		if err := ac.ready(nil, 255); err != nil {
			t.Fatal(err)
		}
		ac.readyFast()
		for range 20000 {
			data := make([]byte, 300)
			for i := range data {
				data[i] = byte(rnd.Uint32())
			}
			a := bitReader{buf: append(data, make([]byte, segmentPadding)...), end: len(data)}
			b := a
			var wantBlock, gotBlock workBlock
			var wantPred, gotPred int32
			want := decodeFastGo(&a, &wantBlock, &dc, ac.fast, &wantPred, -1)
			got := decodeFast(&b, &gotBlock, &dc, ac.fast, &gotPred, -1)
			if want != got || wantBlock.block != gotBlock.block || wantPred != gotPred || a.left() != b.left() {
				t.Fatalf("got %d, %v, want %d, %v", got, gotBlock.block, want, wantBlock.block)
			}
		}
	}
}

// compareKernel times a kernel and the loop in Go beside it.
func compareKernel(b *testing.B, samples int, kernel, loop func()) {
	for i, f := range []func(){kernel, loop} {
		b.Run([]string{"kernel", "go"}[i], func(b *testing.B) {
			b.SetBytes(int64(samples))
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
}

func BenchmarkInverseDCT(b *testing.B) {
	var c block
	q := quantizers{0: 16, 1: 11, 2: 10, 16: 12}
	dst := make([]byte, 8*512)
	run := func(f func([]byte, int, *block, *quantizers)) func() {
		return func() {
			c[0], c[1], c[2], c[16] = 100, 20, -7, 13
			f(dst, 512, &c, &q)
		}
	}
	compareKernel(b, 64, run(inverseDCT), run(inverseDCTGo))
}

func BenchmarkConvertYCC(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var in [4]rows
	for i := range 3 {
		in[i] = rows{padded(rnd, 16*512), 512, 16}
	}
	out := make([]byte, 3*16*512)
	run := func(f func(r, g, b []byte, width, count int, in *[4]rows)) func() {
		return func() { f(out, out[16*512:], out[32*512:], 512, 16, &in) }
	}
	compareKernel(b, 16*512, run(convertYCC), run(convertYCCGo))
}

func BenchmarkUpsampleH2V2(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 1))
	above, below, upper, lower := padded(rnd, 256), padded(rnd, 256), padded(rnd, 512), padded(rnd, 512)
	run := func(f func(upper, lower, above, below []byte)) func() {
		return func() { f(upper, lower, above, below) }
	}
	compareKernel(b, 1024, run(upsampleH2V2), run(upsampleH2V2Go))
}

func BenchmarkDecodeFast(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var dc huffman
	var ac tableSlot
	ac.set(standardAC[0])
	if err := errors.Join(dc.build(standardDC[0]), ac.ready(nil, 255)); err != nil {
		b.Fatal(err)
	}
	ac.readyFast()
	data := make([]byte, 4096)
	for i := range data {
		data[i] = byte(rnd.Uint32())
	}
	r := bitReader{buf: append(data, make([]byte, segmentPadding)...), end: len(data)}
	var work workBlock
	var pred int32
	run := func(f func(*bitReader, *workBlock, *huffman, *fastTable, *int32, int) int) func() {
		return func() {
			if r.p > 4096-segmentPadding {
				r.p, r.acc, r.n = 0, 0, 0
			}
			if f(&r, &work, &dc, ac.fast, &pred, -1) < 0 {
				r.skip(1)
			}
		}
	}
	compareKernel(b, 1, run(decodeFast), run(decodeFastGo))
}
