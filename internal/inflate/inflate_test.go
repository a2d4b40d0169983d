package inflate

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	stdadler "hash/adler32"
	"io"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// sample returns n bytes of one of several kinds: noise, few values, runs,
// copies at all distances.
func sample(r *rand.Rand, n int) []byte {
	b := make([]byte, 0, n+300)
	kind := r.IntN(5)
	for len(b) < n {
		switch {
		case kind == 0:
			b = append(b, byte(r.Uint32()))
		case kind == 1:
			b = append(b, byte(r.ExpFloat64()*4))
		case kind == 2:
			b = append(b, bytes.Repeat([]byte{byte(r.Uint32())}, 1+r.IntN(300))...)
		case len(b) == 0 || r.IntN(3) == 0:
			b = append(b, byte(r.NormFloat64()*9))
		default:
			back := 1 + r.IntN(min(len(b), 1<<r.IntN(16)))
			for range 3 + r.IntN(1<<(1+r.IntN(8))) {
				b = append(b, b[len(b)-back])
			}
		}
	}
	return b[:n]
}

func deflated(t testing.TB, data []byte, level int) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, level)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// pieces returns a source of data in pieces of random size.
func pieces(r *rand.Rand, data []byte) func() ([]byte, error) {
	return func() ([]byte, error) {
		if len(data) == 0 {
			return nil, io.EOF
		}
		k := min(len(data), r.IntN(1<<(1+r.IntN(14))))
		p := data[:k]
		data = data[k:]
		return p, nil
	}
}

// streamed unpacks with a Reader whose output is taken in odd sizes.
func streamed(r *rand.Rand, data []byte, zlib bool, limit int) ([]byte, error) {
	var reader Reader
	reader.Reset(pieces(r, data), zlib)
	var out []byte
	for len(out) < limit {
		p := make([]byte, 1+r.IntN(50000))
		n, err := reader.Read(p)
		out = append(out, p[:n]...)
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// compare holds Decode and Reader against compress/flate, which finds a block
// without an end corrupt later, after some output, than zlib and this package.
func compare(t testing.TB, data []byte, seed uint64) {
	const limit = 1 << 21
	r := rand.New(rand.NewPCG(seed, 0))
	want, wantErr := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), limit))
	if len(want) == limit {
		return
	}
	dst := make([]byte, len(want)+r.IntN(600))
	n, err := Decode(dst, data)
	if wantErr == nil {
		if err != nil || !bytes.Equal(dst[:n], want) {
			t.Fatalf("%d bytes, %v; want %d", n, err, len(want))
		}
		for _, size := range []int{len(want), r.IntN(len(want) + 1)} {
			short := make([]byte, size)
			if n, err := Decode(short, data); err != nil || n != size || !bytes.Equal(short, want[:size]) {
				t.Fatalf("to %d of %d bytes: %d, %v", size, len(want), n, err)
			}
		}
	} else if err == nil && n < len(dst) {
		t.Fatalf("accepted after %d bytes, want %v", n, wantErr)
	} else if k := min(n, len(want)); !bytes.Equal(dst[:k], want[:k]) || n < len(want) && err != ErrCorrupt {
		t.Fatalf("%d bytes before %v, want %d", n, err, len(want))
	}
	got, err := streamed(r, data, false, limit)
	k := min(len(got), len(want))
	if (err == nil) != (wantErr == nil) || !bytes.Equal(got[:k], want[:k]) || k < len(want) && err != ErrCorrupt {
		t.Fatalf("stream: %d bytes, %v; want %d, %v", len(got), err, len(want), wantErr)
	}
}

func TestDecodeAsCompressFlate(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		r := rand.New(rand.NewPCG(seed, 1))
		data := sample(r, rapid.IntRange(0, 200000).Draw(rt, "size"))
		packed := deflated(t, data, rapid.IntRange(-2, 9).Draw(rt, "level"))
		compare(t, packed, seed)
		compare(t, packed[:r.IntN(len(packed))], seed)
		for range 4 { // damage
			packed[r.IntN(len(packed))] ^= 1 << r.IntN(8)
		}
		compare(t, packed, seed)
	})
}

func FuzzDecode(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 1))
	for level := -2; level <= 9; level++ {
		f.Add(deflated(f, sample(r, 100*(level+3)), level))
	}
	f.Fuzz(func(t *testing.T, data []byte) { compare(t, data, uint64(len(data))) })
}

