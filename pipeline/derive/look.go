package derive

import (
	"github.com/bandprep/bandprep/fingerprint"
	"github.com/bandprep/bandprep/split"
)

// lookAgain makes near duplicates of images that are mirrored or turned, and of
// images and parts of them.
func lookAgain(o *split.Options) {
	o.Orientations = fingerprint.Orientations()
	o.Crops = func(images []*split.Item, yield func(a, b int)) int64 {
		prints := make([]fingerprint.Print, len(images))
		for i, it := range images {
			prints[i] = fingerprint.Print{Bits: it.PHash, Picture: fingerprint.Picture(it.Picture), Width: it.Width, Height: it.Height}
		}
		return fingerprint.Crops(prints, yield)
	}
}
