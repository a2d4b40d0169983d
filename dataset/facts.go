package dataset

import (
	"slices"
	"strings"
	"time"
)

// Fact is everything that is known of one item beside its pixels.
type Fact struct {
	Labels []string // several where a table has several; else the one label, or none
	Group  string
	Split  string // "train", "valid", "test", or ""
	// Splits is set where a table puts the item into several splits: see
	// [Table.Contradictions]. Split is then the first of them.
	Splits      []string
	LeftOut     string    // why a table that gives splits gives none for the item
	Fold        int       // from 0; −1 where there is none
	Time        time.Time // zero where it is not known
	LabelRaster string    // path of the segmentation target, or ""
	Masks       []string  // paths of files that say which samples are valid: NAME.msk
	Sidecars    []string  // names of files beside it that belong to it
}

// Facts keeps what few items have, packed, in the order of the items. A column
// that no item has takes no memory; one that some have takes a few bytes an item.
type Facts struct {
	labels, splits, leftOut, rasters, sidecars texts
	folds                                      []int32 // fold + 1
	times                                      []int64 // microseconds since 1970, UTC
	Columns                                    []Column
}

// noTime stands for a time that is not known.
const noTime = -1 << 63

// Fact returns what is known of item i.
func (l *Listing) Fact(i int) Fact {
	it := l.Items.At(i)
	f := Fact{Group: it.Group, Split: it.Split, Fold: -1, Labels: l.Facts.labels.list(i), Splits: l.Facts.splits.list(i), LeftOut: l.Facts.leftOut.first(i),
		LabelRaster: l.Facts.rasters.first(i), Sidecars: l.Facts.sidecars.list(i)}
	if f.Labels == nil && it.Label != "" {
		f.Labels = []string{it.Label}
	}
	if i < len(l.Facts.folds) {
		f.Fold = int(l.Facts.folds[i]) - 1
	}
	if i < len(l.Facts.times) && l.Facts.times[i] != noTime {
		f.Time = time.UnixMicro(l.Facts.times[i]).UTC()
	}
	for _, name := range f.Sidecars {
		if strings.HasSuffix(strings.ToLower(name), ".msk") {
			f.Masks = append(f.Masks, besidePath(*it.file(), name))
		}
	}
	return f
}

// empty reports whether no item has facts.
func (l *Facts) empty() bool {
	return len(l.labels.spans)+len(l.splits.spans)+len(l.leftOut.spans)+len(l.rasters.spans)+len(l.sidecars.spans)+len(l.folds)+len(l.times)+len(l.Columns) == 0
}

// set keeps the facts of item i, which is the next one or one that has none.
func (l *Facts) set(i int, f *Fact) {
	if len(f.Labels) > 1 {
		l.labels.set(i, f.Labels...)
	}
	l.splits.set(i, f.Splits...)
	l.sidecars.set(i, f.Sidecars...)
	if f.LeftOut != "" {
		l.leftOut.set(i, f.LeftOut)
	}
	if f.LabelRaster != "" {
		l.rasters.set(i, f.LabelRaster)
	}
	if f.Fold >= 0 {
		l.folds = grown(l.folds, i+1, 0)
		l.folds[i] = int32(f.Fold) + 1
	}
	if !f.Time.IsZero() {
		l.times = grown(l.times, i+1, noTime)
		l.times[i] = f.Time.UnixMicro()
	}
}

// arrange puts the facts into another order: what was at order[i] comes to i.
func (l *Facts) arrange(order []int32) {
	for _, t := range []*texts{&l.labels, &l.splits, &l.leftOut, &l.rasters, &l.sidecars} {
		t.spans = arranged(t.spans, order, span32{})
	}
	l.folds = arranged(l.folds, order, 0)
	l.times = arranged(l.times, order, noTime)
	for i := range l.Columns {
		l.Columns[i].arrange(order)
	}
}

// texts is a column of lists of texts, most of which are empty. Equal lists of
// items that follow each other are kept once.
type texts struct {
	data  strings.Builder
	spans []span32
	last  string
	at    span32 // of last
}

type span32 struct {
	from int64
	size int32
}

// set keeps the list of item i. Elements end with a zero byte, which no path has.
func (t *texts) set(i int, list ...string) {
	if len(list) == 0 {
		return
	}
	joined := strings.Join(list, "\x00") + "\x00"
	if joined != t.last {
		t.last, t.at = joined, span32{int64(t.data.Len()), int32(len(joined))}
		t.data.WriteString(joined)
	}
	t.spans = grown(t.spans, i+1, span32{})
	t.spans[i] = t.at
}

func (t *texts) list(i int) []string {
	if i >= len(t.spans) || t.spans[i].size == 0 {
		return nil
	}
	s := t.spans[i]
	return strings.Split(t.data.String()[s.from:][:s.size-1], "\x00")
}

func (t *texts) first(i int) string {
	if list := t.list(i); list != nil {
		return list[0]
	}
	return ""
}

// grown returns the list with at least n entries, new ones set to none.
func grown[T any](list []T, n int, none T) []T {
	list = slices.Grow(list, max(0, n-len(list)))
	for len(list) < n {
		list = append(list, none)
	}
	return list
}

// arranged returns the list in another order; entries that it lacks are none.
func arranged[T any](list []T, order []int32, none T) []T {
	if len(list) == 0 {
		return nil
	}
	out := make([]T, len(order))
	for i, from := range order {
		if out[i] = none; int(from) < len(list) {
			out[i] = list[from]
		}
	}
	return out
}

// besidePath returns the path of a file in the folder of another.
func besidePath(file, name string) string {
	return file[:strings.LastIndexAny(file, `/\`)+1] + name
}
