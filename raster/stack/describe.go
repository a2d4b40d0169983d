package stack

import (
	"context"
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// described is a file of which something else says what its bands are.
type described struct {
	raster.Source
	header raster.Header
}

func (d described) Header() raster.Header { return d.header }

// Describe lays over a file what its product says of its bands, and chooses these:
// band i of the result is number at[i] of the file, from 0, with nodata, scale and
// offset of bands[i] where these are set.
func Describe(src raster.Source, at []int, bands []raster.Band) (raster.Source, error) {
	h := src.Header()
	h.Bands = slices.Clone(h.Bands)
	for i, b := range bands {
		if at[i] >= len(h.Bands) {
			return nil, raster.Broken(h.Format, "", "%d bands, and the metadata of the product describe number %d", len(h.Bands), at[i]+1)
		}
		to := &h.Bands[at[i]]
		for _, p := range [...]struct{ to, from **float64 }{{&to.NoData, &b.NoData}, {&to.Scale, &b.Scale}, {&to.Offset, &b.Offset}} {
			if *p.from != nil {
				*p.to = *p.from
			}
		}
	}
	src = described{src, h}
	if len(at) == len(h.Bands) && slices.IsSorted(at) {
		return src, nil
	}
	return raster.NewView(src, raster.ViewOptions{Bands: at, Alpha: raster.AlphaBand}), nil
}

// Widen makes members of 8 bits, such as classes, go with members of 16.
func Widen(members []Member) {
	for _, m := range members {
		wide := m.Source.Header().Type
		if wide.Storage() != raster.StoreU16 {
			continue
		}
		for i := range members {
			if h := members[i].Source.Header(); h.Type == raster.Uint8 {
				h.Type, h.Bits = wide, 0
				members[i].Source = widened{described{members[i].Source, h}}
			}
		}
		return
	}
}

// widened is an image of 8 bits as one of 16.
type widened struct{ described }

func (d widened) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	b := scratch.Get().(*raster.Block)
	defer scratch.Put(b)
	if err := d.Source.Read(ctx, w, b); err != nil {
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
