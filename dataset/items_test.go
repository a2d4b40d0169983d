package dataset

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/dataset/internal/archive"
	"github.com/bandprep/bandprep/raster"
)

// TestItemsComeBack holds that items are given back as they were added, in the
// order of their ids, whatever they have in common.
func TestItemsComeBack(t *testing.T) {
	archives := new(archive.Opened)
	part := rapid.SampledFrom([]string{"a", "a-b", "a.png", "b#1", "0", "", "ä", `\xff`, "#", "1"})
	rapid.Check(t, func(t *rapid.T) {
		var want []*Item
		used := make(map[string]bool)
		var l Items
		for range rapid.IntRange(0, 20).Draw(t, "items") {
			parts := rapid.SliceOfN(part, 1, 4).Draw(t, "id")
			it := Item{
				ID: strings.Join(parts, "/"), Root: rapid.Int32Range(0, 1).Draw(t, "root"),
				Label: part.Draw(t, "label"), Group: part.Draw(t, "group"), Split: part.Draw(t, "split"),
			}
			if used[it.ID] {
				continue
			}
			used[it.ID] = true
			it.Path = part.Draw(t, "folder") + it.ID
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				it.Path, it.Member, it.archives = "x.tar", part.Draw(t, "inside")+parts[len(parts)-1], archives
			case 1:
				it.Stack = &Stack{Paths: []string{it.Path}, Names: []string{"B1"}}
			case 2:
				it.Page, it.Paged = 3, true
			case 3:
				it.Path, it.Window = part.Draw(t, "path"), raster.Window{X: 1, W: 2, H: 3}
			}
			l.Add(it)
			want = append(want, &it)
		}
		l.Sort()
		slices.SortFunc(want, func(a, b *Item) int { return strings.Compare(a.ID, b.ID) })
		var got []*Item
		for i, it := range l.All() {
			if i != len(got) {
				t.Fatalf("index %d of item %d", i, len(got))
			}
			got = append(got, it)
		}
		if !reflect.DeepEqual(got, want) || l.Len() != len(want) {
			t.Fatalf("%d items, want %d:\n%v\n%v", l.Len(), len(want), got, want)
		}
	})
}

// TestItemsAreSmall bounds what is kept of an item in a folder of a thousand.
func TestItemsAreSmall(t *testing.T) {
	const n = 100_000
	add := func(l *Items, i int) {
		id := fmt.Sprintf("%03d/%06d.png", i/1000, i)
		l.Add(Item{ID: id, Path: "/some/where/deep/in/the/tree/" + id, Label: fmt.Sprintf("%03d", i/1000)})
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	l := new(Items)
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(n) {
		add(l, i)
	}
	l.Sort()
	runtime.GC()
	runtime.ReadMemStats(&after)
	if per := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / n; per > 48 {
		t.Errorf("%d bytes an item", per)
	} else {
		t.Logf("%d bytes an item", per)
	}
	if got := l.At(54321); got.ID != "054/054321.png" || got.Label != "054" {
		t.Errorf("%+v", got)
	}
}
