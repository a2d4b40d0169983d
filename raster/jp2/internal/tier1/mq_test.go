package tier1

import (
	"encoding/hex"
	"testing"
)

// The test sequence of ITU-T T.88 annex H.2, one context throughout.
func TestArithmeticDecoder(t *testing.T) {
	coded, _ := hex.DecodeString("84c73bfce1a1430402200000410dbb86f4317fff88ff37471adb6adfffac")
	want, _ := hex.DecodeString("00020051000000c0035287" + "2aaaaaaaaa82c02000fcd79ef6bf7fed904f46a3bf")
	var m mq
	for i := range m.cx {
		m.cx[i] = states[0]
	}
	m.start(coded)
	for i, w := range want {
		got := byte(0)
		for range 8 {
			got = got<<1 | byte(m.decode(1))
		}
		if got != w {
			t.Fatalf("byte %d is %#02x, want %#02x", i, got, w)
		}
	}
}

// Contexts of T.800 tables D.1 and D.3, a few rows of each.
func TestContexts(t *testing.T) {
	for _, c := range []struct {
		o         Orientation
		neighbors int
		want      uint8
	}{
		{LL, 0b000_000_000, 0}, {LL, 0b000_101_000, 8}, {LL, 0b000_001_010, 7}, {LL, 0b001_001_000, 6},
		{LH, 0b000_100_000, 5}, {LL, 0b010_000_010, 4}, {LL, 0b010_000_000, 3}, {LH, 0b101_000_000, 2},
		{HL, 0b010_000_010, 8}, {HL, 0b000_101_000, 4}, {HL, 0b001_000_000, 1},
		{HH, 0b101_000_001, 8}, {HH, 0b101_001_000, 7}, {HH, 0b101_000_000, 6}, {HH, 0b001_101_000, 5},
		{HH, 0b001_000_010, 4}, {HH, 0b100_000_000, 3}, {HH, 0b000_101_000, 2}, {HH, 0b010_000_000, 1},
	} {
		if got := zeroContexts[c.o][c.neighbors]; got != c.want {
			t.Errorf("zero context of %09b in band %d is %d, want %d", c.neighbors, c.o, got, c.want)
		}
	}
	const (
		up, left, right, down          = 1 << 1, 1 << 3, 1 << 5, 1 << 7
		upNeg, leftNeg, rightNeg, dNeg = 1 << 4, 1 << 0, 1 << 2, 1 << 6
	)
	for _, c := range []struct {
		index         int
		context, flip uint8
	}{
		{0, 9, 0}, {left | right | up, 13, 0}, {left, 12, 0}, {left | up | upNeg, 11, 0}, {down, 10, 0},
		{down | dNeg, 10, 1}, {right | rightNeg | up, 11, 1}, {left | leftNeg, 12, 1},
		{left | leftNeg | up | upNeg, 13, 1}, {left | right | rightNeg, 9, 0},
	} {
		if got := signContexts[c.index]; got != c.context<<1|c.flip {
			t.Errorf("sign context of %08b is %d, %d, want %d, %d", c.index, got>>1, got&1, c.context, c.flip)
		}
	}
}
