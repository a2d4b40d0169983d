package split

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// dataset returns a random set of items with all kinds of ties among them.
func dataset(rng *rand.Rand) []Item {
	items := make([]Item, 1+rng.IntN(80))
	groups, hashes, labels := 1+rng.IntN(len(items)), 1+rng.IntN(3*len(items)), 1+rng.IntN(5)
	width := 1 + rng.Float64()*50
	grouped, chips, timed, multi := rng.IntN(3) == 0, rng.IntN(3) == 0, rng.IntN(3) == 0, rng.IntN(4) == 0
	recorded := rng.IntN(5) == 0
	base := rng.Uint64()
	for i := range items {
		it := &items[i]
		it.ID = fmt.Sprintf("%016x", rng.Uint64())
		for range 1 + rng.IntN(2) {
			it.Labels = append(it.Labels, fmt.Sprint("label ", rng.IntN(labels)))
			if !multi {
				break
			}
		}
		if grouped && rng.IntN(4) > 0 {
			it.Group = fmt.Sprint("group ", rng.IntN(groups))
		}
		h := rng.IntN(hashes)
		it.Hash = [16]byte{1, byte(h >> 8), byte(h)}
		it.Pixels = rng.Int64N(1000)
		if it.HasPHash = rng.IntN(5) > 0; it.HasPHash {
			it.PHash = rng.Uint64()
			if rng.IntN(4) == 0 {
				it.PHash = base ^ 1<<rng.IntN(64) ^ 1<<rng.IntN(64) ^ 1<<rng.IntN(64) ^ 1<<rng.IntN(64)
			}
		}
		x, y := rng.Float64()*1000, rng.Float64()*1000
		it.CRS = []string{"EPSG:32630", "EPSG:32631"}[rng.IntN(8)/7]
		it.Bounds = &rect{x, y, x + width, y + width}
		if chips {
			it.Scene = fmt.Sprint("scene ", rng.IntN(4))
			it.Window = [4]int{rng.IntN(300), rng.IntN(300), 20, 20}
		}
		if recorded && rng.IntN(4) == 0 {
			it.LeakGroup = fmt.Sprint("recorded ", rng.IntN(groups))
		}
		if timed {
			it.Time = time.Date(2020, 1, 1, 0, 0, rng.IntN(5000), 0, time.UTC)
		}
	}
	return items
}

func options(rng *rand.Rand) Options {
	o := Options{
		By:     []Method{Random, Stratified, Spatial, Hash}[rng.IntN(4)],
		Valid:  Share{Fraction: rng.Float64() * 0.5},
		Test:   Share{Fraction: float64(rng.IntN(2)) * rng.Float64() * 0.3},
		Seed:   rng.Uint64(),
		Within: time.Duration(rng.IntN(2)) * 10 * time.Second,
		Tries:  6,
		Cells:  Cells(rng.IntN(2)),
	}
	if rng.IntN(2) == 0 {
		o.Buffer = Distance{rng.Float64() * 60, true}
	}
	if rng.IntN(4) == 0 {
		o.Folds, o.Valid = 2+rng.IntN(4), Share{}
	}
	if rng.IntN(3) == 0 {
		o.Off = Kinds(rng.IntN(1 << kinds))
	}
	return o
}

