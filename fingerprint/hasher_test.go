package fingerprint

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/raster"
	"pgregory.net/rapid"
)

var rgb = []raster.Color{raster.Red, raster.Green, raster.Blue}

// picture returns a block with smooth structure and noise.
func picture(w raster.Window, bands int, kind raster.SampleType, seed uint64) *raster.Block {
	rng := rand.New(rand.NewPCG(seed, 1))
	b := new(raster.Block)
	b.Reset(w, bands, kind.Storage())
	ax, ay, p := rng.Float64()*9, rng.Float64()*9, rng.Float64()*6
	for i := range bands * w.Pixels() {
		x, y := float64(i%w.W)/float64(w.W), float64(i/w.W%w.H)/float64(w.H)
		v := 100 + 45*math.Sin(ax*x+p) + 45*math.Cos(ay*y*x+p) + 20*rng.Float64()
		switch kind.Storage() {
		case raster.StoreU8:
			b.U8[i] = uint8(v)
		case raster.StoreU16:
			b.U16[i] = uint16(v*100) + uint16(kind.Bias())
		default:
			b.F64[i] = v / 100
		}
	}
	return b
}

// part copies a window out of a block.
func part(b *raster.Block, w raster.Window) *raster.Block {
	p := new(raster.Block)
	p.Reset(w, b.Bands, b.Storage())
	if b.Valid != nil {
		p.MakeValid()
	}
	k := 0
	for band := range b.Bands {
		for y := range w.H {
			for x := range w.W {
				i := (band*b.Window.H+w.Y+y-b.Window.Y)*b.Window.W + w.X + x - b.Window.X
				switch b.Storage() {
				case raster.StoreU8:
					p.U8[k] = b.U8[i]
				case raster.StoreU16:
					p.U16[k] = b.U16[i]
				default:
					p.F64[k] = b.F64[i]
				}
				if b.Valid != nil {
					p.Valid[k] = b.Valid[i]
				}
				k++
			}
		}
	}
	return p
}

func hash(b *raster.Block, kind raster.SampleType, colors []raster.Color) Hash {
	h := New(b.Window, kind, colors)
	h.Add(b)
	return h.Sum()
}

// TestBlocksDoNotMatter cuts images into random windows, in any order, spread
// over two Hashers.
func TestBlocksDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]raster.SampleType{raster.Uint8, raster.Uint16, raster.Int16, raster.Float32}).Draw(t, "type")
		w := raster.Window{X: rapid.IntRange(0, 9).Draw(t, "x"), Y: rapid.IntRange(0, 9).Draw(t, "y"),
			W: rapid.IntRange(8, 300).Draw(t, "w"), H: rapid.IntRange(8, 300).Draw(t, "h")}
		b := picture(w, 3, kind, rapid.Uint64().Draw(t, "seed"))
		if rapid.Bool().Draw(t, "mask") {
			for i := range b.MakeValid() {
				b.Valid[i] = i%7 != 0
			}
		}
		want := hash(b, kind, rgb)
		stepX, stepY := rapid.IntRange(1, w.W).Draw(t, "stepX"), rapid.IntRange(1, w.H).Draw(t, "stepY")
		stepX, stepY = max(stepX, w.W/8), max(stepY, w.H/8)
		var blocks []*raster.Block
		for y := 0; y < w.H; y += stepY {
			for x := 0; x < w.W; x += stepX {
				blocks = append(blocks, part(b, w.Intersect(raster.Window{X: w.X + x, Y: w.Y + y, W: stepX, H: stepY})))
			}
		}
		blocks = rapid.Permutation(blocks).Draw(t, "order")
		h, o := New(w, kind, rgb), New(w, kind, rgb)
		for i, b := range blocks {
			if i%2 == 0 {
				h.Add(b)
			} else {
				o.Add(b)
			}
		}
		h.Merge(o)
		if got := h.Sum(); got != want {
			t.Fatalf("hash %v from %d blocks, %v from one", got, len(blocks), want)
		}
	})
}

// TestChip hashes a window of a larger block as if it stood alone.
func TestChip(t *testing.T) {
	b := picture(raster.Window{W: 200, H: 150}, 1, raster.Uint8, 3)
	w := raster.Window{X: 40, Y: 30, W: 90, H: 70}
	h := New(w, raster.Uint8, []raster.Color{raster.Gray})
	h.Add(b)
	alone := part(b, w)
	if want := hash(alone, raster.Uint8, []raster.Color{raster.Gray}); h.Sum() != want {
		t.Errorf("%v in place, %v alone", h.Sum(), want)
	}
}

