package codec

import (
	"github.com/bandprep/bandprep/raster/jpeg"
	"github.com/bandprep/bandprep/raster/png"
)

// formats are tried in this order. Formats with a strict signature come first.
var formats = []format{
	{"png", png.Sniff, png.Open},
	{"jpeg", jpeg.Sniff, jpeg.Open},
}