// leak says which kind ties two items, by definition and not by index.
func leak(a, b *Item, o *Options) (Kind, bool) {
	for k := range kinds {
		if o.Off.Has(k) {
			continue
		}
		tied := false
		switch k {
		case SameGroup:
			tied = a.Group != "" && a.Group == b.Group
		case Exact:
			tied = a.Hash == b.Hash && a.Window == b.Window
		case Near:
			tied = a.HasPHash && b.HasPHash && bits.OnesCount64(a.PHash^b.PHash) <= 6
		case Footprint:
			dx := max(a.Bounds[0]-b.Bounds[2], b.Bounds[0]-a.Bounds[2])
			dy := max(a.Bounds[1]-b.Bounds[3], b.Bounds[1]-a.Bounds[3])
			tied = a.CRS == b.CRS && (dx < 0 && dy < 0 || math.Hypot(max(dx, 0), max(dy, 0)) < o.Buffer.Value)
		case Chip:
			dx, dy := a.Window[0]-b.Window[0], a.Window[1]-b.Window[1]
			tied = a.Scene != "" && a.Scene == b.Scene && max(dx, -dx) < 20 && max(dy, -dy) < 20
		case Recorded:
			tied = a.LeakGroup != "" && a.LeakGroup == b.LeakGroup
		case Time:
			gap := a.Time.Sub(b.Time)
			tied = o.Within > 0 && !a.Time.IsZero() && max(gap, -gap) <= o.Within
		}
		if tied {
			return k, true
		}
	}
	return 0, false
}

// TestLaws checks, on thousands of random datasets, that every item is placed
// exactly once, that no two items that are tied lie in different parts, that
// the order of the input has no influence, and that sizes come as near as the
// package comment promises.
func TestLaws(t *testing.T) {
	datasets := 2500
	if testing.Short() {
		datasets = 400
	}
	refused, excluded, cut, split := 0, 0, 0, 0
	for seed := range uint64(datasets) {
		rng := rand.New(rand.NewPCG(seed, 5))
		items, o := dataset(rng), options(rng)
		r, err := Assign(items, o)

		perm := rng.Perm(len(items))
		shuffled := make([]Item, len(items))
		for i, p := range perm {
			shuffled[i] = items[p]
		}
		again, errAgain := Assign(shuffled, o)
		if fmt.Sprint(err) != fmt.Sprint(errAgain) {
			t.Fatalf("seed %d: %v, shuffled: %v", seed, err, errAgain)
		}
		if err != nil {
			var too *ImpossibleError
			if !errors.As(err, &too) {
				t.Fatalf("seed %d: %+v: %v", seed, o, err)
			}
			refused++
			continue
		}
		for i, p := range perm {
			if again.Split[i] != r.Split[p] || again.Fold[i] != r.Fold[p] || again.Component[i] != r.Component[p] {
				t.Fatalf("seed %d: %s moved when the input was shuffled", seed, shuffled[i].ID)
			}
		}
		if again.Sentence != r.Sentence || !slices.Equal(again.Warnings, r.Warnings) {
			t.Fatalf("seed %d: words depend on the order of the input", seed)
		}
		checkPlaced(t, seed, items, &o, r)
		excluded += r.Certificate.Excluded
		if o.By == Hash {
			continue
		}
		split++
		if r.Certificate.Cut != nil {
			cut++
		}
		checkLeaks(t, seed, items, &o, r)
		if o.By == Random && o.Folds == 0 {
			checkBound(t, seed, r)
		}
	}
	t.Logf("%d datasets: %d split (%d with a chain cut), %d impossible, %d items excluded", datasets, split, cut, refused, excluded)
	if split < datasets/4 {
		t.Error("too few datasets could be split for the test to mean anything")
	}
}

func checkPlaced(t *testing.T, seed uint64, items []Item, o *Options, r *Result) {
	t.Helper()
	none := 0
	for i, s := range r.Split {
		if (s == None) != (r.LeftOut[i] != "") {
			t.Fatalf("seed %d: %v, left out: %q", seed, s, r.LeftOut[i])
		}
		if s == None {
			none++
		} else if (r.Fold[i] >= 0) != (o.Folds > 0 && s != Test) || o.Folds > 0 && s != Test && (s == Valid) != (r.Fold[i] == 0) {
			t.Fatalf("seed %d: %v and fold %d of %d", seed, s, r.Fold[i], o.Folds)
		}
	}
	sum := 0
	for _, p := range r.Certificate.Parts {
		sum += p.Items
	}
	if none != r.Certificate.Excluded || none > 0 && o.By != Spatial || sum+none != len(items) {
		t.Fatalf("seed %d: %d items in parts, %d in none, %d excluded of %d", seed, sum, none, r.Certificate.Excluded, len(items))
	}
}

