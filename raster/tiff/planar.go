package tiff

import (
	"context"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jpeg"
	"github.com/bandprep/bandprep/raster/webp"
)

// A planar decoder unpacks codecs that hold images of their own: it fills
// s.planes.
type planar func(ctx context.Context, s *scratch, in []byte) error

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
	o.Rows = l.blockH
	return func(ctx context.Context, s *scratch, in []byte) error {
		if err := jpeg.Decode(ctx, in, o, &s.planes); err != nil {
			return err
		}
		return l.checkPlanes(&s.planes)
	}, nil
}

// checkPlanes holds a decoded image against its block.
func (l *layout) checkPlanes(b *raster.Block) error {
	if b.Bands != l.pixelSamples() || (b.U8 != nil) != (l.bits <= 8) {
		return raster.Broken(roomName, "", "image of %d bands of other form in place of %d samples of %d bits", b.Bands, l.pixelSamples(), l.bits)
	}
	if w := b.Window; w.W > l.blockW || w.H > l.blockH && l.tiled {
		return raster.Broken(roomName, "", "image of %d×%d pixels in a block of %d×%d", w.W, w.H, l.blockW, l.blockH)
	}
	return nil
}

// webpBlocks returns the decoder of WebP blocks: red, green, blue and, where
// the pixel has a fourth sample, alpha, opaque where the block has none.
func webpBlocks(l *layout, limits raster.Limits) planar {
	return func(ctx context.Context, s *scratch, in []byte) error {
		src, err := webp.Open(raster.Bytes(in), raster.Options{Limits: limits})
		if err != nil {
			return err
		}
		defer src.Close()
		h := src.Header()
		if err := src.Read(ctx, h.Window(), &s.planes); err != nil {
			return err
		}
		if n := h.Width * h.Height; len(h.Bands) < l.samples {
			s.opaque = resize(s.opaque, 4*n)
			fill(s.opaque[copy(s.opaque, s.planes.U8[:3*n]):], 255)
			s.planes.Reset(h.Window(), 4, raster.StoreU8)
			copy(s.planes.U8, s.opaque)
		}
		return l.checkPlanes(&s.planes)
	}
}

// paste copies the part of decoded planes that t covers; what they lack is 0.
func (t *target) paste(planes *raster.Block) {
	switch {
	case planes.U16 != nil:
		pastePlanes(t, t.dst.U16, planes, planes.U16, 0)
	case t.dst.U8 != nil:
		pastePlanes(t, t.dst.U8, planes, planes.U8, 0)
	default:
		signed := make([]uint16, len(planes.U8))
		gatherInt8(signed, planes.U8, 1)
		pastePlanes(t, t.dst.U16, planes, signed, 0x8000)
	}
}

func pastePlanes[T uint8 | uint16](t *target, dst []T, planes *raster.Block, src []T, zero T) {
	n, w := t.dst.Window.Pixels(), planes.Window
	for b := range planes.Bands {
		for y := range t.part.H {
			out := dst[(t.band+b)*n+t.index(y):][:t.part.W]
			if y+t.y < w.H && t.x < w.W {
				from := b*w.Pixels() + (y+t.y)*w.W
				out = out[copy(out, src[from+t.x:from+w.W]):]
			}
			fill(out, zero)
		}
	}
}
