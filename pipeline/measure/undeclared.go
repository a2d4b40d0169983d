package measure

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
)

// spikes looks for nodata that no file declares: pixels that are 0 in every
// band, and values such as −9999 in one band. The extremes of an image tell
// for nothing whether it can hold such pixels; only images that can are read
// again, at most spikeImages of them, evenly spread.
type spikes struct {
	set    *imageset.Set
	images imageset.Images // that may hold undeclared nodata
	pixels int64           // of all measured images
	share  int64           // pixels of the images in the list
}

const (
	spikeImages = 16
	spikeShare  = 0.01 // of all pixels, from which on a warning is given
)

// sentinels are values that often stand for nodata.
var sentinels = []float64{-9999, -32768, 65535, -32767, -99999}

func newSpikes(s *imageset.Set) *spikes { return &spikes{set: s, images: s.Images.Empty()} }

// add notes a measured image.
func (s *spikes) add(m *Measured) {
	s.pixels += m.Moments.Pixels
	layout := &s.set.Layouts[m.Image.Layout]
	if layout.Header.HasMask || imageset.DeclaresNoData(layout.Seen) {
		return
	}
	zero := len(layout.Seen) > 3
	sentinel := false
	for b := range layout.Seen {
		low, high := m.Moments.Min[b], m.Moments.Max[b]
		zero = zero && low <= 0 && high >= 0
		sentinel = sentinel || slices.Contains(sentinels, low) || slices.Contains(sentinels, high)
	}
	if zero || sentinel {
		s.images.Append(m.Image)
		s.share += m.Moments.Pixels
	}
}

// spikeCount counts suspicious samples of some images.
type spikeCount struct {
	pixels, zero int64
	bands        [][]int64 // [band][sentinel]
	err          error
}

// warnings reads the noted images and returns a sentence per suspicion.
func (s *spikes) warnings(ctx context.Context, names []string) ([]string, error) {
	if s.images.Len() == 0 {
		return nil, nil
	}
	n := min(s.images.Len(), spikeImages)
	sum := spikeCount{bands: make([][]int64, len(names))}
	for b := range sum.bands {
		sum.bands[b] = make([]int64, len(sentinels))
	}
	for c := range ordered.Map(ctx, s.set.Options().Workers, indices(n), func(ctx context.Context, i int) spikeCount {
		return s.count(ctx, s.images.At(i*s.images.Len()/n))
	}) {
		if c.err != nil { // it vanished since: what the others tell is enough
			continue
		}
		sum.pixels += c.pixels
		sum.zero += c.zero
		for b := range c.bands {
			for i, n := range c.bands[b] {
				sum.bands[b][i] += n
			}
		}
	}
	return s.sentences(&sum, names), ctx.Err()
}

func (s *spikes) count(ctx context.Context, im *imageset.Image) (c spikeCount) {
	src, err := s.set.Open(im, 1)
	if err != nil {
		return spikeCount{err: err}
	}
	defer src.Close()
	h := src.Header()
	for range h.Bands {
		c.bands = append(c.bands, make([]int64, len(sentinels)))
	}
	var block raster.Block
	for _, w := range src.Tasks(h.Window()) {
		c.err = raster.Each(ctx, src, w, &block, func(b *raster.Block) error {
			c.add(b, h.Type)
			return ctx.Err()
		})
		if c.err != nil {
			return c
		}
	}
	return c
}

func (c *spikeCount) add(b *raster.Block, t raster.SampleType) {
	n := b.Window.Pixels()
	c.pixels += int64(n)
	for p := range n {
		zero := true
		for band := range b.Bands {
			v := b.At(band*n+p, t)
			zero = zero && v == 0
			if v <= -9999 || v == 65535 {
				if i := slices.Index(sentinels, v); i >= 0 {
					c.bands[band][i]++
				}
			}
		}
		if zero {
			c.zero++
		}
	}
}

func (s *spikes) sentences(sum *spikeCount, names []string) []string {
	if sum.pixels == 0 {
		return nil
	}
	// Images that were not noted hold no such pixel.
	scale := float64(s.share) / float64(s.pixels) / float64(sum.pixels)
	about := ""
	if s.images.Len() > spikeImages {
		about = "about "
	}
	var out []string
	if share := float64(sum.zero) * scale; len(names) > 3 && share > spikeShare {
		out = append(out, fmt.Sprintf("%s%.1f %% of the pixels are 0 in every band: if that means no data, give --nodata 0", about, 100*share))
	}
	for i, v := range sentinels {
		var bands []string
		top := 0.0
		for b := range sum.bands {
			if share := float64(sum.bands[b][i]) * scale; share > 0 && (v == -9999 || share > spikeShare) {
				bands = append(bands, names[b])
				top = max(top, share)
			}
		}
		if len(bands) > 0 {
			out = append(out, fmt.Sprintf("%s%.2g %% of the samples of %s are %s: if that means no data, give --nodata %s",
				about, 100*top, strings.Join(bands, ", "), strconv.FormatFloat(v, 'g', -1, 64), strconv.FormatFloat(v, 'g', -1, 64)))
		}
	}
	return out
}

// indices yields 0 … n−1.
func indices(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}
