package imageset

import (
	"context"
	"slices"

	"github.com/bandprep/bandprep/internal/product"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/stack"
)

// productFile is a file of a product, whose header says what the metadata do.
type productFile struct {
	raster.Source
	header raster.Header
}

func (d productFile) Header() raster.Header { return d.header }

// describe lays over a file of a product what is said of its bands, which it
// chooses.
func describe(src raster.Source, bands []product.Band) (raster.Source, error) {
	h := src.Header()
	var at []int
	for _, b := range bands {
		if b.Index >= len(h.Bands) {
			return nil, raster.Broken(h.Format, "", "%d bands, and the metadata of the product describe number %d", len(h.Bands), b.Index+1)
		}
		at = append(at, b.Index)
	}
	h.Bands = slices.Clone(h.Bands)
	for _, b := range bands {
		to := &h.Bands[b.Index]
		for _, p := range [...]struct{ to, from **float64 }{{&to.NoData, &b.NoData}, {&to.Scale, &b.Scale}, {&to.Offset, &b.Offset}} {
			if *p.from != nil {
				*p.to = *p.from
			}
		}
	}
	src = productFile{src, h}
	if len(at) == len(h.Bands) && slices.IsSorted(at) {
		return src, nil
	}
	return raster.NewView(src, raster.ViewOptions{Bands: at, Alpha: raster.AlphaBand}), nil
}

// widen makes classes of 8 bits go with bands of 16 in one stack of a product.
func widen(members []stack.Member) {
	for _, m := range members {
		wide := m.Source.Header().Type
		if wide.Storage() != raster.StoreU16 {
			continue
		}
		for i := range members {
			if h := members[i].Source.Header(); h.Type == raster.Uint8 {
				h.Type, h.Bits = wide, 0
				members[i].Source = widened{members[i].Source, h}
			}
		}
		return
	}
}

// widened is an image of 8 bits as one of 16.
type widened struct {
	raster.Source
	header raster.Header
}

func (d widened) Header() raster.Header { return d.header }

func (d widened) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	var b raster.Block
	if err := d.Source.Read(ctx, w, &b); err != nil {
		return err
	}
	dst.Reset(w, b.Bands, raster.StoreU16)
	bias := uint16(d.header.Type.Bias())
	for i, v := range b.U8 {
		dst.U16[i] = uint16(v) + bias
	}
	if b.Valid != nil {
		copy(dst.MakeValid(), b.Valid)
	}
	return nil
}
