package pipeline

import (
	"context"
	"math"
	"slices"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/raster"
)

// Limits say which values of a component become the darkest and the brightest
// of an 8-bit image.
type Limits uint8

// The choices.
const (
	LimitsPercentile Limits = iota // 2 and 98 % of the train pixels: a second pass
	LimitsSigma                    // mean ± 2.054 standard deviations: no pass
)

// sigma98 is the 98 % quantile of the normal distribution.
const sigma98 = 2.0537489106318225

// limitBins is how finely components are counted: bins of 16/65536 of a
// component's standard deviation, over mean ± 8 standard deviations.
const limitBins = 1 << 16

// SetLimits sets the output limits of the model from the images.
func SetLimits(ctx context.Context, s *Set, images []Image, m *pca.Model, o Options, l Limits) error {
	k := len(m.Components)
	out := sigmaLimits(m)
	m.Output = out
	if l == LimitsSigma {
		return nil
	}
	use, err := modelBands(s, m)
	if err != nil {
		return err
	}
	counts := make([][]int64, k)
	for c := range counts {
		counts[c] = make([]int64, limitBins)
	}
	o.progress().Start("limits of components", len(images), 0)
	defer o.progress().Finish()
	for r := range ordered.Map(ctx, o.workers(), slices.Values(images), func(ctx context.Context, im Image) binned {
		return countComponents(ctx, s, &im, m, use, o)
	}) {
		if r.err != nil {
			return r.err
		}
		for c := range counts {
			for _, bin := range r.bins[c] {
				counts[c][bin.at] += bin.n
			}
		}
		o.progress().Done(0)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for c := range counts {
		sd := math.Sqrt(m.ExplainedVariance[c])
		out.Low[c] = binValue(quantileBin(counts[c], 0.02), sd)
		out.High[c] = binValue(quantileBin(counts[c], 0.98), sd)
	}
	return nil
}

// sigmaLimits returns mean ± 2.054 standard deviations of each component.
func sigmaLimits(m *pca.Model) *pca.Output {
	out := new(pca.Output)
	for _, v := range m.ExplainedVariance {
		out.Low = append(out.Low, -sigma98*math.Sqrt(v))
		out.High = append(out.High, sigma98*math.Sqrt(v))
	}
	return out
}

// binned is the count of components of one image: bins that are not empty.
type binned struct {
	bins [][]bin
	err  error
}

type bin struct {
	at int
	n  int64
}

func countComponents(ctx context.Context, s *Set, im *Image, m *pca.Model, use []int, o Options) (r binned) {
	f, err := im.Open()
	if err != nil {
		return binned{err: err}
	}
	src, err := s.open(f, im, o, 1)
	if err != nil {
		f.Close()
		return binned{err: err}
	}
	defer src.Close()
	counts := make([][]int64, len(m.Components))
	for c := range counts {
		counts[c] = make([]int64, limitBins)
	}
	h := src.Header()
	var block raster.Block
	for _, w := range src.Tasks(h.Window()) {
		r.err = raster.Each(ctx, src, w, &block, func(b *raster.Block) error {
			countBlock(counts, b, h.Type, m, use)
			return ctx.Err()
		})
		if r.err != nil {
			return r
		}
	}
	for c := range counts {
		var list []bin
		for at, n := range counts[c] {
			if n > 0 {
				list = append(list, bin{at, n})
			}
		}
		r.bins = append(r.bins, list)
	}
	return r
}

// countBlock projects the complete pixels of b and counts their components.
func countBlock(counts [][]int64, b *raster.Block, t raster.SampleType, m *pca.Model, use []int) {
	src, n := completePixels(b, t, use)
	dst := make([][]float64, len(m.Components))
	for c := range dst {
		dst[c] = make([]float64, n)
	}
	m.Project(dst, src)
	for c := range dst {
		scale := 0.0
		if sd := math.Sqrt(m.ExplainedVariance[c]); sd > 0 {
			scale = limitBins / 16 / sd
		}
		for _, v := range dst[c] {
			at := math.Floor(float64(v*scale)) + limitBins/2
			counts[c][int(min(max(at, 0), limitBins-1))]++
		}
	}
}

// completePixels returns the samples of the bands in use, planar, of the
// pixels that are valid in all of them.
func completePixels(b *raster.Block, t raster.SampleType, use []int) (planes [][]float64, n int) {
	size := b.Window.Pixels()
	planes = make([][]float64, len(use))
	for i := range planes {
		planes[i] = make([]float64, 0, size)
	}
	for p := range size {
		complete := true
		for _, band := range use {
			at := band*size + p
			v := b.At(at, t)
			if v-v != 0 || b.Valid != nil && !b.Valid[at] {
				complete = false
				break
			}
		}
		if !complete {
			continue
		}
		n++
		for i, band := range use {
			planes[i] = append(planes[i], b.At(band*size+p, t))
		}
	}
	return planes, n
}

func quantileBin(counts []int64, q float64) int {
	var total int64
	for _, n := range counts {
		total += n
	}
	rank := int64(math.Ceil(float64(q * float64(total))))
	var seen int64
	for at, n := range counts {
		if seen += n; seen >= rank && n > 0 {
			return at
		}
	}
	return len(counts) / 2
}

// binValue is the middle of a bin.
func binValue(at int, sd float64) float64 {
	return float64((float64(at-limitBins/2) + 0.5) * (16 * sd / limitBins))
}

// modelBands finds the bands of the model among those of the set, by name.
func modelBands(s *Set, m *pca.Model) ([]int, error) {
	names := s.BandNames()
	use := make([]int, len(m.Bands))
	for i, b := range m.Bands {
		at := slices.Index(names, b)
		if at < 0 {
			return nil, &BandsError{Model: m.Bands, Images: names}
		}
		use[i] = at
	}
	return use, nil
}