// TestBrightnessAndContrast: a linear change of all samples changes no bit of
// 16-bit images, where nothing is clipped.
func TestBrightnessAndContrast(t *testing.T) {
	b := picture(raster.Window{W: 123, H: 77}, 3, raster.Uint16, 5)
	want := hash(b, raster.Uint16, rgb)
	for i := range b.U16 {
		b.U16[i] = b.U16[i]*2 + 1000
	}
	if got := hash(b, raster.Uint16, rgb); got != want {
		t.Errorf("%v, brighter %v", want, got)
	}
}

func TestMirror(t *testing.T) {
	b := picture(raster.Window{W: 128, H: 96}, 1, raster.Uint16, 9)
	want := hash(b, raster.Uint16, make([]raster.Color, 1))
	for y := range 96 {
		row := b.U16[y*128:][:128]
		for x := range 64 {
			row[x], row[127-x] = row[127-x], row[x]
		}
	}
	got := hash(b, raster.Uint16, make([]raster.Color, 1))
	if got.Bits != want.Bits^Mirror {
		t.Errorf("mirrored %x, want %x", got.Bits, want.Bits^Mirror)
	}
}

func TestNoStructure(t *testing.T) {
	for _, kind := range []raster.SampleType{raster.Uint8, raster.Uint16, raster.Int16, raster.Float64} {
		w := raster.Window{W: 64, H: 64}
		b := picture(w, 3, kind, 1)
		for i := range 3 * w.Pixels() {
			switch {
			case b.U8 != nil:
				b.U8[i] = 200 + uint8(i%3)
			case b.U16 != nil:
				b.U16[i] = 40000
			default:
				b.F64[i] = -7.5
			}
		}
		if h := hash(b, kind, rgb); h.OK {
			t.Errorf("constant %v image has hash %x", kind, h.Bits)
		}
		for i := range b.MakeValid() {
			b.Valid[i] = false
		}
		if h := hash(b, kind, rgb); h.OK {
			t.Errorf("invalid %v image has hash %x", kind, h.Bits)
		}
	}
	if h := hash(picture(raster.Window{W: 100, H: 7}, 1, raster.Uint8, 1), raster.Uint8, make([]raster.Color, 1)); h.OK {
		t.Error("image of seven rows has a hash")
	}
}

// TestStable holds every architecture, and every later version, to the hashes
// that this code made on amd64.
func TestStable(t *testing.T) {
	ramp := func(kind raster.SampleType) Hash {
		b := picture(raster.Window{W: 300, H: 200}, 3, kind, 1)
		for i := range 3 * b.Window.Pixels() {
			v := uint64(i) * 2654435761 % 251 / 5 * uint64(i%300*(i/300%200)%199)
			switch {
			case b.U8 != nil:
				b.U8[i] = uint8(v / 40)
			case b.U16 != nil:
				b.U16[i] = uint16(v)
			default:
				b.F64[i] = float64(v) / 7
			}
		}
		return hash(b, kind, rgb)
	}
	for kind, want := range map[raster.SampleType]uint64{
		raster.Uint8: 0xdc41042000fa4080, raster.Uint16: 0xdc41042000fa4080, raster.Float32: 0x14418030009a0080,
	} {
		if got := ramp(kind); got.Bits != want || !got.OK {
			t.Errorf("%v: %#x", kind, got.Bits)
		}
	}
}

func TestSmallImages(t *testing.T) {
	for n := 8; n < 40; n++ {
		b := picture(raster.Window{W: n, H: 47 - n}, 1, raster.Float32, 1)
		if h := hash(b, raster.Float32, make([]raster.Color, 1)); !h.OK {
			t.Errorf("%v: no hash", b.Window)
		}
	}
}

