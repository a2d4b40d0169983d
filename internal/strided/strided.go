package strided

import (
	"context"
	"math/bits"
	"slices"
	"strconv"
	"sync"

	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// Layout says where samples stand: sample (band b, row y, column x) begins at
// byte Start + b·Band + y·Row + x·Col.
type Layout struct {
	// Stored is the type of the samples in the file; Unknown is that of the
	// header. Its values must be among those of the header's type.
	Stored         raster.SampleType
	BigEndian      bool
	Start          int64
	Band, Row, Col int64 // Row is negative where the lowest row comes first
}

// Source is an image laid out in a file.
type Source struct {
	file   raster.File
	header raster.Header
	layout Layout
	limits raster.Limits
	finish func(*raster.Block)
	index  int   // of the image, where the file has several
	page   int64 // bytes from one image to the next
}

// New returns a Source for the samples that h describes. Where finish is not
// nil, it is called for every block that was read, to change samples that are
// not stored as they are to be delivered.
func New(f raster.File, h raster.Header, l Layout, limits raster.Limits, finish func(*raster.Block)) (*Source, error) {
	if err := limits.CheckSize(h.Format, int64(h.Width), int64(h.Height)); err != nil {
		return nil, err
	}
	if l.Stored == raster.Unknown {
		l.Stored = h.Type
	}
	end, ok := l.end(&h)
	if size := f.Size(); !ok || end > size {
		return nil, raster.Broken(h.Format, "", "samples end at byte %d of a file of %d bytes", end, size)
	}
	return &Source{file: f, header: h, layout: l, limits: limits, finish: finish}, nil
}

// end returns the offset behind the last sample; ok is false on overflow.
func (l *Layout) end(h *raster.Header) (end int64, ok bool) {
	end, ok = l.Start+int64(l.Stored.Bits()/8), l.Start >= 0 && len(h.Bands) > 0
	row := l.Row
	if row < 0 { // Start is behind all other rows
		ok = ok && (h.Height == 1 || -row <= l.Start/int64(h.Height-1))
		row = 0
	}
	for _, a := range [...][2]int64{{int64(len(h.Bands)), l.Band}, {int64(h.Height), row}, {int64(h.Width), l.Col}} {
		hi, lo := bits.Mul64(uint64(a[0]-1), uint64(a[1]))
		sum, carry := bits.Add64(lo, uint64(end), 0)
		ok = ok && a[1] >= 0 && hi == 0 && carry == 0 && sum < 1<<63
		end = int64(sum)
	}
	return end, ok
}

// Alone is a Source whose file holds nothing but its samples: a header in
// another file describes them. Bytes beyond the last sample are a fact of the
// image, since the header that overlooks them may be wrong.
type Alone struct {
	*Source
	End int64 // of what the header announces, in bytes of the file
}

// NewAlone is [New] for such a file, of which offset bytes come before all
// bands and rows.
func NewAlone(f raster.File, h raster.Header, l Layout, offset int64, limits raster.Limits) (Alone, error) {
	s, err := New(f, h, l, limits, nil)
	return Alone{s, offset + max(l.Band*int64(len(h.Bands)), l.Row*int64(h.Height))}, err
}

// Facts implements [raster.Informer].
func (s Alone) Facts() []raster.Fact {
	n := s.file.Size() - s.End
	if n <= 0 {
		return nil
	}
	return []raster.Fact{{Name: "SurplusBytes", Text: strconv.FormatInt(n, 10), Numbers: []float64{float64(n)}}}
}

// MakeBands returns n bands without names, if the limits allow and f has a bit
// for each.
func MakeBands(format string, f raster.File, n int64, l raster.Limits) ([]raster.Band, error) {
	const bytes = 64 // of a Band
	if n < 1 {
		return nil, raster.Broken(format, "", "%d bands", n)
	}
	if err := raster.TooLarge(format, "", "bands", n, l.WithDefaults().TagBytes/bytes); err != nil {
		return nil, err
	}
	if n/8 > f.Size() {
		return nil, raster.Broken(format, "", "%d bands in a file of %d bytes", n, f.Size())
	}
	return make([]raster.Band, n), nil
}

// Header describes the image.
func (s *Source) Header() raster.Header { return s.header }

// Close closes the file.
func (s *Source) Close() error { return s.file.Close() }

// taskSamples is about how many samples one task holds.
const taskSamples = 1 << 20

// Tasks cuts w into rows, or into columns where rows lie closer together.
func (s *Source) Tasks(w raster.Window) []raster.Window {
	per := max(taskSamples/len(s.header.Bands), 1)
	if s.layout.Row < 0 || s.layout.Col <= s.layout.Row || s.header.Height == 1 {
		return w.Rows(1, per)
	}
	if w.Empty() {
		return nil
	}
	var columns []raster.Window
	step := max(per/w.H, 1)
	for x := w.X; x < w.X+w.W; {
		end := min((x/step+1)*step, w.X+w.W)
		columns = append(columns, raster.Window{X: x, Y: w.Y, W: end - x, H: w.H})
		x = end
	}
	return columns
}

// Read fills dst with the samples of w.
func (s *Source) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	h := s.header
	h.Width, h.Height = max(w.W, 1), max(w.H, 1)
	if err := whole.CheckBlock(&h, s.limits); err != nil {
		return err
	}
	dst.Reset(w, len(h.Bands), h.Type.Storage())
	if w.Empty() {
		return nil
	}
	r := reader{Source: s, ctx: ctx, dst: dst, buf: buffers.Get().(*[]byte)}
	defer buffers.Put(r.buf)
	l := &s.layout
	at, to := l.Start+int64(w.Y)*l.Row+int64(w.X)*l.Col, 0
	rows := axis{w.H, l.Row, w.W}
	if l.Row < 0 { // from the last row of w up
		at, to = at+int64(w.H-1)*l.Row, (w.H-1)*w.W
		rows.stride, rows.step = -l.Row, -w.W
	}
	axes := []axis{{len(h.Bands), l.Band, w.Pixels()}, rows, {w.W, l.Col, 1}}
	slices.SortStableFunc(axes, func(a, b axis) int {
		if a.stride > b.stride {
			return -1
		}
		if a.stride < b.stride {
			return 1
		}
		return 0
	})
	if err := r.read(axes, at, to); err != nil {
		return err
	}
	if s.finish != nil {
		s.finish(dst)
	}
	return nil
}

