package conform

import (
	"context"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// Measured is what a source delivers.
type Measured struct {
	Header raster.Header
	All    []Statistics // of all samples, per band
	Valid  []Statistics // of the valid ones
	RGBA   []Statistics // of the image as red, green, blue, alpha in 0…255
}

// Measure reads all samples of s through its stream, if it has one.
func Measure(s raster.Source) (*Measured, error) {
	h := s.Header()
	m := &Measured{Header: h, All: newStatistics(len(h.Bands)), Valid: newStatistics(len(h.Bands)), RGBA: newStatistics(4)}
	var block raster.Block
	for _, w := range s.Tasks(h.Window()) {
		if err := raster.Each(context.Background(), s, w, &block, m.add); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func newStatistics(n int) []Statistics {
	s := make([]Statistics, n)
	for i := range s {
		s[i].Min, s[i].Max = math.Inf(1), math.Inf(-1)
	}
	return s
}

func (s *Statistics) add(v float64) {
	s.Count++
	s.Sum += v
	s.Min, s.Max = min(s.Min, v), max(s.Max, v)
}

func (m *Measured) add(b *raster.Block) error {
	n := b.Window.Pixels()
	for band := range b.Bands {
		valid := b.ValidBand(band)
		for i := range n {
			v := b.At(band*n+i, m.Header.Type)
			m.All[band].add(v)
			if valid == nil || valid[i] {
				m.Valid[band].add(v)
			}
		}
	}
	color, alpha := b.Bands, m.Header.AlphaBand()
	if alpha >= 0 {
		color--
	}
	for c := range 3 {
		for i := range n {
			m.RGBA[c].add(b.At(min(c, color-1)*n+i, m.Header.Type))
		}
	}
	for i := range n {
		switch {
		case alpha >= 0:
			m.RGBA[3].add(b.At(alpha*n+i, m.Header.Type))
		case b.Valid != nil && !b.Valid[i]:
			m.RGBA[3].add(0)
		default:
			m.RGBA[3].add(255)
		}
	}
	return nil
}
