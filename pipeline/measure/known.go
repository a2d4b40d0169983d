package measure

import (
	"context"
	"iter"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// Holds says what a record holds of an image besides its moments.
type Holds uint8

// What there may be.
const (
	HoldsFingerprints Holds = 1 << iota
	HoldsDistribution
	HoldsHistogram
)

// Known is what earlier passes found out of images, see package parts: a record
// of bytes for each image that was measured.
type Known interface {
	// Expects reports whether something is known of an item of the listing,
	// before its header was read. It is safe for concurrent use.
	Expects(item int) bool
	// Has reports whether a record is there of an image as the set sees it, that
	// holds all that is wanted. What changed since has none.
	Has(set *imageset.Set, im *imageset.Image, wants Holds) bool
	// Get returns the record that Has found, or nil where it cannot be read.
	Get(set *imageset.Set, im *imageset.Image, wants Holds) []byte
	// Put notes a record; hash is the content hash of the image, zero where it is
	// not known. Record is not kept.
	Put(set *imageset.Set, im *imageset.Image, holds Holds, hash [16]byte, record []byte)
	// PutEarly is Put for the only image of an item of the listing, measured while
	// headers are read and seen as l, a layout of images seen as v. It is safe for
	// concurrent use.
	PutEarly(item int, v *table.View, l *imageset.Layout, holds Holds, hash [16]byte, record []byte)
	// Take counts images of which nothing has to be read.
	Take(images int)

	Sums
}

// Holds says what the records of a pass hold.
func (o *Options) Holds() (h Holds) {
	if !o.NoFingerprints {
		h |= HoldsFingerprints
	}
	if o.Distribution {
		h |= HoldsDistribution
	}
	if o.Histograms {
		h |= HoldsHistogram
	}
	return h
}

// keep notes what became of an image.
func (o *Options) keep(set *imageset.Set, m *Measured) {
	if m.Err == nil {
		o.Known.Put(set, m.Image, o.Holds(), m.Hash, appendRecord(nil, m, o.Holds()))
	}
}

// take returns what is known of an image; ok is false where its record cannot be
// used.
func (o *Options) take(set *imageset.Set, im *imageset.Image) (m Measured, ok bool) {
	record := o.Known.Get(set, im, o.Holds())
	if record == nil {
		return m, false
	}
	m, err := readRecord(record, &set.Layouts[im.Layout], o.Holds())
	m.Image = im
	return m, err == nil
}

// scene tells the images apart that chips are cut from.
type sceneID struct {
	path, member string
	page         int32
}

func isChip(im *imageset.Image) bool     { return im.Window != (raster.Window{}) }
func sceneOf(im *imageset.Image) sceneID { return sceneID{im.Path, im.Member, im.Page} }

// known yields what [Images] does, in another order: first what is known, without
// reading it; what is not known is measured. Whether a scene can be read to its
// end shows only once it was, so those of its chips that are known wait for the
// others.
func known(ctx context.Context, set *imageset.Set, images imageset.Images, o Options) iter.Seq2[Measured, error] {
	if o.Known == nil {
		return Images(ctx, set, images, o)
	}
	return func(yield func(Measured, error) bool) {
		has := make([]bool, images.Len())
		open := make(map[sceneID][]int) // known chips of scenes with others
		for i, im := range images.All() {
			if has[i] = o.Known.Has(set, im, o.Holds()); !has[i] && isChip(im) {
				open[sceneOf(im)] = nil
			}
			if ctx.Err() != nil {
				break
			}
		}
		taken := 0
		rest := images.Empty()
		for i, im := range images.All() {
			if has[i] && isChip(im) {
				if chips, ok := open[sceneOf(im)]; ok {
					open[sceneOf(im)] = append(chips, i)
					continue
				}
			}
			if has[i] {
				if m, ok := o.take(set, im); ok {
					taken++
					if !yield(m, nil) {
						return
					}
					continue
				}
			}
			rest.Append(im)
		}
		o.Known.Take(taken)
		o.measure(ctx, set, images, rest, open, yield)
	}
}

// measure measures the rest of some images, and yields the known chips of each
// scene after those that were measured.
func (o *Options) measure(ctx context.Context, set *imageset.Set, images, rest imageset.Images, open map[sceneID][]int, yield func(Measured, error) bool) {
	if rest.Len() == 0 {
		if err := ctx.Err(); err != nil {
			yield(Measured{}, err)
		}
		return
	}
	again := images.Empty() // chips whose records turn out to be damaged
	for m, err := range Images(ctx, set, rest, *o) {
		if !yield(m, err) || err != nil {
			return
		}
		if !isChip(m.Image) {
			continue
		}
		scene := sceneOf(m.Image)
		chips := open[scene]
		delete(open, scene)
		if m.Err != nil {
			continue
		}
		taken := 0
		for _, i := range chips {
			m, ok := o.take(set, images.At(i))
			if !ok {
				again.Append(images.At(i))
			} else if taken++; !yield(m, nil) {
				return
			}
		}
		o.Known.Take(taken)
	}
	if again.Len() > 0 {
		o.measure(ctx, set, images, again, nil, yield)
	}
}
