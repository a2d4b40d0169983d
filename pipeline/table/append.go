package table

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/bandprep/bandprep/stats"
)

// Add appends a row. Means and standard deviations are not kept: they follow
// from the sums. It returns an error where lists do not fit the bands.
func (l *Rows) Add(r *Row) error {
	if err := l.products.take(r); err != nil {
		return err
	}
	if err := l.pack(r); err != nil {
		return err
	}
	l.list = append(l.list, rowPlace{l.data.Add(l.buf), l.number(r.Split), l.number(r.LeakGroup), l.number(r.LeftOut), r.Fold})
	l.unsorted = l.unsorted || r.ID < l.last
	l.last = r.ID
	return nil
}

// Judge sets what a person said of row i: grade, mark, and label where it is not
// "". The row is packed anew, so this must come before [Table.Where],
// whose tables share what is packed.
func (l *Rows) Judge(i int, grade int8, mark, label string) {
	r := l.At(i)
	r.Grade, r.Mark = grade, mark
	if label != "" && label != r.Label {
		r.Label, r.Labels = label, nil
	}
	if err := l.pack(r); err != nil {
		panic(err) // a row that was packed can be packed
	}
	l.list[i].at = l.data.Add(l.buf)
}

// pack packs a row into the buffer.
func (l *Rows) pack(r *Row) error {
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
		l.sums = max(l.sums, sumKind(&m))
		if flags&rowGrey != 0 {
			m = m.Select([]int{0})
		}
		l.buf = AppendMoments(l.buf, &m)
	} else {
		l.int(r.Total)
		l.int(r.Complete)
	}
	l.int(r.inFile)
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
	if flags&rowFacts != 0 {
		l.packFacts(r, r.facts())
	}
	return nil
}

func (l *Rows) int(n int64)     { l.buf = binary.AppendVarint(l.buf, n) }
func (l *Rows) word(s string)   { l.buf = binary.AppendUvarint(l.buf, uint64(l.texts.number(s))) }
func (l *Rows) text(s string)   { l.buf = append(binary.AppendUvarint(l.buf, uint64(len(s))), s...) }
func (l *Rows) at(i int) packed { return l.data.At(l.list[i].at) }

// flags says what is there of a row.
func (r *Row) flags() (flags byte, err error) {
	n := len(r.Valid)
	lengths := [...]int{len(r.Valid), len(r.Minimum), len(r.Maximum), len(r.Sum), len(r.SumSquares), len(r.SumComplete)}
	switch {
	case n > 0 && lengths == [...]int{n, n, n, n, n, n} && (r.SumProducts == nil || len(r.SumProducts) == stats.Pairs(n)):
		flags |= rowMeasured
	case lengths != [...]int{5: 0} || r.SumProducts != nil:
		return 0, fmt.Errorf("%s: lists of different lengths", r.ID)
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
	if r.facts() != 0 {
		flags |= rowFacts
	}
	if flags&rowMeasured != 0 && r.sameInEveryBand() {
		flags |= rowGrey
	}
	return flags, nil
}

// texts numbers texts that recur.
type texts struct {
	list []string
	at   map[string]int
}

func (w *texts) number(s string) int {
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
