package transforms_test

import (
	"fmt"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

func ExampleParse() {
	chain, err := transforms.Parse("resize=256,interpolation=bicubic; crop=224; scale=255", transforms.Resolver{})
	if err != nil {
		fmt.Println(err)
		return
	}
	h, err := chain.Header(raster.Header{Width: 640, Height: 480, Bands: make([]raster.Band, 3), Type: raster.Uint8})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(chain)
	fmt.Println(h.Width, h.Height, h.Type)
	// Output:
	// resize=256,interpolation=bicubic;center-crop=224;scale=255
	// 224 224 float32
}
