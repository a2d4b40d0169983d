package split

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"
)

// TestRank: the value is Python's
// int.from_bytes(hashlib.sha256(struct.pack('>Q', 42) + b'cats/1.jpg').digest()[:8], 'big').
func TestRank(t *testing.T) {
	if got := rank(42, "cats/1.jpg"); got != 0xcb37c93cda0bdda0 {
		t.Errorf("%#x", got)
	}
}

// TestStable holds every architecture, and every later version, to the splits
// that this code made on amd64: a digest of subsets and folds per method.
func TestStable(t *testing.T) {
	items := crowd(900)
	for i := range items {
		x, y := float64(i%30)*640, float64(i/30)*640
		items[i].CRS, items[i].Bounds = "EPSG:4326", &rect{x / 1e5, 50 + y/1e5, (x + 640) / 1e5, 50 + (y+640)/1e5}
		items[i].Time = time.Unix(int64(rank(1, items[i].ID)>>40), 0)
		if i%3 == 0 {
			items[i].Group = fmt.Sprint(i % 70)
		}
	}
	third := Share{Fraction: 0.3}
	for _, test := range []struct {
		o    Options
		want string
	}{
		{Options{By: Random, Valid: third, Seed: 1}, "3f7ab9fe709e"},
		{Options{By: Stratified, Valid: third, Test: Share{Count: 90}, Seed: 2}, "c365c7b2ed6a"},
		{Options{By: Stratified, Folds: 5, Seed: 3}, "a21ec60e165d"},
		{Options{By: Spatial, Valid: third, Off: Kinds(0).With(SameGroup), Buffer: Distance{700, true}, Seed: 4}, "071407cc7596"},
		{Options{By: Spatial, Valid: third, Off: Kinds(0).With(SameGroup), Cells: KMeans, Seed: 5}, "4a0f3baaa228"},
		{Options{By: Temporal, Valid: third, Seed: 6}, "91341f86f6ca"},
		{Options{By: Hash, Valid: third, Test: third, Seed: 7}, "249753cf531a"},
	} {
		r := must(t, items, test.o)
		digest := sha256.Sum256([]byte(fmt.Sprint(r.Split, r.Fold)))
		if got := fmt.Sprintf("%x", digest[:6]); got != test.want {
			t.Errorf("by %v: %s, want %s; %s", test.o.By, got, test.want, r.Sentence)
		}
	}
}
