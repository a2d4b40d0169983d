package bmp

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

var update = flag.Bool("update", false, "write docs/formats/bmp.md")

// refused holds what Pillow or GDAL reads and this package does not.
var refused = map[string]string{
	"850df761-pal1hufflsb.bmp": "Huffman coding, which GDAL takes for uncompressed indices; Pillow refuses it",
}

func explainer(t *testing.T) func(string, *conform.Expected, *conform.Measured) string {
	return func(reader string, e *conform.Expected, m *conform.Measured) string {
		data, err := os.ReadFile(e.Path(t, format))
		if err != nil {
			t.Fatal(err)
		}
		b, err := parse(raster.Bytes(data))
		if err != nil {
			t.Fatal(err)
		}
		pillow := e.Pillow.Why == ""
		switch {
		case reader == "GDAL" && b.bits == 32 && b.coding == codeBitFields:
			return "passes over the bit masks of 32-bit pixels"
		case reader == "GDAL" && b.bits == 16 && pillow:
			return "stretches bit fields to the nearest value; Pillow rounds down"
		case reader == "GDAL" && strings.Contains(e.File, "rle"):
			return "draws what a damaged or moving run-length code leaves out otherwise"
		case reader == "Pillow" && (b.coding == codeRLE4 || b.coding == codeRLE8):
			return "Pillow 9.4 misreads RLE4 and moves within run-length code; OpenCV agrees with this package"
		}
		return ""
	}
}

func TestConformance(t *testing.T) {
	room := conform.Room{Format: format, Open: Open, Explain: explainer(t), Refused: refused}
	all := room.Run(t)
	if *update {
		room.Write(t, "BMP", all)
	}
}
