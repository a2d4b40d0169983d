package measure

import (
	"fmt"
	"slices"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
)

// transparent counts pixels that alpha left out.
type transparent struct {
	images       int // that lost some
	pixels, left int64
	example      string
	unsure       bool // some are of a format whose alpha may be a band
}

// add counts an image where alpha alone may make samples invalid.
func (t *transparent) add(set *imageset.Set, m *Measured) {
	layout := &set.Layouts[m.Image.Layout]
	h := &layout.Header
	t.pixels += m.Moments.Pixels
	if h.AlphaBand() < 0 || layout.View.Alpha != raster.AlphaMask || slices.Contains(layout.View.Bands, h.AlphaBand()) ||
		h.HasMask || imageset.DeclaresNoData(layout.Seen) || set.View.Masks.Any() || len(m.Moments.Valid) == 0 {
		return
	}
	left := m.Moments.Pixels - slices.Max(m.Moments.Valid)
	if left <= 0 {
		return
	}
	if t.images++; t.images == 1 || m.Image.ID < t.example {
		t.example = m.Image.ID
	}
	t.left += left
	t.unsure = t.unsure || h.AlphaUnsure
}

// decisions says how much was left out.
func (t *transparent) decisions(set *imageset.Set) []decision.Decision {
	if t.images == 0 {
		return nil
	}
	flag := "--alpha ignore"
	if t.unsure {
		flag = "--alpha band"
	}
	return []decision.Decision{{Kind: "transparent", Count: int64(t.images), Example: t.example, Flag: flag, Stage: decision.Measured, Effect: decision.LeftOut,
		Sentence: fmt.Sprintf("alpha is 0 in %.2g %% of all pixels, which are left out, in %s", 100*float64(t.left)/float64(t.pixels), words.Count(t.images, "image", "images"))}}
}
