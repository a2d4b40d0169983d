package raster

import (
	"context"
	"slices"
	"sync"
)

// Masked is a source of which only the pixels count where a mask, an image of
// one band and the same size, has one of some values.
type Masked struct {
	Source
	mask   Source
	values []float64 // nil: all but 0
	pool   sync.Pool
}

// NewMasked lays mask over s; both are closed with it. Values are those of the
// mask where pixels count; nil means all but 0. It returns a [BrokenError]
// where the sizes differ or the mask has several bands.
func NewMasked(s, mask Source, values []float64) (*Masked, error) {
	h, m := s.Header(), mask.Header()
	if len(m.Bands) != 1 {
		return nil, Broken("mask", "", "the mask has %d bands, want 1", len(m.Bands))
	}
	if m.Width != h.Width || m.Height != h.Height {
		return nil, Broken("mask", "", "the mask has %d×%d pixels, the image %d×%d", m.Width, m.Height, h.Width, h.Height)
	}
	return &Masked{Source: s, mask: mask, values: values, pool: sync.Pool{New: func() any { return new(Block) }}}, nil
}

// Header implements [Source].
func (m *Masked) Header() Header {
	h := m.Source.Header()
	h.HasMask = true
	return h
}

// Close implements [Source].
func (m *Masked) Close() error {
	m.mask.Close()
	return m.Source.Close()
}

// Read implements [Source].
func (m *Masked) Read(ctx context.Context, w Window, dst *Block) error {
	b := m.pool.Get().(*Block)
	defer m.pool.Put(b)
	if err := m.Source.Read(ctx, w, dst); err != nil {
		return err
	}
	if err := m.mask.Read(ctx, w, b); err != nil {
		return err
	}
	dst.KeepWhere(b, m.mask.Header().Type, m.counts)
	return nil
}

func (m *Masked) counts(v float64) bool {
	if m.values == nil {
		return v != 0
	}
	return slices.Contains(m.values, v)
}

// Classes returns the values of the mask in a window, ascending.
func (m *Masked) Classes(ctx context.Context, w Window, dst *Block) ([]float64, error) {
	if err := m.mask.Read(ctx, w, dst); err != nil {
		return nil, err
	}
	seen := make(map[float64]bool)
	t := m.mask.Header().Type
	for i := range w.Pixels() {
		if v := dst.At(i, t); v == v && (m.values == nil || slices.Contains(m.values, v)) {
			seen[v] = true
		}
	}
	var list []float64
	for v := range seen {
		list = append(list, v)
	}
	slices.Sort(list)
	return list, nil
}

// Image returns the source without its mask.
func (m *Masked) Image() Source { return m.Source }

// MaskType returns the sample type of the mask.
func (m *Masked) MaskType() SampleType { return m.mask.Header().Type }

// KeepWhere makes the samples invalid whose pixel in mask, a block of one band
// of the same window, does not count.
func (b *Block) KeepWhere(mask *Block, t SampleType, counts func(float64) bool) {
	n := b.Window.Pixels()
	valid := b.MakeValid()
	for i := range n {
		if counts(mask.At(i, t)) && mask.valid1(i) {
			continue
		}
		for band := range b.Bands {
			valid[band*n+i] = false
		}
	}
}

func (b *Block) valid1(i int) bool { return b.Valid == nil || b.Valid[i] }
