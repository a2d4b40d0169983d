package transforms

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/bandprep/bandprep/raster"
)

// memory is a source of one block that covers the image.
type memory struct {
	header raster.Header
	block  raster.Block
}

func (m *memory) Header() raster.Header { return m.header }
func (m *memory) Close() error          { return nil }

func (m *memory) Tasks(w raster.Window) []raster.Window {
	return w.Rows(m.header.BlockH, w.W*m.header.BlockH)
}

func (m *memory) Read(_ context.Context, w raster.Window, dst *raster.Block) error {
	if w.Empty() || !m.header.Window().Contains(w) {
		return fmt.Errorf("window %v of %v was read", w, m.header.Window())
	}
	affine{x0: w.X, xx: 1, y0: w.Y, yy: 1}.apply(raster.Window{W: w.W, H: w.H}, dst, &m.block)
	dst.Window = w
	return nil
}

// Stream hands over one row at a time.
func (m *memory) Stream(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	for _, row := range w.Rows(1, 1) {
		if err := m.Read(ctx, row, dst); err != nil {
			return err
		}
		if err := yield(dst); err != nil {
			return err
		}
	}
	return nil
}

// randomImage has bands of noise; some samples are not valid if holes.
func randomImage(r *rand.Rand, w, h, bands int, t raster.SampleType, holes bool) *memory {
	m := &memory{header: raster.Header{Width: w, Height: h, Bands: make([]raster.Band, bands), Type: t, BlockW: w, BlockH: max(h/3, 1)}}
	m.block.Reset(m.header.Window(), bands, t.Storage())
	n := bands * w * h
	for i := range n {
		switch {
		case m.block.U8 != nil:
			m.block.U8[i] = uint8(r.Uint32())
		case m.block.U16 != nil:
			m.block.U16[i] = uint16(r.Uint32())
		default:
			m.block.F64[i] = float64(float32(r.NormFloat64() * 100))
			if holes && r.IntN(9) == 0 {
				m.block.F64[i] = []float64{math.NaN(), math.Inf(1)}[r.IntN(2)]
			}
		}
	}
	if holes && r.IntN(2) == 0 {
		for i := range m.block.MakeValid() {
			m.block.Valid[i] = r.IntN(5) > 0
		}
	}
	return m
}

// readAll reads a source in the given windows into one block.
func readAll(s raster.Source, windows []raster.Window) (*raster.Block, error) {
	h := s.Header()
	all := new(raster.Block)
	all.Reset(h.Window(), len(h.Bands), h.Type.Storage())
	all.MakeValid()
	seen := 0
	var b raster.Block
	for _, w := range windows {
		if err := s.Read(context.Background(), w, &b); err != nil {
			return nil, err
		}
		if b.Window != w || b.Bands != len(h.Bands) || b.Storage() != h.Type.Storage() {
			return nil, fmt.Errorf("asked for %v of %d bands of %v, got %v of %d", w, len(h.Bands), h.Type, b.Window, b.Bands)
		}
		b.MakeValid()
		affine{xx: 1, yy: 1}.paste(w, all, &b)
		seen += w.Pixels()
	}
	if seen != h.Window().Pixels() {
		return nil, fmt.Errorf("windows hold %d of %d pixels", seen, h.Window().Pixels())
	}
	return all, nil
}

// same reports whether two blocks hold the same bits.
func same(a, b *raster.Block) bool {
	for i := range a.Valid {
		if a.Valid[i] != b.Valid[i] {
			return false
		}
	}
	for i := range a.F64 {
		if math.Float64bits(a.F64[i]) != math.Float64bits(b.F64[i]) {
			return false
		}
	}
	return string(a.U8) == string(b.U8) && fmt.Sprint(a.U16) == fmt.Sprint(b.U16)
}
