package codec

import (
	"github.com/bandprep/bandprep/raster/jpeg"
	"github.com/bandprep/bandprep/raster/png"
	"github.com/bandprep/bandprep/raster/tiff"
)

// formats are tried in this order. Formats with a strict signature come first.
var formats = []format{
	{"png", png.Sniff, png.Open},
	{"jpeg", jpeg.Sniff, jpeg.Open},
	{"tiff", tiff.Sniff, tiff.Open},
}
