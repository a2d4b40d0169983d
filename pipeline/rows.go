package pipeline

import (
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Rows are the rows of a dataset. There may be millions, so a row is packed
// into a hundred bytes or two, and the [Row] is made when it is asked for. The
// zero value is empty.
type Rows struct {
	data     arena // packed rows
	list     []rowPlace
	buf      []byte // the row that is being packed
	words    wordList
	sums     manifest.SumKind // which holds the sums of all rows
	last     string           // the id that was added last
	unsorted bool
}

// rowPlace is where a row is packed, and what is not: its assignment, which
// comes after measuring and may change.
type rowPlace struct {
	at    uint64
	split int32 // a word
	fold  int32
}

// What a packed row says of itself in one byte.
const (
	rowMeasured = 1 << iota // moments are there
	rowPathIsID             // the path ends with the id
	rowWindow               // of a chip
	rowPHash
	rowPlaced // on the map
)

// Len returns the number of rows.
func (l *Rows) Len() int { return len(l.list) }

// All yields the rows and their indices.
func (l *Rows) All() iter.Seq2[int, *Row] {
	return func(yield func(int, *Row) bool) {
		for i := range l.list {
			if !yield(i, l.At(i)) {
				return
			}
		}
	}
}

// in yields the indices of the rows of a split.
func (l *Rows) in(split string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range l.list {
			if l.Split(i) == split && !yield(i) {
				return
			}
		}
	}
}

// Add appends a row. Means and standard deviations are not kept: they follow
// from the sums. It returns an error where lists do not fit the bands.
func (l *Rows) Add(r *Row) error {
	flags, err := r.flags()
	if err != nil {
		return err
	}
	l.buf = l.buf[:0]
	dir := r.ID[:strings.LastIndexByte(r.ID, '/')+1]
	l.word(dir)
	l.text(r.ID[len(dir):])
	l.buf = append(l.buf, flags)
	if flags&rowMeasured != 0 {
		m := r.Moments()
		l.buf = packMoments(l.buf, &m)
		l.sums = max(l.sums, sumKind(&m))
	} else {
		l.int(r.Total)
		l.int(r.Complete)
	}
	l.int(r.spilled)
	if flags&rowPathIsID != 0 {
		l.word(strings.TrimSuffix(r.Path, r.ID))
	} else {
		l.word(r.Path)
	}
	l.buf = append(l.buf, byte(r.Type), byte(r.Grade))
	for _, n := range [...]int32{r.Width, r.Height, r.Bands} {
		l.int(int64(n))
	}
	for _, w := range [...]string{r.SampleType, r.Label, r.Group, r.CRS, r.Decoder} {
		l.word(w)
	}
	l.int(r.Bytes)
	l.buf = append(l.buf, r.ContentHash[:]...)
	if flags&rowPHash != 0 {
		l.text(string(r.PHash))
	}
	if flags&rowWindow != 0 {
		for _, n := range r.Window {
			l.int(int64(n))
		}
	}
	if flags&rowPlaced != 0 {
		for _, v := range r.BBox {
			l.buf = packFloat(l.buf, v)
		}
	}
	l.keep(r)
	return nil
}

// keep adds the row that was packed.
func (l *Rows) keep(r *Row) {
	l.list = append(l.list, rowPlace{l.data.add(l.buf), int32(l.words.number(r.Split)), r.Fold})
	l.unsorted = l.unsorted || r.ID < l.last
	l.last = r.ID
}

func (l *Rows) int(n int64)     { l.buf = binary.AppendVarint(l.buf, n) }
func (l *Rows) word(s string)   { l.buf = binary.AppendUvarint(l.buf, uint64(l.words.number(s))) }
func (l *Rows) text(s string)   { l.buf = append(binary.AppendUvarint(l.buf, uint64(len(s))), s...) }
func (l *Rows) at(i int) packed { return l.data.at(l.list[i].at) }

