package raster_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
)

// The samples of an image, window by window.
func ExampleSource() {
	data, err := os.ReadFile("../testdata/scenes/chip-00.tif")
	if err != nil {
		log.Fatal(err)
	}
	src, err := codec.Open(raster.Bytes(data), raster.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer src.Close()
	h := src.Header()
	pixels := 0
	var b raster.Block
	for _, w := range src.Tasks(h.Window()) {
		if err := src.Read(context.Background(), w, &b); err != nil {
			log.Fatal(err)
		}
		pixels += b.Window.Pixels()
	}
	fmt.Println(h.Format, h.Width, h.Height, len(h.Bands), h.Type, pixels, b.Bands)
	// Output: tiff 40 40 13 int16 1600 13
}
