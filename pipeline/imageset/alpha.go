package imageset

import (
	"context"
	"fmt"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// unsureAlpha reports whether an alpha band of a layout may be a band like the
// others that its writer called so, as some do with infrared.
func (f *Layout) unsureAlpha() bool { return f.Header.AlphaUnsure && f.Header.AlphaBand() >= 0 }

// alphaBands tells the layouts whose alpha band is a band: where other files of the
// set have it as a plain one, as in NAIP, and where the samples of a few images say
// so. The user's word goes before.
func (s *Set) alphaBands(ctx context.Context) ([]bool, error) {
	band := make([]bool, len(s.Layouts))
	if s.View.Alpha != table.AlphaAuto {
		return band, nil
	}
	mixed, unsure := 0, false
	for i := range s.Layouts {
		f := &s.Layouts[i]
		if !f.unsureAlpha() {
			continue
		}
		a := f.Header.AlphaBand()
		for _, g := range s.Layouts {
			if g.Header.Format == f.Header.Format && len(g.Header.Bands) == len(f.Header.Bands) && g.Header.Bands[a].Color != raster.Alpha {
				band[i] = true
			}
		}
		if band[i] {
			mixed += f.Images
		}
		unsure = unsure || !band[i]
	}
	if mixed > 0 {
		s.decideAlphaBand(band, mixed, "is declared as alpha in %s and a plain band in others: it counts as a band in all")
	}
	if !unsure || s.options.settled {
		return band, nil
	}
	var e raster.AlphaEvidence
	images := s.Images.where(func(i int) bool { l := s.Images.record(i).layout; return s.Layouts[l].unsureAlpha() && !band[l] })
	_, err := Look(ctx, s.options.Workers, images.Draw(LookImages), s.openStored, func(_ *Image, h *raster.Header, blocks []*raster.Block) {
		for _, b := range blocks {
			e.Add(h, b)
		}
	})
	if err != nil || !e.Band() {
		return band, err
	}
	varies := make([]bool, len(band))
	for i := range band {
		varies[i] = !band[i] && s.Layouts[i].unsureAlpha()
		band[i] = band[i] || varies[i]
	}
	s.decideAlphaBand(varies, images.Len(), "is declared as alpha in %s but varies like the others: it counts as a band")
	return band, nil
}

// openStored opens an image as it is stored, with what the files beside it say.
func (s *Set) openStored(im *Image) (raster.Source, error) {
	src, _, err := OpenItem(im.Item, int(im.Page), &s.options, 1)
	if err != nil {
		return nil, err
	}
	src, _, err = described(src, im.Item, int(im.Page), s.Fact(im).Sidecars, &s.options)
	return src, err
}

// decideAlphaBand says that the alpha band of some layouts, of so many images, is
// a band.
func (s *Set) decideAlphaBand(layouts []bool, images int, why string) {
	first := 0
	for !layouts[first] {
		first++
	}
	s.decide(decision.Decision{Kind: "alpha", Count: int64(images), Example: s.example(first), Flag: "--alpha mask", Effect: decision.Rival,
		Sentence: fmt.Sprintf("band %d "+why, s.Layouts[first].Header.AlphaBand()+1, words.Count(images, "image", "images"))})
}

// keepAlpha notes in the view what the alpha bands of the set were found to be, so
// that some of its images alone are seen as all were.
func (s *Set) keepAlpha(layouts []int) {
	if s.View.Alpha != table.AlphaAuto {
		return
	}
	unsure, modes := false, make(map[raster.AlphaMode]bool)
	for _, i := range layouts {
		if f := &s.Layouts[i]; f.Header.AlphaBand() >= 0 {
			modes[f.View.Alpha] = true
			unsure = unsure || f.unsureAlpha()
		}
	}
	if !unsure || len(modes) > 1 {
		return
	}
	s.View.Alpha = table.AlphaMask
	if modes[raster.AlphaBand] {
		s.View.Alpha = table.AlphaBand
	}
}
