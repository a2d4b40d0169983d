package table

import (
	"iter"
	"slices"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Rows are the rows of a dataset. There may be millions, so a row is packed
// into a hundred bytes or two, and the [Row] is made when it is asked for. The
// zero value is empty.
type Rows struct {
	data     Arena // packed rows
	list     []rowPlace
	buf      []byte // the row that is being packed
	texts    texts
	sums     manifest.SumKind // which holds the sums of all rows
	last     string           // the id that was added last
	unsorted bool
	products *products // in a temporary file; nil: in the rows
}

// rowPlace is where a row is packed, and what is not: its assignment, which
// comes after measuring and may change.
type rowPlace struct {
	at    uint64
	split int32 // a text, as the next two
	leak  int32
	left  int32
	fold  int32
}

// What a packed row says of itself in one byte.
const (
	rowMeasured = 1 << iota // moments are there
	rowPathIsID             // the path ends with the id
	rowWindow               // of a chip
	rowPHash
	rowPlaced // on the map
	rowFacts  // see facts.go
	rowGrey   // the moments are of one band and count in each of three
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

// In yields the indices of the rows of a split.
func (l *Rows) In(split string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range l.list {
			if l.Split(i) == split && !yield(i) {
				return
			}
		}
	}
}

// At returns row i, made anew: it is the caller's, and to change it does not
// change the rows.
func (l *Rows) At(i int) *Row {
	r, p, place := new(Row), l.at(i), l.list[i]
	r.Split, r.LeakGroup, r.LeftOut, r.Fold = l.texts.list[place.split], l.texts.list[place.leak], l.texts.list[place.left], place.fold
	r.ID = l.id(&p)
	flags := p.byte()
	if flags&rowMeasured != 0 {
		m := p.momentsOf(flags)
		r.SetMoments(&m)
	} else {
		r.Total, r.Complete = p.varint(), p.varint()
	}
	r.inFile = p.varint()
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
	if flags&rowFacts != 0 {
		l.readFacts(r, &p)
	}
	return r
}

// momentsOf reads the moments of a row with the given flags.
func (p *packed) momentsOf(flags byte) stats.Moments {
	m := p.moments()
	if flags&rowGrey != 0 {
		m = m.GreyToRGB()
	}
	return m
}

// Moments returns the statistics of row i, as [Row.Moments] does: without the
// products of bands where these lie in a file.
func (l *Rows) Moments(i int) stats.Moments {
	m, _ := l.moments(i)
	return m
}

// AllMoments returns the statistics of row i with its products of bands.
func (l *Rows) AllMoments(i int) (stats.Moments, error) {
	m, inFile := l.moments(i)
	var err error
	if inFile != 0 {
		m.SumProducts, err = l.products.give(inFile)
	}
	return m, err
}

func (l *Rows) moments(i int) (m stats.Moments, inFile int64) {
	p := l.at(i)
	p.uvarint() // the id
	p.bytes(int(p.uvarint()))
	flags := p.byte()
	if flags&rowMeasured == 0 {
		return l.At(i).Moments(), 0
	}
	m = p.momentsOf(flags)
	return m, p.varint()
}

// read reads a word.
func (l *Rows) read(p *packed) string { return l.texts.list[p.uvarint()] }

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
func (l *Rows) Split(i int) string { return l.texts.list[l.list[i].split] }

// LeftOut returns why row i has no split, "" where nothing is said.
func (l *Rows) LeftOut(i int) string { return l.texts.list[l.list[i].left] }

// Fold returns the fold of row i, −1 where there is none.
func (l *Rows) Fold(i int) int32 { return l.list[i].fold }

// Assign sets split and fold of row i; "" and −1 are none.
func (l *Rows) Assign(i int, split string, fold int32) {
	l.list[i].split, l.list[i].fold = l.number(split), fold
}

// SetLeakGroup sets the group of row i that a splitter kept whole, and why the
// row has no split; "" where there is no such thing.
func (l *Rows) SetLeakGroup(i int, group, leftOut string) {
	l.list[i].leak, l.list[i].left = l.number(group), l.number(leftOut)
}

func (l *Rows) number(s string) int32 { return int32(l.texts.number(s)) }

// Sort puts the rows in the order of their ids.
func (l *Rows) Sort() {
	if !l.unsorted {
		return
	}
	sorted := make([]rowPlace, len(l.list))
	for k, i := range OrderByID(l.Len(), l.ID) {
		sorted[k] = l.list[i]
	}
	l.list, l.unsorted = sorted, false
}
