package split

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// TestUncomparedCountsPairs holds the counts against all pairs of random sets
// whose items lack facts.
func TestUncomparedCountsPairs(t *testing.T) {
	for seed := range uint64(100) {
		rng := rand.New(rand.NewPCG(seed, 12))
		items, o := dataset(rng), options(rng)
		o.Buffer = Distance{} // of unknown units
		for i := range items {
			it := &items[i]
			it.Folder = Subset(rng.IntN(4))
			if rng.IntN(4) == 0 {
				it.Hash = [16]byte{}
			}
			if rng.IntN(4) == 0 {
				it.Bounds = nil
			} else if rng.IntN(5) == 0 {
				it.CRS = []string{"", "mine"}[rng.IntN(2)]
			}
			if rng.IntN(3) == 0 {
				it.Time = time.Time{}
			}
		}
		items[0].Folder = Train
		r, err := Audit(items, o)
		if err != nil {
			t.Fatal(err)
		}
		want := map[Kind]int64{}
		for i := range items {
			for j := range i {
				a, b := &items[i], &items[j]
				if a.Folder == None || b.Folder == None || a.Folder == b.Folder {
					continue
				}
				for k, unknown := range map[Kind]bool{
					SameGroup: a.Group == "" || b.Group == "",
					Exact:     a.Hash == [16]byte{} || b.Hash == [16]byte{},
					Near:      !a.HasPHash || !b.HasPHash,
					Footprint: a.Bounds == nil || b.Bounds == nil || a.CRS == "" || b.CRS == "" || a.CRS != b.CRS && (a.CRS == "mine" || b.CRS == "mine"),
					Time:      o.Within > 0 && (a.Time.IsZero() || b.Time.IsZero()),
				} {
					if unknown && !o.Off.Has(k) {
						want[k]++
					}
				}
			}
		}
		got := map[Kind]int64{}
		for _, u := range r.Certificate.Uncompared {
			got[u.Kind] += u.Pairs
			if u.Reason == "" || !strings.Contains(u.String(), "not known for ") {
				t.Error(u)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("seed %d: %v, want %v", seed, got, want)
		}
		for k, a := range r.Answers() {
			if a == NoLeak && (want[k] > 0 || r.Leaking[k] > 0) || a == NotKnown && want[k] == 0 || a == Leak && r.Leaking[k] == 0 {
				t.Fatalf("seed %d: %v is %v; %d pairs not known, %d leak", seed, k, a, want[k], r.Leaking[k])
			}
		}
	}
}

func TestNoLeakIsSaidOnlyWhereAllIsKnown(t *testing.T) {
	items := crowd(40)
	for i := range items {
		items[i].PHash = mix(uint64(i))
		items[i].Group, items[i].Folder = fmt.Sprint(i), Subset(1+i%2)
	}
	off := Kinds(0).With(Footprint)
	for name, test := range map[string]struct {
		change func(*Item)
		o      Options
		want   string
	}{
		"known":    {func(*Item) {}, Options{Off: off}, "no leak"},
		"no place": {func(*Item) {}, Options{}, "not known"},
		"no group": {func(i *Item) { i.Group = "" }, Options{Off: off}, "not known"},
		"no hash":  {func(i *Item) { i.HasPHash = false }, Options{Off: off}, "not known"},
		"no time":  {func(*Item) {}, Options{Off: off, Within: time.Minute}, "not known"},
	} {
		changed := append([]Item(nil), items...)
		test.change(&changed[7])
		r, err := Audit(changed, test.o)
		if err != nil || !strings.Contains(r.Summary(), test.want) || strings.Contains(test.want, "not") == (r.Summary() == "no leak") {
			t.Errorf("%s: %v, %s, %v", name, err, r.Summary(), r.Certificate.Uncompared)
		}
	}
}
