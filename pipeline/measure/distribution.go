package measure

import (
	"context"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// Distribution reads the images and returns how the samples of the bands of the
// set are distributed. Known, where not nil, is what earlier passes added up.
func Distribution(ctx context.Context, set *imageset.Set, images imageset.Images, known Sums, lost Lost) (d table.Distribution, err error) {
	const name = "distribution"
	bands := len(set.Bands)
	if known == nil {
		known = nothingKnown{}
	}
	rest := take(known, set, images, name, func(b []byte) error {
		var one table.Distribution
		err := readDistribution(b, bands, set.Type, &one)
		if err == nil {
			d.Add(&one, bands)
		}
		return err
	})
	var part table.Distribution
	of := rest.Empty() // the images of the part
	all := true
	noted := func(s table.Skipped) { all = false; lost(s) }
	err = Distributions(ctx, set, rest, noted, func(im *imageset.Image, one *table.Distribution) {
		if n := of.Len(); n > 0 && known.Due() && !(isChip(im) && sceneOf(im) == sceneOf(of.At(n-1))) {
			known.PutSum(set, of.Sorted(), name, appendDistribution(nil, &part), false)
			d.Add(&part, bands)
			part, of = table.Distribution{}, rest.Empty()
		}
		part.Add(one, bands)
		of.Append(im)
	})
	if err != nil {
		return d, err
	}
	d.Add(&part, bands)
	if all && d.Bands() > 0 {
		known.PutSum(set, images, name, appendDistribution(nil, &d), true)
	}
	return d, nil
}

// Distributions reads the images and hands the distribution of each to use. An
// image that cannot be read is lost.
func Distributions(ctx context.Context, set *imageset.Set, images imageset.Images, lost Lost, use func(*imageset.Image, *table.Distribution)) error {
	for m, err := range Images(ctx, set, images, Options{NoFingerprints: true, Distribution: true}) {
		if err != nil {
			return err
		}
		if m.Err != nil {
			if err := lose(ctx, set, m.Image, "percentiles", m.Err, lost); err != nil {
				return err
			}
			continue
		}
		use(m.Image, &m.Distribution)
	}
	return nil
}

// SaturatedShares returns which share of the valid samples of each band of the
// set is at the largest value that the type of samples holds. Nil where there
// are no histograms.
func SaturatedShares(d *table.Distribution, bands int, t raster.SampleType) []float64 {
	if len(d.Histograms) == 0 || !t.IsInteger() {
		return nil
	}
	shares := make([]float64, bands)
	for b := range shares {
		h := &d.Histograms[min(b, len(d.Histograms)-1)]
		if total := h.Total(); total > 0 {
			shares[b] = float64(h.Counts[len(h.Counts)-1]) / float64(total)
		}
	}
	return shares
}
