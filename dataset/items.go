package dataset

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// Items is the items of a dataset. There may be millions, so an item takes a
// few dozen bytes, and the [Item] is made when it is asked for. The zero value
// is empty.
//
// The items of a folder differ in their names only, with which id and path end.
// What they have in common is kept once, as the item without its name.
type Items struct {
	heads []Item
	list  []entry
	names strings.Builder
	known map[Item]uint32 // head → its index, while items are added
	last  uint32          // the head that was used last
}

// entry is one item: its head, and where its name lies.
type entry struct {
	from int64
	size uint32
	head uint32
}

// Len returns the number of items.
func (l *Items) Len() int { return len(l.list) }

// At returns item i, made anew: it is the caller's.
func (l *Items) At(i int) *Item {
	e := l.list[i]
	it, name := new(Item), l.name(e)
	*it = l.heads[e.head]
	if name == "" {
		return it
	}
	file := it.file()
	shared := strings.HasSuffix(*file, it.ID) // then id and path share their bytes
	*file += name
	if shared {
		it.ID = (*file)[len(*file)-len(it.ID)-len(name):]
	} else {
		it.ID += name
	}
	return it
}

// All yields the items and their indices.
func (l *Items) All() iter.Seq2[int, *Item] {
	return func(yield func(int, *Item) bool) {
		for i := range l.list {
			if !yield(i, l.At(i)) {
				return
			}
		}
	}
}

// Add appends an item. Call Sort after the last one.
func (l *Items) Add(it Item) {
	name := it.cutName()
	l.list = append(l.list, entry{int64(l.names.Len()), uint32(len(name)), l.headOf(it, name)})
	l.names.WriteString(name)
}

// addAlike appends an item that differs from the last one in its name only; both
// ids end with their whole names.
func (l *Items) addAlike(name string) {
	l.list = append(l.list, entry{int64(l.names.Len()), uint32(len(name)), l.last})
	l.names.WriteString(name)
}

// Sort puts the items in the order of their ids.
func (l *Items) Sort() {
	if !slices.IsSortedFunc(l.list, l.compare) {
		slices.SortStableFunc(l.list, l.compare)
	}
	l.known = nil
}

// Sort puts the items, and what is known of them, into the order of their ids. Call it
// after the last one.
func (l *Listing) Sort() {
	if l.Facts.empty() {
		l.Items.Sort()
	} else {
		l.Items.sortWith(&l.Facts)
	}
}

// sortWith is Sort for items that have facts, which are put in the same order.
func (l *Items) sortWith(f *Facts) {
	order := make([]int32, len(l.list))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return l.compare(l.list[a], l.list[b]) })
	l.list = arranged(l.list, order, entry{})
	f.arrange(order)
	l.known = nil
}

func (l *Items) name(e entry) string { return l.names.String()[e.from:][:e.size] }

// file is the path of the file that the item lies in: on disk, or in an archive.
func (it *Item) file() *string {
	if it.archives != nil {
		return &it.Member
	}
	return &it.Path
}

// cutName takes the name off the item and returns it: the last part of the id
// where the path ends alike, else "".
func (it *Item) cutName() string {
	name := it.ID[strings.LastIndexAny(it.ID, "/#")+1:]
	file := it.file()
	if it.Stack != nil || !strings.HasSuffix(*file, name) {
		return ""
	}
	it.ID, *file = strings.TrimSuffix(it.ID, name), strings.TrimSuffix(*file, name)
	return name
}

// headOf returns the index of the head of an item with the given name.
func (l *Items) headOf(head Item, name string) uint32 {
	if name == "" { // nobody shares it
		l.heads = append(l.heads, head)
		return uint32(len(l.heads) - 1)
	}
	if l.known == nil {
		l.known = make(map[Item]uint32)
	} else if l.heads[l.last] == head {
		return l.last
	}
	at, ok := l.known[head]
	if !ok {
		at = uint32(len(l.heads))
		l.heads, l.known[head] = append(l.heads, head), at
	}
	l.last = at
	return at
}

func (l *Items) compare(a, b entry) int {
	if a.head == b.head {
		return strings.Compare(l.name(a), l.name(b))
	}
	return compareJoined(l.heads[a.head].ID, l.name(a), l.heads[b.head].ID, l.name(b))
}

// compareJoined compares a+b with c+d.
func compareJoined(a, b, c, d string) int {
	n := min(len(a), len(c))
	if x := strings.Compare(a[:n], c[:n]); x != 0 {
		return x
	}
	if a, c = a[n:], c[n:]; c == "" { // one of them is empty
		return -compareTo(d, a, b)
	}
	return compareTo(b, c, d)
}

// compareTo compares b with c+d.
func compareTo(b, c, d string) int {
	n := min(len(b), len(c))
	return cmp.Or(strings.Compare(b[:n], c[:n]), n-len(c), strings.Compare(b[n:], d))
}

// dropSingleLabel clears labels where fewer than two differ.
func (l *Items) dropSingleLabel() {
	for i := range l.heads {
		if l.heads[i].Label != l.heads[0].Label {
			return
		}
	}
	for i := range l.heads {
		l.heads[i].Label = ""
	}
}
