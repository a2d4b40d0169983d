package jp2

import (
	"bytes"
	"sync"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jp2/internal/codestream"
)

const format = "jp2"

// Sniff reports whether head starts a JP2 file or a codestream.
func Sniff(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0xFF, 0x4F, 0xFF, 0x51}) ||
		len(head) >= 12 && string(head[4:8]) == "jP  "
}

// Open opens a JPEG 2000 image.
func Open(f raster.File, o raster.Options) (raster.Source, error) { return OpenReduced(f, o, 0) }

// OpenReduced opens an image at a lower resolution: width and height are
// halved, rounding up, reduce times. It returns an [raster.UnsupportedError]
// where the image has fewer resolutions. A reduced image costs a fraction of
// the whole one to decode.
func OpenReduced(f raster.File, o raster.Options, reduce int) (raster.Source, error) {
	if o.Page != 0 {
		return nil, raster.Unsupported(format, "", "page %d: a file holds one image", o.Page)
	}
	b, err := readBoxes(f, o.Limits.WithDefaults())
	if err != nil {
		return nil, err
	}
	c, err := codestream.Open(f, b.start, b.end, o.Limits)
	if err != nil {
		return nil, err
	}
	if reduce < 0 || reduce > c.Levels() {
		return nil, raster.Unsupported(format, "", "resolution %d of %d", reduce, c.Levels())
	}
	s := &source{file: f, options: o, code: c, reduce: reduce, pixel: pixelOf(c.Components)}
	s.grid = s.pixel.Of(c.Grid()).Lower(reduce)
	if c.Across*c.Down == 1 {
		s.only = sync.OnceValues(func() (*codestream.Tile, error) { return c.Load(0) })
	}
	return s, s.describe(b)
}

// pixelOf returns how many points of the reference grid a pixel takes: as many
// as divide the spacing of all components.
func pixelOf(components []codestream.Component) codestream.Component {
	gcd := func(a, b int) int {
		for b != 0 {
			a, b = b, a%b
		}
		return a
	}
	var p codestream.Component
	for _, c := range components {
		p.DX, p.DY = gcd(p.DX, c.DX), gcd(p.DY, c.DY)
	}
	return p
}
