package export

import (
	"io"
	"maps"
	"slices"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline/derive"
)

// Classes is the document of --to classes.
type Classes struct {
	Type          string           `json:"type"`           // "classes"
	SchemaVersion int              `json:"schema_version"` // 1
	Classes       []Class          `json:"classes"`
	Unlabelled    map[string]int64 `json:"unlabelled"` // items without a label, by split
	Pixels        []PixelClass     `json:"pixels,omitempty"`
	Ignore        *int64           `json:"ignore"` // value of label rasters that is no class, see [ignored]; it has no weight
}

// Class is a label: its number is its place in the order of names as bytes of
// UTF-8, as torchvision's ImageFolder numbers classes. Items are those of each
// split. Weight is items of train ÷ (classes of train × items of the class in
// train), as scikit-learn's "balanced"; null where train has none.
type Class struct {
	Name   string           `json:"name"`
	Index  int              `json:"index"`
	Items  map[string]int64 `json:"items"`
	Weight derive.Number    `json:"weight"`
}

// PixelClass is a value of label rasters, with its pixels in each split. Weight
// is as of [Class], of pixels.
type PixelClass struct {
	Value  int64            `json:"value"`
	Pixels map[string]int64 `json:"pixels"`
	Weight derive.Number    `json:"weight"`
}

// ClassesOf counts the classes of the items of train, valid and test. An item
// with several labels counts under each.
func ClassesOf(s *Set) *Classes {
	doc := &Classes{Type: "classes", SchemaVersion: 1, Classes: []Class{}, Unlabelled: noCounts()}
	items, pixels := make(map[string]map[string]int64), make(map[int64]map[string]int64)
	for r := range s.rows() {
		labels := labelsOf(r)
		if labels == nil {
			doc.Unlabelled[r.Split]++
		}
		for _, l := range labels {
			count(items, l, r.Split, 1)
		}
		for _, c := range r.ClassPixels {
			count(pixels, c.Value, r.Split, c.Pixels)
		}
	}
	weight := balanced(items)
	for i, name := range slices.Sorted(maps.Keys(items)) {
		doc.Classes = append(doc.Classes, Class{name, i, items[name], weight(name)})
	}
	values := slices.Sorted(maps.Keys(pixels))
	classes := maps.Clone(pixels)
	if doc.Ignore = ignored(values); doc.Ignore != nil {
		delete(classes, *doc.Ignore)
		s.say("the value %d of label rasters counts as pixels to ignore, since the others are %d to %d", *doc.Ignore, values[0], values[len(values)-2])
	}
	ofPixels := balanced(classes)
	for _, v := range values {
		doc.Pixels = append(doc.Pixels, PixelClass{v, pixels[v], ofPixels(v)})
	}
	return doc
}

// ignored returns the value of label rasters that by custom means pixels to
// ignore: 255 where it lies apart from all others.
func ignored(values []int64) *int64 {
	if n := len(values); n >= 2 && values[n-1] == 255 && values[n-2] < 254 {
		return &values[n-1]
	}
	return nil
}

func noCounts() map[string]int64 { return map[string]int64{"train": 0, "valid": 0, "test": 0} }

func count[K comparable](counts map[K]map[string]int64, key K, split string, n int64) {
	if counts[key] == nil {
		counts[key] = noCounts()
	}
	counts[key][split] += n
}

// balanced returns the weight of a class.
func balanced[K comparable](counts map[K]map[string]int64) func(K) derive.Number {
	var all, classes int64
	for _, by := range counts {
		if n := by["train"]; n > 0 {
			all, classes = all+n, classes+1
		}
	}
	return func(k K) derive.Number {
		return derive.Number(float64(all) / (float64(classes) * float64(counts[k]["train"])))
	}
}

func writeClasses(s *Set, w io.Writer) error {
	doc := ClassesOf(s)
	if len(doc.Classes) == 0 && len(doc.Pixels) == 0 {
		return s.nothing("classes: no item has a label, and the pixels of no label raster are counted")
	}
	return output.WriteJSON(w, doc)
}
