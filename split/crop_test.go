package split

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// pictured returns n items of which no two look alike, and options by which a
// picture is the number of the picture that it is a part of.
func pictured(n int) ([]Item, Options) {
	items := labelled(n, "a", "b")
	for i := range items {
		items[i].PHash, items[i].HasPHash = uint64(i+1)*0x9e3779b97f4a7c15, true
		items[i].Picture, items[i].Width, items[i].Height = []byte{byte(i), byte(i >> 8), byte(i), byte(i >> 8)}, 100, 100
	}
	return items, Options{Valid: Share{Fraction: 0.2}, Crops: func(images []*Item, yield func(a, b int)) int64 {
		at := map[string]int{}
		for i, it := range images {
			at[string(it.Picture[:2])] = i
		}
		for b, it := range images {
			if a, ok := at[string(it.Picture[2:])]; ok && a != b {
				yield(min(a, b), max(a, b))
			}
		}
		return 0
	}}
}

// partOf makes item i show a part of item whole.
func partOf(items []Item, i, whole int) { copy(items[i].Picture[2:], items[whole].Picture[:2]) }

// TestCrops: an image and its parts stay together, an audit finds them parted,
// and what has no picture is not known.
func TestCrops(t *testing.T) {
	items, o := pictured(200)
	for i := range 20 {
		partOf(items, i, 100+i)
	}
	r := must(t, items, o)
	if c := r.Certificate; c.Merged[Crop] != 20 || !c.Crops || c.Crossing != 0 {
		t.Errorf("%+v", c)
	}
	for i := range 20 {
		if r.Split[i] != r.Split[100+i] || r.LeakGroup[i] == "" {
			t.Errorf("%d is in %v, the whole in %v", i, r.Split[i], r.Split[100+i])
		}
	}
	for i := range items {
		items[i].Folder = Train
		if i < 20 {
			items[i].Folder = Valid
		}
	}
	a, err := Audit(items, o)
	if err != nil || a.Leaking[Crop] != 20 || len(a.Leaks) != 20 || a.Answers()[Crop] != Leak {
		t.Errorf("%v: %+v", err, a)
	}
	items[30].PHash, items[30].Picture, items[30].Folder = items[150].PHash, items[150].Picture, Valid
	if a, err = Audit(items, o); err != nil || a.Leaking[Crop] != 20 || a.Leaking[Near] != 1 {
		t.Errorf("%v: an equal look is near, no crop: %+v", err, a.Leaking)
	}
	for i := range items {
		items[i].Picture = nil
	}
	if a, err = Audit(items, o); err != nil || a.Answers()[Crop] != NotKnown || a.Leaking[Crop] != 0 {
		t.Errorf("without pictures: %v, %v", a.Answers(), err)
	}
	for _, off := range []Options{{Near: -1}, {Off: Kinds(0).With(Crop)}, {Off: Kinds(0).With(Near)}} {
		off.Crops = o.Crops
		if a, err = Audit(items, off); err != nil {
			t.Error(err)
		} else if answer, asked := a.Answers()[Crop]; asked {
			t.Errorf("%+v: %v", off, answer)
		}
	}
}

// TestCropsThatAreManyAreNotKnown: pairs that were not compared are counted.
func TestCropsThatAreManyAreNotKnown(t *testing.T) {
	items, o := pictured(50)
	for i := range items {
		items[i].Folder = Train + Subset(i%2)
	}
	o.Crops = func([]*Item, func(a, b int)) int64 { return 7 }
	a, err := Audit(items, o)
	if err != nil || a.Answers()[Crop] != NotKnown || !slices.ContainsFunc(a.Certificate.Uncompared, func(u Uncompared) bool { return u.Kind == Crop && u.Pairs == 7 }) {
		t.Errorf("%v: %+v", err, a.Certificate.Uncompared)
	}
	if n := a.Answers()[Near]; n != NoLeak {
		t.Errorf("near duplicates: %v", n)
	}
}

// TestChainsOfCropsAreCut: a chain of parts that ties everything is cut, and the
// certificate says so; links of near duplicates are kept where they suffice.
func TestChainsOfCropsAreCut(t *testing.T) {
	items, o := pictured(100)
	for i := 1; i < len(items); i++ {
		partOf(items, i, i-1)
		if i%5 != 0 {
			items[i].PHash = items[i-1].PHash ^ 1<<(i%64) // near as well
		}
	}
	for _, o := range []Options{o, {Folds: 4, Crops: o.Crops}} {
		r := must(t, items, o)
		c := r.Certificate
		if c.Cut == nil || c.Cut.Pairs != 0 || c.Cut.Crops == 0 || c.Crossing != 0 {
			t.Fatalf("%+v, %+v", c, c.Cut)
		}
		if !strings.Contains(strings.Join(r.Warnings, " "), "cut at its weakest links") {
			t.Error(r.Warnings)
		}
		crops := 0
		for i := 1; i < len(items); i++ {
			if r.Split[i] == r.Split[i-1] && r.Fold[i] == r.Fold[i-1] {
				continue
			}
			if crops++; i%5 != 0 {
				t.Errorf("%d and %d are near duplicates and parted", i-1, i)
			}
		}
		if crops != c.Cut.Crops {
			t.Errorf("%d parted, the certificate says %d", crops, c.Cut.Crops)
		}
		if !strings.Contains(fmt.Sprint(r.Warnings), c.Cut.A) {
			t.Error(r.Warnings)
		}
	}
}
