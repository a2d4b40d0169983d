package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bandprep/bandprep/pipeline/grades"
	"github.com/bandprep/bandprep/pipeline/table"
)

// items are the images as the page knows them, by their number in the table.
type items struct {
	table  *table.Table
	keys   []grades.Key
	at     map[grades.Key]int32
	base   []grades.Judgement // of the table itself
	label  []int32            // index into labels; −1: none
	labels []string           // sorted, and those that keys give
}

func newItems(t *table.Table, keys []Key) items {
	n := t.Rows.Len()
	it := items{table: t, keys: make([]grades.Key, n), at: make(map[grades.Key]int32, n), base: make([]grades.Judgement, n), label: make([]int32, n)}
	names := make(map[string]bool)
	own := make([]string, n)
	for i, r := range t.Rows.All() {
		it.keys[i] = grades.KeyOf(r)
		it.at[it.keys[i]] = int32(i)
		it.base[i] = grades.Judgement{Grade: r.Grade, Mark: r.Mark}
		if own[i] = r.Label; r.Label != "" {
			names[r.Label] = true
		}
	}
	for _, k := range keys {
		names[k.Label] = true
	}
	it.labels = append([]string{}, slices.Sorted(maps.Keys(names))...) // not nil, which JSON would not call a list
	for i, l := range own {
		at, found := slices.BinarySearch(it.labels, l)
		if it.label[i] = int32(at); !found {
			it.label[i] = -1
		}
	}
	return it
}

// labelOf returns the label of an item in the table.
func (it *items) labelOf(i int) string {
	if it.label[i] < 0 {
		return ""
	}
	return it.labels[it.label[i]]
}

// Key is a key that gives a label.
type Key struct {
	Key   string `json:"key"` // one letter
	Label string `json:"label"`
}

// ParseKeys reads keys of labels: "cat=c,dog=d".
func ParseKeys(text string) (keys []Key, err error) {
	for part := range strings.SplitSeq(text, ",") {
		at := strings.LastIndexByte(part, '=')
		if at < 1 {
			return nil, fmt.Errorf("%q: want LABEL=KEY, as in cat=c,dog=d", part)
		}
		keys = append(keys, Key{part[at+1:], part[:at]})
	}
	return keys, CheckKeys(keys, false)
}

// stillBound are the keys that act in label mode too: previous, next, undo, go
// to, filter, order, facts, grid, help.
const stillBound = "jkugoivx/?"

// CheckKeys returns an error where keys of labels clash with each other, or in
// label mode with keys that keep their meaning.
func CheckKeys(keys []Key, labelMode bool) error {
	taken := make(map[string]string)
	for _, k := range keys {
		r, size := utf8.DecodeRuneInString(k.Key)
		if size != len(k.Key) || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return fmt.Errorf("key %q of %s: want one letter or digit", k.Key, k.Label)
		}
		if other, ok := taken[k.Key]; ok {
			return fmt.Errorf("key %s is both %s and %s", k.Key, other, k.Label)
		}
		if labelMode && strings.Contains(stillBound, k.Key) {
			return fmt.Errorf("key %s of %s has another meaning in label mode: choose none of %s", k.Key, k.Label, strings.Join(strings.Split(stillBound, ""), " "))
		}
		taken[k.Key] = k.Label
	}
	if labelMode && len(keys) == 0 {
		return fmt.Errorf("label mode needs keys for labels, as in cat=c,dog=d")
	}
	return nil
}
