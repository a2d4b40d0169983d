package split

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// TestHashIsWhatItSays recomputes every placement by hash from its definition:
// the first 53 bits of SHA-256 of seed and key as a fraction u; valid from 0 on,
// test up to 1, train between; folds cut what is not test into equal lengths.
func TestHashIsWhatItSays(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 11))
		items := labelled(300)
		for i := range items {
			if rng.IntN(3) == 0 {
				items[i].Group = fmt.Sprint("g", rng.IntN(90))
			}
		}
		o := Options{By: Hash, Seed: rng.Uint64(), Test: Share{Fraction: float64(rng.IntN(3)) * 0.2}}
		if rng.IntN(2) == 0 {
			o.Folds = 2 + rng.IntN(9)
		} else {
			o.Valid.Fraction = rng.Float64() * 0.5
		}
		r := must(t, items, o)
		for i, it := range items {
			key := "content " + string(it.Hash[:])
			if it.Group != "" {
				key = "group " + it.Group
			}
			sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, o.Seed), key...))
			u := float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
			want, fold := Train, -1
			switch {
			case u >= 1-o.Test.Fraction:
				want = Test
			case o.Folds > 0:
				for fold = 0; float64(fold+1)*(1-o.Test.Fraction) <= u*float64(o.Folds); {
					fold++
				}
				if fold == 0 {
					want = Valid
				}
			case u < o.Valid.Fraction:
				want = Valid
			}
			if r.Split[i] != want || r.Fold[i] != fold {
				t.Fatalf("seed %d: %s at %v is %v of fold %d, want %v of fold %d; %+v", seed, it.ID, u, r.Split[i], r.Fold[i], want, fold, o)
			}
		}
	}
}

// TestHashFillsEveryPart: over many items each subset and fold comes within
// five standard deviations of its share.
func TestHashFillsEveryPart(t *testing.T) {
	items := labelled(8_000)
	for _, o := range []Options{
		{Folds: 2}, {Folds: 5}, {Folds: 10, Test: Share{Fraction: 0.3}}, {Folds: 3, Test: Share{Fraction: 0.5}},
		{Valid: Share{Fraction: 0.1}}, {Valid: Share{Fraction: 0.25}, Test: Share{Fraction: 0.25}}, {Test: Share{Fraction: 0.4}},
	} {
		for seed := range uint64(2) {
			o.By, o.Seed = Hash, seed
			r := must(t, items, o)
			share := func(p Part) float64 {
				switch {
				case p.Split == "test":
					return o.Test.Fraction
				case o.Folds > 0:
					return (1 - o.Test.Fraction) / float64(o.Folds)
				case p.Split == "valid":
					return o.Valid.Fraction
				}
				return 1 - o.Valid.Fraction - o.Test.Fraction
			}
			for _, p := range r.Certificate.Parts {
				want := share(p)
				if limit := 5 * math.Sqrt(want*(1-want)*float64(len(items))); math.Abs(float64(p.Items)-want*float64(len(items))) > limit {
					t.Errorf("seed %d, folds %d: %s %d holds %d, its share is %.3f", seed, o.Folds, p.Split, p.Fold, p.Items, want)
				}
			}
		}
	}
}
