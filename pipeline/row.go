package pipeline

import (
	"encoding/binary"
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Row is an item as the manifest keeps it: identity, split, and sufficient
// statistics. Everything after measuring is arithmetic over rows.
type Row struct {
	manifest.Row
	Type    raster.SampleType
	spilled int64 // where its products lie in the temporary file
}

// row turns a measured image into a manifest row without a split.
func (s *Set) row(m *Measured) Row {
	im, form := m.Image, &s.Forms[m.Image.Form]
	r := Row{Type: form.Header.Type, Row: manifest.Row{
		ID: im.ID, Path: pathText(im.Path), Width: im.Width, Height: im.Height,
		Bands: int32(len(form.Seen)), SampleType: form.Header.Type.String(),
		Label: im.Label, Group: im.Group, Split: im.Split, Fold: -1,
		Bytes: im.Bytes, ContentHash: im.contentHash(m.Hash), PHash: m.PHash, Decoder: "exact",
	}}
	if form.Header.Approximate {
		r.Decoder = "approximate"
	}
	if w := im.Window; w != (raster.Window{}) {
		r.Window = &[4]int32{int32(w.X), int32(w.Y), int32(w.W), int32(w.H)}
	}
	if im.Place != nil {
		r.CRS, r.BBox = im.Place.CRS, &im.Place.BBox
	}
	r.setMoments(&m.Moments)
	return r
}

// contentHash returns what the images of equal files share: the hash of the
// file, or where it holds several images, that hash and the page hashed again.
func (im *Image) contentHash(file [16]byte) [16]byte {
	if !im.Paged || file == [16]byte{} {
		return file
	}
	return xxh3.Hash128(binary.BigEndian.AppendUint32(file[:], uint32(im.Page))).Bytes()
}

func (r *Row) setMoments(m *stats.Moments) {
	r.Valid, r.Total = m.Valid, m.Pixels
	r.Minimum, r.Maximum = m.Min, m.Max
	r.Sum, r.SumSquares = m.Sum, m.SumSquares
	r.Complete, r.SumComplete, r.SumProducts = m.Complete, m.SumComplete, m.SumProducts
	if slices.Equal(r.SumComplete, r.Sum) { // where every sample counts: one copy suffices
		r.SumComplete = r.Sum
	}
}

// meanStdDev returns mean and standard deviation, divisor n, of every band.
func meanStdDev(m *stats.Moments) (mean, stddev []float64) {
	mean, stddev = make([]float64, m.Bands), make([]float64, m.Bands)
	for b := range m.Bands {
		mean[b], stddev[b] = m.MeanStdDev(b, 0)
	}
	return mean, stddev
}

// Moments returns the statistics that the row keeps.
func (r *Row) Moments() stats.Moments {
	m := stats.Moments{
		Type: r.Type, Bands: int(r.Bands), Pixels: r.Total, Valid: r.Valid, Min: r.Minimum, Max: r.Maximum,
		Complete: r.Complete, Sum: r.Sum, SumSquares: r.SumSquares, SumComplete: r.SumComplete, SumProducts: r.SumProducts,
	}
	for b, n := range r.Valid {
		if n == 0 {
			if m.Dead == nil {
				m.Dead = make([]bool, len(r.Valid))
			}
			m.Dead[b] = true
		}
	}
	return m
}

// sumKind chooses how a manifest stores such sums.
func sumKind(m *stats.Moments) manifest.SumKind {
	if !stats.IntegerSums(m.Type) {
		return manifest.SumsTriple
	}
	for _, list := range [...][]exact.Sum{m.Sum, m.SumSquares, m.SumProducts} {
		for _, s := range list {
			if !s.Int().IsInt64() {
				return manifest.SumsDecimal
			}
		}
	}
	return manifest.SumsInt64
}
