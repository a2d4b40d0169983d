package split

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"
	"time"
)

// crowded returns n distinct hashes, most of them within a few bits of one of
// some centres.
func crowded(rng *rand.Rand, n, centres, flips int) []uint64 {
	centre := make([]uint64, centres)
	for i := range centre {
		centre[i] = rng.Uint64()
	}
	seen := map[uint64]bool{}
	var hashes []uint64
	for len(hashes) < n {
		h := centre[rng.IntN(centres)]
		for range rng.IntN(flips + 1) {
			h ^= 1 << rng.IntN(64)
		}
		if rng.IntN(8) == 0 {
			h = rng.Uint64()
		}
		if rng.IntN(4) == 0 {
			h = bits.Reverse64(h)
		}
		if !seen[h] {
			seen[h] = true
			hashes = append(hashes, h)
		}
	}
	return hashes
}

// TestSearchFindsAllPairs holds the index against the comparison of all pairs,
// for every radius up to 12, plain and in other orientations.
func TestSearchFindsAllPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	not := func(h uint64) uint64 { return ^h }
	for radius := range 9 {
		hashes := crowded(rng, 700, 200, 12)
		for _, orientations := range [][]func(uint64) uint64{nil, {bits.Reverse64}, {bits.Reverse64, not}} {
			want := map[[2]int32]int{}
			s := hashSearch{hashes: hashes, radius: radius, orientations: orientations}
			s.allPairs(func(a, b int32, d int) { want[[2]int32{a, b}] = d })
			got := map[[2]int32]int{}
			s = hashSearch{hashes: hashes, radius: radius, orientations: orientations, limit: comparisons}
			s.indexed(func(a, b int32, d int) {
				if old, seen := got[[2]int32{a, b}]; seen && len(orientations) == 0 {
					t.Fatalf("radius %d: %d and %d are reported twice: %d, %d", radius, a, b, old, d)
				} else if !seen || d < old {
					got[[2]int32{a, b}] = d
				}
			})
			if s.skipped != 0 || len(got) != len(want) {
				t.Errorf("radius %d, %d orientations: %d pairs, want %d; %d skipped", radius, len(orientations), len(got), len(want), s.skipped)
			}
			for pair, d := range want {
				if g, ok := got[pair]; !ok || g > d {
					t.Errorf("radius %d: %v is %d apart, found %v at %d", radius, pair, d, ok, g)
				}
			}
		}
	}
}

// TestSearchIsBounded: sets made against the search take bounded work, and what
// was not compared is counted. In the end it is not certified either.
func TestSearchIsBounded(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	hashes := crowded(rng, 8_000, 1, 6)
	n := int64(len(hashes))
	for _, limit := range []int64{1 << 16, 1 << 20} {
		s := hashSearch{hashes: hashes, radius: 6, orientations: []func(uint64) uint64{bits.Reverse64}, limit: limit}
		yields := int64(0)
		s.pairs(func(a, b int32, d int) {
			yields++
			if a >= b || d > 6 {
				t.Fatal(a, b, d)
			}
		})
		if s.skipped <= 0 || s.skipped > n*(n-1)/2 || yields > 4*max(limit, 68*n) {
			t.Errorf("limit %d: %d skipped, %d pairs", limit, s.skipped, yields)
		}
	}
	for name, make := range map[string]func(i int) uint64{
		"equal":      func(int) uint64 { return 5 },
		"one centre": func(i int) uint64 { return 1<<(i%64) ^ 1<<(i/64%64) ^ 1<<(i/4096%64) },
		"one chunk":  func(i int) uint64 { return uint64(i) * 0x9e3779b97f4a7c15 << 16 },
	} {
		items := labelled(6_000, "a", "b")
		for i := range items {
			items[i].PHash, items[i].HasPHash = make(i), true
		}
		start := time.Now()
		_, err := Assign(items, Options{Valid: Share{Fraction: 0.2}})
		t.Logf("%s: %v, %v", name, time.Since(start).Round(time.Millisecond), err)
	}
}

// TestMirroredAndTurned: items that a function turns into each other stay
// together, if asked for.
func TestMirroredAndTurned(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, n := range []int{300, 6000} {
		var items []Item
		for i := range n {
			h := rng.Uint64()
			items = append(items, Item{ID: fmt.Sprint(i), PHash: h, HasPHash: true},
				Item{ID: fmt.Sprint(i, " turned"), PHash: bits.Reverse64(h) ^ 1<<rng.IntN(64) ^ 1<<rng.IntN(64), HasPHash: true})
		}
		o := Options{By: Random, Valid: Share{Fraction: 0.3}}
		if c := must(t, items, o).Certificate; c.Groups != 2*n {
			t.Errorf("not asked for: %d groups of %d", c.Groups, 2*n)
		}
		o.Orientations = []func(uint64) uint64{bits.Reverse64}
		if c := must(t, items, o).Certificate; c.Groups != n || c.Merged[Near] != n {
			t.Errorf("%d groups, want %d", c.Groups, n)
		}
	}
}