// flags says what is there of a row.
func (r *Row) flags() (flags byte, err error) {
	n := int(r.Bands)
	lengths := [...]int{len(r.Valid), len(r.Minimum), len(r.Maximum), len(r.Sum), len(r.SumSquares), len(r.SumComplete)}
	switch {
	case n > 0 && lengths == [...]int{n, n, n, n, n, n} && (r.SumProducts == nil || len(r.SumProducts) == stats.Pairs(n)):
		flags |= rowMeasured
	case lengths != [...]int{5: 0} || r.SumProducts != nil:
		return 0, fmt.Errorf("%s: lists of another length than its %d bands", r.ID, n)
	}
	if strings.HasSuffix(r.Path, r.ID) {
		flags |= rowPathIsID
	}
	if r.Window != nil {
		flags |= rowWindow
	}
	if r.PHash != nil {
		flags |= rowPHash
	}
	if r.BBox != nil {
		flags |= rowPlaced
	}
	return flags, nil
}

// At returns row i, made anew: it is the caller's, and to change it does not
// change the rows.
func (l *Rows) At(i int) *Row {
	r, p, place := new(Row), l.at(i), l.list[i]
	r.Split, r.Fold = l.words.list[place.split], place.fold
	r.ID = l.id(&p)
	flags := p.byte()
	if flags&rowMeasured != 0 {
		m := p.moments()
		r.setMoments(&m)
	} else {
		r.Total, r.Complete = p.varint(), p.varint()
	}
	r.spilled = p.varint()
	r.Path = l.read(&p)
	if flags&rowPathIsID != 0 {
		r.Path += r.ID
	}
	r.Type, r.Grade = raster.SampleType(p.byte()), int8(p.byte())
	for _, n := range [...]*int32{&r.Width, &r.Height, &r.Bands} {
		*n = int32(p.varint())
	}
	for _, w := range [...]*string{&r.SampleType, &r.Label, &r.Group, &r.CRS, &r.Decoder} {
		*w = l.read(&p)
	}
	r.Bytes = p.varint()
	copy(r.ContentHash[:], p.bytes(len(r.ContentHash)))
	if flags&rowPHash != 0 {
		r.PHash = slices.Clone(p.bytes(int(p.uvarint())))
	}
	if flags&rowWindow != 0 {
		r.Window = new([4]int32)
		for k := range r.Window {
			r.Window[k] = int32(p.varint())
		}
	}
	if flags&rowPlaced != 0 {
		r.BBox = new([4]float64)
		for k := range r.BBox {
			r.BBox[k] = p.float()
		}
	}
	return r
}

// Moments returns the statistics of row i, as [Row.Moments] does.
func (l *Rows) Moments(i int) stats.Moments {
	p := l.at(i)
	p.uvarint() // the id
	p.bytes(int(p.uvarint()))
	if p.byte()&rowMeasured == 0 {
		return l.At(i).Moments()
	}
	return p.moments()
}

// read reads a word.
func (l *Rows) read(p *packed) string { return l.words.list[p.uvarint()] }

func (l *Rows) id(p *packed) string {
	dir := l.read(p)
	return dir + string(p.bytes(int(p.uvarint())))
}

// ID returns the id of row i.
func (l *Rows) ID(i int) string {
	p := l.at(i)
	return l.id(&p)
}

// Split returns the split of row i.
func (l *Rows) Split(i int) string { return l.words.list[l.list[i].split] }

// assign sets split and fold of row i.
func (l *Rows) assign(i int, split string, fold int32) {
	l.list[i].split, l.list[i].fold = int32(l.words.number(split)), fold
}

// sort puts the rows in the order of their ids.
func (l *Rows) sort() {
	if !l.unsorted {
		return
	}
	sorted := make([]rowPlace, len(l.list))
	for k, i := range orderByID(l.Len(), l.ID) {
		sorted[k] = l.list[i]
	}
	l.list, l.unsorted = sorted, false
}

// wordList numbers texts that recur.
type wordList struct {
	list []string
	at   map[string]int
}

func (w *wordList) number(s string) int {
	n, ok := w.at[s]
	if !ok {
		if w.at == nil {
			w.at = make(map[string]int)
		}
		s, n = strings.Clone(s), len(w.list)
		w.list, w.at[s] = append(w.list, s), n
	}
	return n
}
