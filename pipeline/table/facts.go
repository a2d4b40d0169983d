package table

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/bandprep/bandprep/manifest"
)

// Facts of a row that most rows do not have are packed behind a number that says
// which are there.
const (
	factMember = 1 << iota
	factPage
	factFiles
	factLabels
	factTime
	factMark
	factMask
	factLabelRaster
	factClassPixels
	factBoxes
	factPixelHash
	factFootprint
	factHistogram
	factExtra
	factPicture
)

// facts says which facts a row has, in the order of the bits above.
func (r *Row) facts() (f uint64) {
	for bit, there := range [...]bool{
		r.Member != "", r.Page != nil, r.Files != nil, r.Labels != nil, !r.Time.IsZero(), r.Mark != "", r.Mask != "", r.LabelRaster != "",
		r.ClassPixels != nil, r.Boxes != nil, r.PixelHash != [16]byte{}, r.Footprint != nil, r.Histogram != nil, r.Extra != nil, r.Picture != [24]byte{},
	} {
		if there {
			f |= 1 << bit
		}
	}
	return f
}

// packFacts appends the facts f of a row.
func (l *Rows) packFacts(r *Row, f uint64) {
	l.buf = binary.AppendUvarint(l.buf, f)
	if f&factMember != 0 {
		l.path(r.Member)
	}
	if f&factPage != 0 {
		l.int(int64(*r.Page))
	}
	for _, list := range [...][]string{r.Files, r.Labels} {
		if list != nil {
			l.int(int64(len(list)))
			for _, s := range list {
				l.path(s)
			}
		}
	}
	if f&factTime != 0 {
		l.int(r.Time.UnixMicro())
	}
	for _, s := range [...]string{r.Mark, r.Mask, r.LabelRaster} {
		if s != "" {
			l.path(s)
		}
	}
	if f&factClassPixels != 0 {
		l.int(int64(len(r.ClassPixels)))
		for _, c := range r.ClassPixels {
			l.int(c.Value)
			l.int(c.Pixels)
		}
	}
	if f&factBoxes != 0 {
		l.int(int64(len(r.Boxes)))
		for _, b := range r.Boxes {
			l.floats(b.X, b.Y, b.Width, b.Height)
			l.word(b.Label)
		}
	}
	if f&factPixelHash != 0 {
		l.buf = append(l.buf, r.PixelHash[:]...)
	}
	if f&factFootprint != 0 {
		l.int(int64(len(r.Footprint)))
		l.floats(r.Footprint...)
	}
	if f&factHistogram != 0 {
		l.int(int64(len(r.Histogram)))
		for _, n := range r.Histogram {
			l.int(n)
		}
	}
	if f&factExtra != 0 {
		l.int(int64(len(r.Extra)))
		for _, v := range r.Extra {
			l.value(v)
		}
	}
	if f&factPicture != 0 {
		l.buf = append(l.buf, r.Picture[:]...)
	}
}

// path appends a path: its folder, which recurs, and its name.
func (l *Rows) path(s string) {
	dir := s[:strings.LastIndexByte(s, '/')+1]
	l.word(dir)
	l.text(s[len(dir):])
}

func (l *Rows) floats(list ...float64) {
	for _, v := range list {
		l.buf = packFloat(l.buf, v)
	}
}

// value appends a cell of a further column.
func (l *Rows) value(v manifest.Value) {
	l.buf = append(l.buf, byte(v.Type()))
	switch v.Type() {
	case manifest.Text:
		l.word(v.Text())
	case manifest.Float64:
		l.floats(v.Float64())
	case manifest.Bool:
		l.buf = append(l.buf, 0)
		if v.Bool() {
			l.buf[len(l.buf)-1] = 1
		}
	case manifest.Int64, manifest.Time:
		l.int(v.Int64())
	}
}

// readFacts reads what packFacts wrote.
func (l *Rows) readFacts(r *Row, p *packed) {
	f := p.uvarint()
	if f&factMember != 0 {
		r.Member = l.id(p)
	}
	if f&factPage != 0 {
		page := int32(p.varint())
		r.Page = &page
	}
	for bit, list := range [...]*[]string{&r.Files, &r.Labels} {
		if f&(factFiles<<bit) != 0 {
			*list = make([]string, p.varint())
			for i := range *list {
				(*list)[i] = l.id(p)
			}
		}
	}
	if f&factTime != 0 {
		r.Time = time.UnixMicro(p.varint()).UTC()
	}
	for bit, s := range [...]*string{&r.Mark, &r.Mask, &r.LabelRaster} {
		if f&(factMark<<bit) != 0 {
			*s = l.id(p)
		}
	}
	if f&factClassPixels != 0 {
		r.ClassPixels = make([]manifest.ClassPixels, p.varint())
		for i := range r.ClassPixels {
			r.ClassPixels[i] = manifest.ClassPixels{Value: p.varint(), Pixels: p.varint()}
		}
	}
	if f&factBoxes != 0 {
		r.Boxes = make([]manifest.Box, p.varint())
		for i := range r.Boxes {
			r.Boxes[i] = manifest.Box{X: p.float(), Y: p.float(), Width: p.float(), Height: p.float(), Label: l.read(p)}
		}
	}
	if f&factPixelHash != 0 {
		copy(r.PixelHash[:], p.bytes(len(r.PixelHash)))
	}
	if f&factFootprint != 0 {
		r.Footprint = make([]float64, p.varint())
		for i := range r.Footprint {
			r.Footprint[i] = p.float()
		}
	}
	if f&factHistogram != 0 {
		r.Histogram = make([]int64, p.varint())
		for i := range r.Histogram {
			r.Histogram[i] = p.varint()
		}
	}
	if f&factExtra != 0 {
		r.Extra = make([]manifest.Value, p.varint())
		for i := range r.Extra {
			r.Extra[i] = l.readValue(p)
		}
	}
	if f&factPicture != 0 {
		copy(r.Picture[:], p.bytes(len(r.Picture)))
	}
}

func (l *Rows) readValue(p *packed) manifest.Value {
	switch manifest.ColumnType(p.byte()) {
	case manifest.Text:
		return manifest.TextValue(l.read(p))
	case manifest.Float64:
		return manifest.Float64Value(p.float())
	case manifest.Bool:
		return manifest.BoolValue(p.byte() != 0)
	case manifest.Int64:
		return manifest.Int64Value(p.varint())
	case manifest.Time:
		return manifest.TimeValue(time.UnixMicro(p.varint()))
	}
	return manifest.Value{}
}

// sameInEveryBand reports whether the statistics of a row are those of one band,
// three times: a grey image in a colour set.
func (r *Row) sameInEveryBand() bool {
	if r.Bands != 1 || len(r.Valid) != 3 || r.SumProducts == nil {
		return false
	}
	for b := 1; b < 3; b++ {
		if r.Valid[b] != r.Valid[0] || r.Sum[b] != r.Sum[0] || r.SumSquares[b] != r.SumSquares[0] || r.SumComplete[b] != r.SumComplete[0] ||
			math.Float64bits(r.Minimum[b]) != math.Float64bits(r.Minimum[0]) || math.Float64bits(r.Maximum[b]) != math.Float64bits(r.Maximum[0]) {
			return false
		}
	}
	return !slices.ContainsFunc(r.SumProducts, func(s sum) bool { return s != r.SumProducts[0] })
}
