package tiff

import (
	"context"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jpeg"
	"github.com/bandprep/bandprep/raster/webp"
)

// A planar decoder unpacks codecs that hold images of their own: it fills s.planes
// with at least the first rows rows of a block, or with all that there are.
type planar func(ctx context.Context, s *scratch, in []byte, rows int) error

// jpegBlocks returns the decoder of JPEG blocks. What the components mean is
// said by the directory, not by the blocks: YCbCr becomes red, green and blue,
// everything else is delivered as it is stored. As with libtiff a block may be
// smaller than its place, and a strip higher: what is missing is 0.
func jpegBlocks(d *directory, l *layout, limits raster.Limits) (planar, error) {
	tables, err := d.bytes(tagJPEGTables)
	if err != nil {
		return nil, err
	}
	o := jpeg.DecodeOptions{Tables: tables, Colors: jpeg.StoredColors, Limits: limits}
	if l.photometric == isYCbCr && l.samples == 3 && !l.separate {
		o.Colors = jpeg.YCbCrColors
	}
	o.Limits.Pixels = max(maxHigher*int64(l.blockW)*int64(l.blockH), 1<<24)
	return func(ctx context.Context, s *scratch, in []byte, rows int) error {
		if err := jpeg.Decode(ctx, in, o, &s.planes); err != nil {
			return err
		}
		w, h := s.planes.Window.W, s.planes.Window.H
		if s.planes.Bands != l.pixelSamples() {
			return raster.Broken(roomName, "", "JPEG image of %d components where the pixel has %d samples", s.planes.Bands, l.pixelSamples())
		}
		if w > l.blockW || h > l.blockH && l.tiled {
			return raster.Broken(roomName, "", "JPEG image of %d×%d pixels in a block of %d×%d", w, h, l.blockW, l.blockH)
		}
		return nil
	}, nil
}

// maxHigher is how many times higher than its place a JPEG strip may be.
const maxHigher = 64

// webpBlocks returns the decoder of WebP blocks: red, green, blue and, where
// the pixel has a fourth sample, alpha, opaque where the block has none.
func webpBlocks(l *layout, limits raster.Limits) planar {
	return func(ctx context.Context, s *scratch, in []byte, rows int) error {
		src, err := webp.Open(raster.Bytes(in), raster.Options{Limits: limits})
		if err != nil {
			return err
		}
		defer src.Close()
		h := src.Header()
		if h.Width != l.blockW || h.Height > l.blockH {
			return raster.Broken(roomName, "", "WebP image of %d×%d pixels in a block of %d×%d", h.Width, h.Height, l.blockW, l.blockH)
		}
		if err := src.Read(ctx, h.Window(), &s.planes); err != nil {
			return err
		}
		if n := h.Width * h.Height; len(h.Bands) < l.samples {
			s.opaque = resize(s.opaque, 4*n)
			fill(s.opaque[copy(s.opaque, s.planes.U8[:3*n]):], 255)
			s.planes.Reset(h.Window(), 4, raster.StoreU8)
			copy(s.planes.U8, s.opaque)
		}
		return nil
	}
}

// paste copies the part of decoded planes that t covers; what they lack is 0.
func (t *target) paste(planes *raster.Block) {
	n, w := t.dst.Window.Pixels(), planes.Window
	for b := range planes.Bands {
		for y := range t.part.H {
			out := t.dst.U8[(t.band+b)*n+t.index(y):][:t.part.W]
			if y+t.y >= w.H || t.x >= w.W {
				clear(out)
				continue
			}
			from := b*w.Pixels() + (y+t.y)*w.W
			clear(out[copy(out, planes.U8[from+t.x:from+w.W]):])
		}
	}
}
