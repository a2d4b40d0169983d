package lzw

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"

	xlzw "golang.org/x/image/tiff/lzw"
	"pgregory.net/rapid"
)

// sample returns n bytes of noise, few values, runs, or copies.
func sample(r *rand.Rand, n int) []byte {
	b := make([]byte, 0, n+600)
	kind := r.IntN(4)
	for len(b) < n {
		switch {
		case kind == 0:
			b = append(b, byte(r.Uint32()))
		case kind == 1:
			b = append(b, byte(r.ExpFloat64()))
		case kind == 2:
			b = append(b, bytes.Repeat([]byte{byte(r.Uint32())}, 1+r.IntN(500))...)
		default:
			b = append(b, "a fairly long text that comes back"[:r.IntN(34)]...)
		}
	}
	return b[:n]
}

// plain unpacks in the plainest way, with strings for strings.
func plain(src []byte, old bool, limit int) (out []byte, err error) {
	var strings []string
	for i := range 258 {
		strings = append(strings, string([]byte{byte(i)}))
	}
	width, at, last := 9, 0, ""
	for len(out) < limit {
		if at+width > 8*len(src) {
			return out, io.ErrUnexpectedEOF
		}
		code := 0
		for i := range width {
			b := src[(at+i)/8]
			if old {
				code |= int(b>>((at+i)%8)&1) << i
			} else {
				code = code<<1 | int(b>>(7-(at+i)%8)&1)
			}
		}
		at += width
		switch {
		case code == 256:
			strings, width, last = strings[:258], 9, ""
			continue
		case code == 257:
			return out, nil
		}
		if last != "" && len(strings) < 4096 {
			first := last[:1]
			if code < len(strings) {
				first = strings[code][:1]
			}
			strings = append(strings, last+first)
		}
		if code >= len(strings) {
			return out, ErrCorrupt
		}
		last = strings[code]
		out = append(out, last...)
		limit := 1<<width - 1
		if old {
			limit++
		}
		if len(strings) >= limit && width < 12 {
			width++
		}
	}
	return out[:limit], nil
}

// packOld packs as old libtiff did, without using its table: literals, and a
// clear code before the codes would get wider.
func packOld(src []byte) []byte {
	var out []byte
	at := 0
	put := func(code int) {
		for i := range 9 {
			if at%8 == 0 {
				out = append(out, 0)
			}
			out[at/8] |= byte(code>>i&1) << (at % 8)
			at++
		}
	}
	for i, b := range src {
		if i%200 == 0 {
			put(256)
		}
		put(int(b))
	}
	put(257)
	return out
}

func compare(t testing.TB, src []byte, size int) {
	t.Helper()
	old := len(src) >= 2 && src[0] == 0 && src[1]&1 == 1
	want, wantErr := plain(src, old, size)
	dst := make([]byte, size)
	n, err := Decode(dst, src)
	if err != wantErr || !bytes.Equal(dst[:n], want) {
		t.Fatalf("%d bytes, %v; want %d, %v", n, err, len(want), wantErr)
	}
}

func TestRoundTripAndXImage(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		data := sample(r, rapid.IntRange(0, 60000).Draw(rt, "size"))
		packed := Append([]byte("before"), data)[6:]
		dst := make([]byte, len(data)+10)
		n, err := Decode(dst, packed)
		if err != nil || !bytes.Equal(dst[:n], data) {
			rt.Fatalf("%d of %d bytes, %v", n, len(data), err)
		}
		x, err := io.ReadAll(xlzw.NewReader(bytes.NewReader(packed), xlzw.MSB, 8))
		if err != nil || !bytes.Equal(x, data) {
			rt.Fatalf("x/image: %d of %d bytes, %v", len(x), len(data), err)
		}
		compare(t, packed, len(data)*2/3)
		compare(t, packed[:r.IntN(len(packed))], len(data))
		for range 3 {
			packed[r.IntN(len(packed))] ^= 1 << r.IntN(8)
		}
		compare(t, packed, len(data))
	})
}

func TestOldBitOrder(t *testing.T) {
	data := sample(rand.New(rand.NewPCG(1, 2)), 5000)
	compare(t, packOld(data), len(data))
	dst := make([]byte, len(data))
	if n, err := Decode(dst, packOld(data)); err != nil || !bytes.Equal(dst[:n], data) {
		t.Errorf("%d bytes, %v", n, err)
	}
}

// A stream may start without a clear code, and codes may be used when the table
// is full.
func TestTolerance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		src := make([]byte, 20000)
		for i := range src {
			src[i] = byte(r.Uint32() & (r.Uint32() >> 8) & (r.Uint32() >> 16)) // low codes
		}
		compare(t, src, 50000)
	}
}

func FuzzDecode(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 8 {
		f.Add(Append(nil, sample(r, 300*i)))
		f.Add(packOld(sample(r, 300*i)))
	}
	f.Fuzz(func(t *testing.T, data []byte) { compare(t, data, 1000+len(data)*20) })
}

func BenchmarkDecode(b *testing.B) {
	data := make([]byte, 0, 1<<20)
	for r := rand.New(rand.NewPCG(1, 2)); len(data) < 1<<20; {
		data = append(data, byte(r.NormFloat64()*4), 0)
	}
	packed := Append(nil, data)
	dst := make([]byte, len(data))
	b.Run("own", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			Decode(dst, packed)
		}
	})
	b.Run("x/image", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			io.ReadFull(xlzw.NewReader(bytes.NewReader(packed), xlzw.MSB, 8), dst)
		}
	})
	b.Run("pack", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			packed = Append(packed[:0], data)
		}
	})
}