func TestBandsOfGrey(t *testing.T) {
	many := make([]raster.Color, 224)
	for _, test := range []struct {
		colors []raster.Color
		want   []weighted
	}{
		{[]raster.Color{raster.Gray}, []weighted{{0, 1}}},
		{[]raster.Color{raster.Gray, raster.Alpha}, []weighted{{0, 1}}},
		{[]raster.Color{raster.Luma, raster.ChromaBlue, raster.ChromaRed}, []weighted{{0, 1}}},
		{[]raster.Color{raster.Blue, raster.Green, raster.Red, raster.Alpha}, []weighted{{2, 77}, {1, 150}, {0, 29}}},
		{[]raster.Color{raster.Red, raster.Green, raster.Blue, raster.Undefined}, []weighted{{0, 77}, {1, 150}, {2, 29}}},
		{make([]raster.Color, 2), []weighted{{0, 1}, {1, 1}}},
		{many, []weighted{{0, 1}, {112, 1}, {223, 1}}},
	} {
		got := choose(test.colors)
		if len(got) != len(test.want) {
			t.Fatalf("%v: %v, want %v", test.colors, got, test.want)
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%v: %v, want %v", test.colors, got, test.want)
			}
		}
	}
}

// TestAddBytes compares the eight-at-a-time loop with the plain one.
func TestAddBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := raster.Window{W: rapid.IntRange(side*patch, 900).Draw(t, "w"), H: 8}
		b := picture(w, 1, raster.Uint8, rapid.Uint64().Draw(t, "seed"))
		for i := range b.U8[:w.W] {
			b.U8[i] = 255
		}
		h := New(w, raster.Uint8, make([]raster.Color, 1))
		for y := range w.H {
			for turn := range patch {
				var sum, allSum, want [side]uint32
				var count, allCount, wantCount [side]uint8
				addBytes(b.U8[y*w.W:][:w.W], &h.start[turn], &sum, &count)
				addAll(h, b.U8[y*w.W:][:w.W], turn, &allSum, &allCount)
				h.addSome(b, y*w.W, 0, w.W, turn, &want, &wantCount)
				if sum != want || count != wantCount || allSum != want || allCount != wantCount {
					t.Fatal(sum, count, allSum, allCount, want, wantCount)
				}
			}
		}
	})
}

// BenchmarkAdd compares with reading every sample once: the cost stands beside
// that of a decoder.
func BenchmarkAdd(b *testing.B) {
	for _, size := range []raster.Window{{W: 64, H: 64}, {W: 400, H: 533}, {W: 3000, H: 2000}} {
		block := picture(size, 3, raster.Uint8, 1)
		b.Run(size.String(), func(b *testing.B) {
			for b.Loop() {
				h := New(size, raster.Uint8, rgb)
				h.Add(block)
				h.Sum()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size.Pixels()), "ns/pixel")
		})
	}
}

// Pixels that are all alike count as a block that is filled with them.
func TestAddAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]raster.SampleType{raster.Uint8, raster.Int16, raster.Float32}).Draw(t, "type")
		bands := rapid.IntRange(1, 4).Draw(t, "bands")
		all := raster.Window{X: 3, Y: 5, W: rapid.IntRange(1, 700).Draw(t, "w"), H: rapid.IntRange(1, 70).Draw(t, "h")}
		w := raster.Window{X: rapid.IntRange(0, 300).Draw(t, "x"), Y: rapid.IntRange(0, 30).Draw(t, "y"), W: rapid.IntRange(1, 400).Draw(t, "cut"), H: rapid.IntRange(1, 60).Draw(t, "rows")}
		pixel := picture(raster.Window{X: w.X, Y: w.Y, W: 1, H: 1}, bands, kind, rapid.Uint64().Draw(t, "seed"))
		if rapid.Bool().Draw(t, "masked") {
			valid := pixel.MakeValid()
			for i := range valid {
				valid[i] = rapid.Bool().Draw(t, "valid")
			}
		}
		filled := new(raster.Block)
		filled.Reset(w, bands, kind.Storage())
		n := w.Pixels()
		for i := range bands * n {
			switch kind.Storage() {
			case raster.StoreU8:
				filled.U8[i] = pixel.U8[i/n]
			case raster.StoreU16:
				filled.U16[i] = pixel.U16[i/n]
			default:
				filled.F64[i] = pixel.F64[i/n]
			}
			if pixel.Valid != nil {
				filled.MakeValid()[i] = pixel.Valid[i/n]
			}
		}
		colors := make([]raster.Color, bands)
		got, want := New(all, kind, colors), New(all, kind, colors)
		got.AddAlike(w, pixel)
		want.Add(filled)
		if g, w := got.contents(), want.contents(); g != w {
			t.Fatalf("%v in %v: %s, want %s", w, all, g, w)
		}
	})
}

// contents prints what was gathered.
func (h *Hasher) contents() string {
	if h.grid != nil {
		return fmt.Sprint(h.grid.value)
	}
	return fmt.Sprint(h.sum, h.count)
}