func checkLeaks(t *testing.T, seed uint64, items []Item, o *Options, r *Result) {
	t.Helper()
	for i := range items {
		for j := range i {
			if r.Split[i] == None || r.Split[j] == None || r.Split[i] == r.Split[j] && r.Fold[i] == r.Fold[j] {
				continue
			}
			if k, tied := leak(&items[i], &items[j], o); tied && (k != Near || r.Certificate.Cut == nil) {
				t.Fatalf("seed %d: %s and %s are tied by %v and lie in %v and %v, %+v", seed, items[i].ID, items[j].ID, k, r.Split[i], r.Split[j], *o)
			}
			if g := r.LeakGroup[i]; r.Component[i] == r.Component[j] || g != "" && g == r.LeakGroup[j] {
				t.Fatalf("seed %d: leak group %d lies in two parts", seed, r.Component[i])
			}
		}
	}
	if c := r.Certificate; c.Crossing != 0 || len(r.Crossing) != 0 {
		t.Fatalf("seed %d: the certificate says %d cross", seed, c.Crossing)
	}
}

// checkBound checks that a random split misses the sizes of valid and test by
// at most half of the smallest leak group of train.
func checkBound(t *testing.T, seed uint64, r *Result) {
	t.Helper()
	size := map[int]int{}
	in := map[int]Subset{}
	for i, c := range r.Component {
		size[c]++
		in[c] = r.Split[i]
	}
	for _, p := range r.Certificate.Parts {
		smallest := math.MaxInt
		for c, n := range size {
			if in[c] == Train {
				smallest = min(smallest, n)
			}
		}
		if p.Split != "train" && smallest != math.MaxInt && 2*max(p.Items-p.Target, p.Target-p.Items) > smallest {
			t.Fatalf("seed %d: %s holds %d of %d, smallest leak group of train %d", seed, p.Split, p.Items, p.Target, smallest)
		}
	}
}

// TestStrata checks that without leak groups every class is cut as exactly as
// whole items allow.
func TestStrata(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 6))
		items := make([]Item, rng.IntN(300))
		total := map[string]int{}
		for i := range items {
			l := fmt.Sprint(rng.IntN(1 + rng.IntN(12)))
			items[i] = Item{ID: fmt.Sprint(i), Labels: []string{l}}
			total[l]++
		}
		r := must(t, items, Options{By: Stratified, Valid: Share{Fraction: 0.2}, Test: Share{Fraction: 0.1}, Seed: seed})
		for _, p := range r.Certificate.Parts {
			if p.Items != p.Target {
				t.Fatalf("seed %d: %s holds %d, not %d", seed, p.Split, p.Items, p.Target)
			}
			for l, n := range p.Labels {
				exact := float64(total[l]) * float64(p.Target) / float64(len(items))
				if math.Abs(float64(n)-exact) >= 2 {
					t.Fatalf("seed %d: %s holds %d of label %s, exactly %.2f", seed, p.Split, n, l, exact)
				}
			}
		}
	}
}

// TestGrowthMovesFew adds a tenth of the items and counts how many old ones
// change their subset: of a ranked split about the tenth of the smaller
// subsets, by hash none.
func TestGrowthMovesFew(t *testing.T) {
	items := labelled(2200, "a", "b", "c")
	for i := range items {
		items[i].ID = fmt.Sprintf("%x.jpg", mix(uint64(i)))
	}
	for by, limit := range map[Method]int{Random: 60, Stratified: 60, Hash: 0} {
		o := Options{By: by, Valid: Share{Fraction: 0.2}, Seed: 3}
		old, grown := must(t, items[:2000], o), must(t, items, o)
		moved := 0
		for i := range old.Split {
			if old.Split[i] != grown.Split[i] {
				moved++
			}
		}
		if moved > limit {
			t.Errorf("by %v: %d of 2000 items moved", by, moved)
		}
	}
}
