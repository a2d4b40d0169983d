package measure

import (
	"github.com/bandprep/bandprep/pipeline/imageset"
)

// Sum is what a second pass added up over some images.
type Sum struct {
	Images imageset.Images
	Data   []byte
}

// Sums knows what second passes added up, each under a name of its own that says
// all that the sum depends on besides the images, and their order.
type Sums interface {
	// Sums returns what is known of images that follow each other, and the
	// images of which nothing is.
	Sums(set *imageset.Set, images imageset.Images, name string) (sums []Sum, rest imageset.Images)
	// PutSum notes a sum over images that follow each other. The last one is over
	// all images of a pass.
	PutSum(set *imageset.Set, images imageset.Images, name string, sum []byte, last bool)
	// Due reports whether it is time to note a sum.
	Due() bool
}

// nothingKnown stands for Sums where nothing is kept.
type nothingKnown struct{}

func (nothingKnown) Sums(_ *imageset.Set, images imageset.Images, _ string) ([]Sum, imageset.Images) {
	return nil, images
}
func (nothingKnown) PutSum(*imageset.Set, imageset.Images, string, []byte, bool) {}
func (nothingKnown) Due() bool                                                   { return false }

// take adds what is known of images to a sum, and returns the images that have to
// be read. Data that add refuses counts for nothing.
func take(known Sums, set *imageset.Set, images imageset.Images, name string, add func([]byte) error) (rest imageset.Images) {
	sums, rest := known.Sums(set, images, name)
	damaged := false
	for _, s := range sums {
		if add(s.Data) != nil {
			damaged = true
			for _, im := range s.Images.All() {
				rest.Append(im)
			}
		}
	}
	if damaged {
		return rest.Sorted()
	}
	return rest
}