// The streams are those that zlib's test infcover.c inflates; size is what zlib
// 1.2.13 makes of them, −1 where it finds them corrupt.
func TestDecodeVerdictsOfZlib(t *testing.T) {
	for _, c := range []struct {
		name, stream string
		size         int
	}{
		{"stored lengths", "\x00\x00\x00\x00\x00", -1},
		{"fixed, ends at once", "\x03\x00", 0},
		{"block type", "\x06", -1},
		{"stored", "\x01\x01\x00\xfe\xff\x00", 1},
		{"too many symbols", "\xfc\x00\x00", -1},
		{"code lengths set", "\x04\x00\xfe\xff", -1},
		{"repeat of nothing", "\x04\x00\x24\x49\x00", -1},
		{"repeat too long", "\x04\x00\x24\xe9\xff\xff", -1},
		{"no end of block", "\x04\x00\x24\xe9\xff\x6d", -1},
		{"literal and length set", "\x04\x80\x49\x92\x24\x49\x92\x24\x71\xff\xff\x93\x11\x00", -1},
		{"distance set", "\x04\x80\x49\x92\x24\x49\x92\x24\x0f\xb4\xff\xff\xc3\x84", -1},
		{"literal and length code", "\x04\xc0\x81\x08\x00\x00\x00\x00\x20\x7f\xeb\x0b\x00\x00", -1},
		{"distance code", "\x02\x7e\xff\xff", -1},
		{"distance too far back", "\x0c\xc0\x81\x00\x00\x00\x00\x00\x90\xff\x6b\x04\x00", -1},
		{"one code", "\x05\xc0\x21\x0d\x00\x00\x00\x80\xb0\xfe\x6d\x2f\x91\x6c", 0},
		{"long code", "\x05\xe0\x81\x91\x24\xcb\xb2\x2c\x49\xe2\x0f\x2e\x8b\x9a\x47\x56\x9f\xfb\xfe\xec\xd2\xff\x1f", 0},
		{"length extra", "\xed\xc0\x01\x01\x00\x00\x00\x40\x20\xff\x57\x1b\x42\x2c\x4f", 516},
		{"long distance and extra", "\xed\xcf\xc1\xb1\x2c\x47\x10\xc4\x30\xfa\x6f\x35\x1d\x01\x82\x59\x3d\xfb\xbe\x2e\x2a\xfc\x0f\x0c", 518},
		{"window end", "\xed\xc0\x81\x00\x00\x00\x00\x80\xa0\xfd\xa9\x17\xa9\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x06", 22705},
	} {
		dst := make([]byte, 30000)
		n, err := Decode(dst, []byte(c.stream))
		if c.size < 0 && err != ErrCorrupt || c.size >= 0 && (err != nil || n != c.size) {
			t.Errorf("%s: %d bytes, %v, want %d", c.name, n, err, c.size)
		}
	}
}

func TestZlib(t *testing.T) {
	data := sample(rand.New(rand.NewPCG(5, 6)), 100000)
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	w.Write(data)
	w.Close()
	good := out.Bytes()
	try := func(name string, packed []byte, size, wantN int, want error) {
		t.Helper()
		dst := make([]byte, size)
		n, err := DecodeZlib(dst, packed)
		if n != wantN || err != want || !bytes.Equal(dst[:n], data[:n]) {
			t.Errorf("%s: %d bytes, %v; want %d, %v", name, n, err, wantN, want)
		}
		if size < len(data) {
			return
		}
		got, err := streamed(rand.New(rand.NewPCG(1, 1)), packed, true, 1<<20)
		if len(got) != wantN || err != want {
			t.Errorf("%s, streamed: %d bytes, %v; want %d, %v", name, len(got), err, wantN, want)
		}
	}
	change := func(at int, x byte) []byte {
		b := bytes.Clone(good)
		b[(at+len(b))%len(b)] ^= x
		return b
	}
	try("good", good, len(data), len(data), nil)
	try("more room", good, len(data)+5, len(data), nil)
	try("less room", good, 777, 777, nil)
	try("bytes behind", append(bytes.Clone(good), 1, 2, 3), len(data), len(data), nil)
	try("wrong checksum", change(-1, 1), len(data), len(data), ErrChecksum)
	try("checksum cut", good[:len(good)-1], len(data), len(data), nil)
	try("method", change(0, 1), len(data), 0, ErrCorrupt)
	try("header check", change(1, 1), len(data), 0, ErrCorrupt)
	try("empty", nil, len(data), 0, io.ErrUnexpectedEOF)
	if n, err := DecodeZlib(make([]byte, 9), good[:2]); n != 0 || err != io.ErrUnexpectedEOF {
		t.Errorf("header only: %d, %v", n, err)
	}
}

func TestAdler32AsHashAdler32(t *testing.T) {
	for name, adler32 := range map[string]func(uint32, []byte) uint32{"chosen": adler32, "Go": adler32Go} {
		rapid.Check(t, func(rt *rapid.T) {
			data := rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(rt, "data")
			if got := adler32(1, data); got != stdadler.Checksum(data) {
				rt.Fatalf("%s: %x, want %x", name, got, stdadler.Checksum(data))
			}
		})
		high := bytes.Repeat([]byte{255}, 300001)
		if got := adler32(adler32(1, high[:4999]), high[4999:]); got != stdadler.Checksum(high) {
			t.Errorf("%s: %x, want %x", name, got, stdadler.Checksum(high))
		}
	}
}

func BenchmarkAdler32(b *testing.B) {
	data := sample(rand.New(rand.NewPCG(1, 2)), 1<<20)
	for name, adler32 := range map[string]func(uint32, []byte) uint32{
		"chosen": adler32, "Go": adler32Go,
		"hash/adler32": func(_ uint32, data []byte) uint32 { return stdadler.Checksum(data) },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				adler32(1, data)
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var packed [][]byte
	var size int64
	for range 10 {
		data := sample(r, 200000)
		packed = append(packed, deflated(b, data, 6))
		size += int64(len(data))
	}
	dst := make([]byte, 200000)
	b.Run("own", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			for _, p := range packed {
				Decode(dst, p)
			}
		}
	})
	b.Run("compress/flate", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			for _, p := range packed {
				io.ReadFull(flate.NewReader(bytes.NewReader(p)), dst)
			}
		}
	})
}
