package transforms

import (
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

func BenchmarkResizePhoto(b *testing.B) {
	for _, typ := range []raster.SampleType{raster.Uint8, raster.Uint16} {
		src := randomImage(rand.New(rand.NewPCG(7, 7)), 1000, 750, 3, typ, false)
		for filter := range filters {
			resize := Resize{Width: 256, Filter: Filter(filter)}
			b.Run(typ.String()+"/"+resize.Filter.String(), func(b *testing.B) {
				h, err := resize.Header(src.header)
				if err != nil {
					b.Fatal(err)
				}
				var dst raster.Block
				b.SetBytes(int64(src.block.Window.Pixels()))
				for b.Loop() {
					if err := resize.Apply(src.header, h.Window(), &dst, &src.block); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
