package report

import (
	"image"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/report/svg"
)

// Content is what a page shows.
type Content struct {
	Data     *derive.Dataset
	Findings []derive.Finding // of a check of the table
	Choice   Choice           // which items are shown
	Pictures *Pictures        // nil: the page has none
	// NoPictures says why there are none.
	NoPictures string
	// Patients says that items come from DICOM files, and that the page shows
	// no pictures, paths, groups or dates of theirs.
	Patients bool
	// Against is a second dataset to compare with, or nil; AgainstName is what
	// the page calls it.
	Against     *derive.Dataset
	AgainstName string
}

// Pictures are what was seen of the items of a choice.
type Pictures struct {
	Of map[int]Picture // by row of the table
	// Sampled is how many items the histograms count: those of
	// Choice.Random that could be read.
	Sampled int
	// Histograms holds one histogram for each band, with one series for each
	// split that was sampled.
	Histograms []svg.Histogram
	// Shown says which bands are red, green and blue, and how far they are
	// stretched; "" where they are shown as they are.
	Shown string
	// Classes says which colours the classes of label rasters have, "" where there
	// are none.
	Classes string
}

// Picture is one item, small enough to show. Pixels that do not count are
// transparent.
type Picture struct {
	Raw        *image.NRGBA
	Normalized *image.NRGBA // from −2 to 2
	Components *image.NRGBA // nil without a model
	Labels     *image.NRGBA // as Raw, with the colours of the label raster; nil without one
	Cut        bool         // only the middle of the item
}
