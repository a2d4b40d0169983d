package tiff

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// maskImage opens the mask of an image: one band for all its bands, or as many
// as it has. A sample other than 0 marks a valid one.
func (c *container) maskImage(d *directory, img *image, limits raster.Limits) (*image, error) {
	m, err := c.image(d, limits)
	if err != nil {
		return nil, err
	}
	if m.width != img.width || m.height != img.height || m.samples != 1 && m.samples != img.samples || m.sampleType() != raster.Uint8 {
		return nil, raster.Unsupported(roomName, d.place, "mask of %d×%d pixels with %d samples of %d bits", m.width, m.height, m.samples, m.bits)
	}
	return m, nil
}

// readMask sets dst.Valid.
func (s *source) readMask(ctx context.Context, w raster.Window, dst *raster.Block) error {
	flags := blocks.Get().(*raster.Block)
	defer blocks.Put(flags)
	flags.Reset(w, s.mask.samples, raster.StoreU8)
	if err := s.mask.read(ctx, w, flags, s.workers); err != nil {
		return err
	}
	valid := dst.MakeValid()
	n := w.Pixels()
	for b := range dst.Bands {
		from := flags.U8
		if s.mask.samples > 1 {
			from = flags.U8[min(b, s.mask.samples-1)*n:]
		}
		for i, v := range from[:n] {
			valid[b*n+i] = v != 0
		}
	}
	return nil
}
