package codec

import (
	"fmt"
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
		return newPicture(w, format, h)
	case "npy":
		return npy.NewWriter(w, h)
	}
	return nil, raster.Unsupported(format, "", "no writer for %q", format)
}
