package codec

import (
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/bandprep/bandprep/raster"
)

// jpegQuality is the quality of written JPEGs.
const jpegQuality = 95

// picture collects the rows of an image for the encoders of the standard
// library, in the forms that they encode fastest.
type picture struct {
	w      io.Writer
	format string
	h      raster.Header
	image  image.Image
	pixels []uint8 // of image
	size   int     // bytes of a pixel in it
	done   int     // pixels written so far
}

func newPicture(w io.Writer, format string, h raster.Header) (*picture, error) {
	r := image.Rect(0, 0, h.Width, h.Height)
	deep := 1
	if h.Type == raster.Uint16 {
		deep = 2
	}
	p := &picture{w: w, format: format, h: h, size: deep}
	if len(h.Bands) == 3 {
		p.size *= 4
	}
	bytes := int64(h.Width) * int64(h.Height) * int64(p.size)
	if err := raster.TooLarge(format, "", "bytes of the image", bytes, raster.Limits{}.WithDefaults().BlockBytes); err != nil {
		return nil, err
	}
	switch p.size {
	case 1:
		m := image.NewGray(r)
		p.image, p.pixels = m, m.Pix
	case 2:
		m := image.NewGray16(r)
		p.image, p.pixels = m, m.Pix
	case 4:
		m := image.NewRGBA(r)
		p.image, p.pixels = m, m.Pix
	default:
		m := image.NewRGBA64(r)
		p.image, p.pixels = m, m.Pix
	}
	return p, nil
}

// Write implements [RowWriter].
func (p *picture) Write(b *raster.Block) error {
	n := b.Window.Pixels()
	p.done += n
	to := p.pixels[b.Window.Y*p.h.Width*p.size:][:n*p.size]
	for band := range b.Bands {
		if b.U8 != nil {
			for i, v := range b.U8[band*n:][:n] {
				to[i*p.size+band] = v
			}
			continue
		}
		for i, v := range b.U16[band*n:][:n] {
			binary.BigEndian.PutUint16(to[i*p.size+2*band:], v)
		}
	}
	opaque := p.size / 4 // bytes of alpha
	for i := 0; opaque > 0 && i < n; i++ {
		for k := range opaque {
			to[(i+1)*p.size-1-k] = 255
		}
	}
	return nil
}

// Close encodes the image; where rows are missing it writes nothing.
func (p *picture) Close() error {
	if p.done != p.h.Width*p.h.Height {
		return raster.Broken(p.format, "", "%d of %d pixels were written", p.done, p.h.Width*p.h.Height)
	}
	if p.format == "jpeg" {
		return jpeg.Encode(p.w, p.image, &jpeg.Options{Quality: jpegQuality})
	}
	// Half the time of the default, for files that are 5 % larger.
	e := png.Encoder{CompressionLevel: png.BestSpeed}
	return e.Encode(p.w, p.image)
}
