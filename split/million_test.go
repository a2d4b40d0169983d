package split

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"
)

var million = flag.Bool("million", false, "group and split a million items instead of a hundred thousand")

// crowd returns n items with labels and pseudo-random hashes, every tenth a
// near duplicate (up to four bits away) of an earlier item.
func crowd(n int) []Item {
	rng := rand.New(rand.NewPCG(1, 2))
	items := make([]Item, n)
	for i := range items {
		it := &items[i]
		it.ID = fmt.Sprintf("images/%08d.jpg", i)
		it.Labels = []string{[]string{"cat", "dog", "bird", "fish", "fox"}[rng.IntN(5)]}
		for k := range it.Hash {
			it.Hash[k] = byte(rng.Uint32())
		}
		it.PHash, it.HasPHash = rng.Uint64(), true
		it.Pixels = 1000 + rng.Int64N(1000)
		if i > 0 && i%10 == 0 {
			it.PHash = items[rng.IntN(i)].PHash
			for range rng.IntN(5) {
				it.PHash ^= 1 << rng.IntN(64)
			}
		}
	}
	return items
}

// TestMany groups and splits many items; the flag -million prints what a
// million take.
func TestMany(t *testing.T) {
	n := 100_000
	if *million {
		n = 1_000_000
	}
	if testing.Short() {
		n = 10_000
	}
	items := crowd(n)
	start := time.Now()
	r := must(t, items, Options{By: Stratified, Valid: Share{Fraction: 0.1}, Test: Share{Fraction: 0.1}})
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d items: %v, %d MB from the system; %s", n, time.Since(start).Round(time.Millisecond), m.Sys>>20, r.Sentence)
	c := r.Certificate
	if c.Crossing != 0 || c.HashDistance != nil && c.HashDistance.Distance <= DefaultNear {
		t.Errorf("%d leak groups cross; nearest hashes %v", c.Crossing, c.HashDistance)
	}
	// Planted pairs, less the few that hit the same item or item pair twice.
	if got := c.Merged[Near]; got < n/10-n/100 || got > n/10+n/1000 {
		t.Errorf("%d near duplicates joined, about %d planted", got, n/10)
	}
	for _, p := range c.Parts {
		if p.Items != p.Target {
			t.Errorf("%s holds %d items, not %d", p.Split, p.Items, p.Target)
		}
	}
}
