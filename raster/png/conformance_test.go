package png

import (
	"flag"
	"os"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

var update = flag.Bool("update", false, "write docs/formats/png.md")

// refused holds what Pillow or GDAL reads and this package does not.
var refused = map[string]string{
	"71e4b282-xcsn0g01.png": "the CRC of the image data is wrong, which libpng and GDAL refuse; Pillow does not look at it",
}

var interlaced16 = map[string]bool{
	"11b160d4-ibasn4a16.png": true, "35eea9e7-ibasn6a16.png": true, "7dcf933f-ibasn2c16.png": true,
	"7fdd6bf0-basi6a16.png": true, "8367d01b-iftbwn0g16.png": true,
}

func explainer(t *testing.T) func(string, *conform.Expected, *conform.Measured) string {
	return func(reader string, e *conform.Expected, m *conform.Measured) string {
		data, err := os.ReadFile(e.Path(t, format))
		if err != nil {
			t.Fatal(err)
		}
		d, err := describe(raster.Bytes(data), raster.Limits{}.WithDefaults())
		if err != nil {
			t.Fatal(err)
		}
		return explain(reader, e, m, d)
	}
}

func explain(reader string, e *conform.Expected, m *conform.Measured, d *description) string {
	stretch := 255 / (1<<d.depth - 1) // of grey below 8 bits
	switch {
	case reader == "GDAL" && interlaced16[e.File] && d.interlaced && d.depth == 16:
		return "GDAL 3.6.2 gives wrong samples for interlaced images of 16 bits; OpenCV and image/png agree with this package"
	case reader == "Pillow" && e.Pillow.Mode == "1" && m.Header.HasMask:
		return "passes over the colour key of a 1-bit image unless it is 0"
	case reader == "Pillow" && d.depth == 16:
		return "reduces 16 bits to 8"
	case reader == "GDAL" && d.color == colorGray && d.depth < 8 && m.All[0].Sum == e.GDAL.Bands[0].All.Sum*float64(stretch):
		return "gives grey of less than 8 bits unstretched; PNG defines samples as fractions of their maximum"
	}
	return ""
}

func TestConformance(t *testing.T) {
	room := conform.Room{Format: "png", Open: Open, Explain: explainer(t), Refused: refused}
	all := room.Run(t)
	if *update {
		room.Write(t, "PNG", all)
	}
}
