package keep

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// Masked is an image of which only the pixels count for which an expression on
// masks is true.
type Masked struct {
	raster.Source
	// EveryClass makes [Masked.Classes] yield those, too, where no pixel counts.
	EveryClass bool

	expr  *Expr
	masks []raster.Source
	pool  *sync.Pool // of *work
}

// work is the memory of one Read.
type work struct {
	blocks []*raster.Block
	keeps  []bool
}

// New lays masks over s: images of one band each, of the size of s, in the order
// of the names of the expression. All are closed with it. It returns a
// [raster.BrokenError] where a mask has another size or several bands.
func New(s raster.Source, expr *Expr, masks []raster.Source) (*Masked, error) {
	h := s.Header()
	for i, mask := range masks {
		if err := Fits(mask.Header(), h, expr.names[i]); err != nil {
			return nil, err
		}
	}
	if len(masks) != len(expr.names) {
		return nil, fmt.Errorf("%d masks for %d names", len(masks), len(expr.names))
	}
	return &Masked{Source: s, expr: expr, masks: masks, pool: &sync.Pool{New: func() any {
		w := &work{blocks: make([]*raster.Block, len(masks))}
		for i := range w.blocks {
			w.blocks[i] = new(raster.Block)
		}
		return w
	}}}, nil
}

// Fits returns a [raster.BrokenError] unless a mask has one band and the size of
// the image; name is that of the mask in the condition.
func Fits(m, image raster.Header, name string) error {
	if len(m.Bands) != 1 {
		return raster.Broken("mask", "", "the mask has %d bands, want 1: --keep names one, as %s.1", len(m.Bands), name)
	}
	if m.Width != image.Width || m.Height != image.Height {
		return raster.Broken("mask", "", "the mask has %d×%d pixels, the image %d×%d", m.Width, m.Height, image.Width, image.Height)
	}
	return nil
}

// Header implements [raster.Source].
func (m *Masked) Header() raster.Header {
	h := m.Source.Header()
	h.HasMask = true
	return h
}

// Close implements [raster.Source].
func (m *Masked) Close() error {
	for _, mask := range m.masks {
		mask.Close()
	}
	return m.Source.Close()
}

// Crop returns the window of the image and its masks as an image of its own, which
// takes m over.
func (m *Masked) Crop(w raster.Window) *Masked {
	c := *m
	c.Source, c.masks = raster.NewCrop(m.Source, w), slices.Clone(m.masks)
	for i := range c.masks {
		c.masks[i] = raster.NewCrop(c.masks[i], w)
	}
	return &c
}

// Read implements [raster.Source].
func (m *Masked) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	if err := m.Source.Read(ctx, w, dst); err != nil {
		return err
	}
	k := m.pool.Get().(*work)
	defer m.pool.Put(k)
	keeps, err := m.keeps(ctx, w, k)
	if err != nil {
		return err
	}
	dst.KeepWhere(keeps)
	m.fill(dst, keeps)
	return nil
}

// fill gives samples that do not count the value that means no data, in bands that
// declare one: what is written of them says so.
func (m *Masked) fill(b *raster.Block, keeps []bool) {
	h, n := m.Source.Header(), b.Window.Pixels()
	for band := range h.Bands {
		if h.Bands[band].NoData == nil {
			continue
		}
		v, ok := raster.FitNoData(*h.Bands[band].NoData, h.Type)
		if !ok {
			continue
		}
		v += float64(h.Type.Bias())
		for i, kept := range keeps {
			switch at := band*n + i; {
			case kept:
			case b.U8 != nil:
				b.U8[at] = uint8(v)
			case b.U16 != nil:
				b.U16[at] = uint16(v)
			default:
				b.F64[at] = v
			}
		}
	}
}

// keeps returns which pixels of a window count, in the memory of k.
func (m *Masked) keeps(ctx context.Context, w raster.Window, k *work) ([]bool, error) {
	types := make([]raster.SampleType, len(m.masks))
	for i, mask := range m.masks {
		types[i] = mask.Header().Type
		if err := mask.Read(ctx, w, k.blocks[i]); err != nil {
			return nil, fmt.Errorf("mask %s: %w", m.expr.names[i], err)
		}
	}
	k.keeps = slices.Grow(k.keeps[:0], w.Pixels())[:w.Pixels()]
	m.expr.Eval(k.blocks, types, k.keeps)
	return k.keeps, nil
}

// all keeps the pixels at which the masks have numbers.
func (k *work) all(keeps []bool) {
	for i := range keeps {
		keeps[i] = true
	}
	for _, b := range k.blocks {
		known(b, keeps)
	}
}

// Classes calls yield for the values that the first mask has where pixels count,
// ascending, with the samples of the image where it has that value. The block is
// valid during the call only.
func (m *Masked) Classes(ctx context.Context, w raster.Window, yield func(class float64, b *raster.Block)) error {
	k := m.pool.Get().(*work)
	defer m.pool.Put(k)
	keeps, err := m.keeps(ctx, w, k)
	if err != nil {
		return err
	}
	if m.EveryClass {
		k.all(keeps)
	}
	t, first := m.masks[0].Header().Type, k.blocks[0]
	seen := make(map[float64]bool)
	var list []float64
	for i, kept := range keeps {
		if !kept {
			continue
		}
		if v := first.At(i, t); !seen[v] {
			seen[v] = true
			list = append(list, v)
		}
	}
	slices.Sort(list)
	var b raster.Block
	here := make([]bool, len(keeps))
	for _, class := range list {
		if err := m.Source.Read(ctx, w, &b); err != nil {
			return err
		}
		for i := range keeps {
			here[i] = keeps[i] && first.At(i, t) == class
		}
		b.KeepWhere(here)
		yield(class, &b)
	}
	return nil
}
