package transforms

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/raster"
)

var _ Projector = (*pca.Model)(nil)

// sceneBlock has bands of 16-bit samples in a window of w×h pixels.
func sceneBlock(bands, w, h int) (raster.Header, *raster.Block) {
	r := rand.New(rand.NewPCG(7, 7))
	hd := raster.Header{Width: w, Height: h, Bands: make([]raster.Band, bands), Type: raster.Uint16}
	b := new(raster.Block)
	b.Reset(hd.Window(), bands, raster.StoreU16)
	for i := range b.U16 {
		b.U16[i] = uint16(1000 + r.IntN(4000))
	}
	return hd, b
}

func sceneModel(t testing.TB, bands int) *pca.Model {
	names, mean, cov := make([]string, bands), make([]float64, bands), make([][]float64, bands)
	for i := range names {
		names[i], mean[i], cov[i] = fmt.Sprint(i+1), 3000, make([]float64, bands)
		for j := range cov {
			cov[i][j] = 1000
		}
		cov[i][i] = float64(100000 * (i + 1))
	}
	m, err := pca.Fit(names, mean, cov, pca.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func BenchmarkProject13To3(b *testing.B) {
	h, src := sceneBlock(13, 512, 128)
	m := sceneModel(b, 13)
	for _, to := range []raster.SampleType{raster.Float32, raster.Uint8, raster.Uint16} {
		b.Run(to.String(), func(b *testing.B) {
			p := Project{Model: m, To: to, Low: []float64{-3000}, High: []float64{3000}}
			var dst raster.Block
			b.SetBytes(int64(src.Window.Pixels()))
			for b.Loop() {
				if err := p.Apply(h, h.Window(), &dst, src); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