// axis is one dimension of what is read: n steps of stride bytes in the file
// and of step samples in the block.
type axis struct {
	n      int
	stride int64
	step   int
}

type reader struct {
	*Source
	ctx context.Context
	dst *raster.Block
	buf *[]byte
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxSpan bounds one read.
const maxSpan = 1 << 20

// read fetches the samples along axes, whose first one stands at byte at of the
// file and goes to sample to of the block.
func (r *reader) read(axes []axis, at int64, to int) error {
	size := int64(r.layout.Stored.Bits() / 8)
	span, useful := size, size
	for _, a := range axes {
		span += int64(a.n-1) * a.stride
		useful *= int64(a.n)
	}
	if span <= maxSpan && useful >= span/4 || len(axes) == 0 {
		return r.fetch(axes, at, to, int(span))
	}
	outer := axes[0]
	if len(axes) == 1 { // a run too long for one read, or sparse
		per := max(int(min(maxSpan/max(outer.stride, 1), int64(outer.n))), 1)
		for i := 0; i < outer.n; i += per {
			part := axis{min(per, outer.n-i), outer.stride, outer.step}
			err := r.fetch([]axis{part}, at+int64(i)*outer.stride, to+i*outer.step, int(int64(part.n-1)*part.stride+size))
			if err != nil {
				return err
			}
		}
		return nil
	}
	for i := range outer.n {
		if err := r.read(axes[1:], at+int64(i)*outer.stride, to+i*outer.step); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) fetch(axes []axis, at int64, to, span int) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if cap(*r.buf) < span {
		*r.buf = make([]byte, max(span, 64<<10))
	}
	src := (*r.buf)[:span]
	if err := raster.ReadFull(r.header.Format, r.file, src, at); err != nil {
		return err
	}
	r.spread(axes, src, to)
	return nil
}

// spread puts the samples of src into the block; the axis with the smallest
// positive step is walked innermost.
func (r *reader) spread(axes []axis, src []byte, to int) {
	inner := axis{1, 0, 1}
	outer := [3]axis{{n: 1}, {n: 1}, {n: 1}}
	for i, a := range axes {
		if a.step > 0 && a.n > 1 && (inner.n == 1 || a.step < inner.step) {
			inner, a = a, inner
		}
		outer[i] = a
	}
	for i := range outer[0].n {
		for j := range outer[1].n {
			for k := range outer[2].n {
				from := int64(i)*outer[0].stride + int64(j)*outer[1].stride + int64(k)*outer[2].stride
				r.run(inner, src[from:], to+i*outer[0].step+j*outer[1].step+k*outer[2].step)
			}
		}
	}
}
