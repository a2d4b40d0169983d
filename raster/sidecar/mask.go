package sidecar

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/tiff"
)

// perDataset is the bit of INTERNAL_MASK_FLAGS that makes the first band of the
// mask that of all bands (GMF_PER_DATASET).
const perDataset = 2

// lay opens the mask and lays it over the image.
func (d *described) lay(f raster.File, o raster.Options, say func(string, ...any)) error {
	if d.header.HasMask {
		f.Close()
		say("there is a mask in the image and a .msk beside it: that of the image counts, as in GDAL")
		return nil
	}
	items, err := tiff.Metadata(f, o.Limits)
	if err != nil {
		return err
	}
	mask, err := tiff.Open(f, raster.Options{Limits: o.Limits, Workers: o.Workers, Indices: true})
	if err != nil {
		return err
	}
	m := mask.Header()
	if m.Width != d.header.Width || m.Height != d.header.Height {
		return raster.Broken(roomName, ".msk", "the mask has %d×%d pixels, the image %d×%d", m.Width, m.Height, d.header.Width, d.header.Height)
	}
	found := false
	d.planes = make([]int, len(d.header.Bands))
	for i := range d.planes {
		d.planes[i] = -1
		flags, err := strconv.Atoi(items[fmt.Sprintf("INTERNAL_MASK_FLAGS_%d", i+1)])
		switch {
		case err != nil:
			continue
		case flags&perDataset != 0:
			d.planes[i] = 0
		case i < len(m.Bands):
			d.planes[i] = i
		default:
			return raster.Broken(roomName, ".msk", "a mask of %d bands for %d bands", len(m.Bands), len(d.planes))
		}
		found = true
	}
	if !found {
		f.Close()
		say("the .msk beside the image is passed over, as in GDAL: it does not say what it masks (INTERNAL_MASK_FLAGS_1)")
		return nil
	}
	d.mask = mask
	d.header.HasMask = true
	return nil
}

var scratch = sync.Pool{New: func() any { return new(raster.Block) }}

// flag makes invalid the samples of b whose mask is 0.
func (d *described) flag(ctx context.Context, b *raster.Block) error {
	m := scratch.Get().(*raster.Block)
	defer scratch.Put(m)
	if err := d.mask.Read(ctx, b.Window, m); err != nil {
		return err
	}
	t := d.mask.Header().Type
	n := b.Window.Pixels()
	valid := b.MakeValid()
	for band, plane := range d.planes {
		if plane < 0 {
			continue
		}
		for i := range n {
			if m.At(plane*n+i, t) == 0 {
				valid[band*n+i] = false
			}
		}
	}
	return nil
}
