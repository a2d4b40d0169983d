package codec

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/npy"
	"github.com/bandprep/bandprep/raster/tiff"
)

// RowWriter writes an image while its rows come in.
type RowWriter interface {
	Write(*raster.Block) error
	Close() error
}

// jpegQuality is the quality of written JPEGs.
const jpegQuality = 95

// smallSide is the side up to which a TIFF is written in strips, since tiles
// would mostly be padding.
const smallSide = 512

// CreateOptions say how an image is written. The zero value compresses
// integers with Deflate and leaves floats as they are, on one goroutine.
type CreateOptions struct {
	Compress string // of TIFF: none, deflate, lzw or zstd
	Workers  int    // never changes the bytes
}

// codecs are the values of CreateOptions.Compress.
var codecs = map[string]tiff.Codec{"none": tiff.Uncompressed, "deflate": tiff.Deflate, "lzw": tiff.LZW, "zstd": tiff.Zstd}

// Validate says what is wrong with o.
func (o *CreateOptions) Validate() error {
	if _, ok := codecs[o.Compress]; !ok && o.Compress != "" {
		return fmt.Errorf("compression %q: want none, deflate, lzw or zstd", o.Compress)
	}
	return nil
}

// Formats are the formats that Create knows.
var Formats = []string{"tiff", "cog", "png", "jpeg", "npy"}

// Create starts an image in w: "tiff", "cog" (a Cloud Optimized GeoTIFF, with
// overviews), "png" (8 and 16 bit, grey or RGB), "jpeg" (8 bit, grey or RGB) or
// "npy" (an array of height, width, bands).
func Create(w io.WriteSeeker, format string, h raster.Header, o CreateOptions) (RowWriter, error) {
	switch format {
	case "tiff", "cog":
		t := tiff.WriteOptions{Codec: codecs[o.Compress], Level: 1, Workers: o.Workers, COG: format == "cog"}
		if o.Compress == "" && h.Type.IsInteger() {
			t.Codec = tiff.Deflate
		}
		t.Strips = !t.COG && h.Width <= smallSide && h.Height <= smallSide
		return tiff.NewWriter(w, h, t)
	case "png", "jpeg":
		n := len(h.Bands)
		deep := h.Type == raster.Uint16 && format == "png"
		if n != 1 && n != 3 || h.Type != raster.Uint8 && !deep {
			return nil, raster.Unsupported(format, "", "%d bands of %s cannot be written as %s", n, h.Type, format)
		}
		return &pictureWriter{w: w, format: format, planes: planes{h: h}}, nil
	case "npy":
		return npy.NewWriter(w, h)
	}
	return nil, raster.Unsupported(format, "", "no writer for %q", format)
}

// pictureWriter collects the rows of a small image for the standard library's
// encoders.
type pictureWriter struct {
	w      io.Writer
	format string
	planes planes
	pixels int // written so far
}

func (p *pictureWriter) Write(b *raster.Block) error {
	all := &p.planes
	n, size := b.Window.Pixels(), all.h.Width*all.h.Height
	if all.block.Bands == 0 {
		if err := raster.TooLarge(p.format, "", "bytes of the image", int64(size)*int64(b.Bands)*2, raster.Limits{}.WithDefaults().BlockBytes); err != nil {
			return err
		}
		all.block.Reset(all.h.Window(), b.Bands, b.Storage())
	}
	at := b.Window.Y * all.h.Width
	for band := range b.Bands {
		if b.U8 != nil {
			copy(all.block.U8[band*size+at:], b.U8[band*n:(band+1)*n])
		} else {
			copy(all.block.U16[band*size+at:], b.U16[band*n:(band+1)*n])
		}
	}
	p.pixels += n
	return nil
}

// Close encodes the image; where rows are missing it writes nothing.
func (p *pictureWriter) Close() error {
	if h := &p.planes.h; p.pixels != h.Width*h.Height {
		return raster.Broken(p.format, "", "%d of %d pixels were written", p.pixels, h.Width*h.Height)
	}
	if p.format == "jpeg" {
		return jpeg.Encode(p.w, &p.planes, &jpeg.Options{Quality: jpegQuality})
	}
	return png.Encode(p.w, &p.planes)
}

// planes is an image.Image over a planar block.
type planes struct {
	h     raster.Header
	block raster.Block
}

func (p *planes) Bounds() image.Rectangle { return image.Rect(0, 0, p.h.Width, p.h.Height) }

// Opaque tells the PNG encoder that there is no alpha.
func (p *planes) Opaque() bool { return true }

func (p *planes) ColorModel() color.Model {
	switch {
	case p.h.Type == raster.Uint8 && len(p.h.Bands) == 1:
		return color.GrayModel
	case p.h.Type == raster.Uint8:
		return color.RGBAModel
	case len(p.h.Bands) == 1:
		return color.Gray16Model
	}
	return color.RGBA64Model
}

func (p *planes) At(x, y int) color.Color {
	i, n := y*p.h.Width+x, p.h.Width*p.h.Height
	b := &p.block
	switch {
	case b.U8 != nil && b.Bands == 1:
		return color.Gray{Y: b.U8[i]}
	case b.U8 != nil:
		return color.RGBA{b.U8[i], b.U8[n+i], b.U8[2*n+i], 255}
	case b.Bands == 1:
		return color.Gray16{Y: b.U16[i]}
	}
	return color.RGBA64{b.U16[i], b.U16[n+i], b.U16[2*n+i], 65535}
}
