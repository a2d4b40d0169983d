// Package undeclared looks for samples that mean no data though no file says
// so, to point them out; it masks nothing.
//
// The data flow:
//
//  1. Whoever reads draws a few images whose headers are [Possible], and counts
//     their samples with package tally.
//  2. [Detector.Begin] and [Detector.Add] note of each image, in a coarse grid,
//     where all bands are 0 (collar).
//  3. [Detector.Findings] names values far outside the others of their band
//     (spike), and zeros that surround images with straight edges.
//
// Samples that are invalid already are passed over.
package undeclared

import (
	"cmp"
	"slices"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/tally"
)

// Kind is what was found.
type Kind uint8

// The kinds.
const (
	Spike  Kind = iota // one value, repeated, far outside the others of a band
	Collar             // zeros of all bands along the border
)

// Finding is a value that seems to mean no data.
type Finding struct {
	Kind  Kind
	Value float64
	Bands []int // ascending; all for a collar
	// Share of the samples of a band that were seen, at most; of the pixels
	// for a collar.
	Share float64
}

// Possible reports whether an image may hold samples that mean no data without
// saying so. A photo, 8 bits coded with loss and without a place on the map, holds
// none: coding smears what a value would mark over its neighbours, and its black
// and white borders are its own.
func Possible(h *raster.Header, placed bool) bool {
	return placed || h.Format != "jpeg" || h.Type != raster.Uint8
}

// Detector notes the collars of images. It is not safe for concurrent use.
type Detector struct {
	t      raster.SampleType
	grid   grid
	images int // begun
	placed bool
	cells  collars
}

// New returns a detector for images of type t.
func New(t raster.SampleType) *Detector { return &Detector{t: t} }

// Begin starts an image.
func (d *Detector) Begin(h *raster.Header) {
	d.end()
	d.images++
	d.placed = h.Geo != nil
	if lossy := h.Format == "jpeg" || h.Format == "webp"; d.placed || !lossy { // black bars of photos are their own
		d.grid.begin(h.Width, h.Height)
	}
}

// Add takes a block of the image begun last, of all its bands.
func (d *Detector) Add(b *raster.Block) { d.grid.add(b, d.t) }

func (d *Detector) end() {
	if d.images > 0 {
		d.cells.add(&d.grid, d.placed)
		d.grid = grid{}
	}
}

// Findings ends the last image and returns what was found, with what was counted of
// each band of all images: spikes by falling share, then the collar.
func (d *Detector) Findings(bands []tally.Summary) []Finding {
	d.end()
	var list []Finding
	for i := range bands {
		for _, f := range spikes(&bands[i], d.t, d.cells.placed > 0) {
			at := slices.IndexFunc(list, func(o Finding) bool { return o.Value == f.Value })
			if at < 0 {
				at = len(list)
				list = append(list, Finding{Kind: Spike, Value: f.Value})
			}
			list[at].Bands = append(list[at].Bands, i)
			list[at].Share = max(list[at].Share, f.Share)
		}
	}
	slices.SortStableFunc(list, func(a, b Finding) int { return cmp.Compare(b.Share, a.Share) })
	zero := slices.ContainsFunc(list, func(f Finding) bool { return f.Value == 0 })
	if share, ok := d.cells.found(); ok && !zero {
		f := Finding{Kind: Collar, Share: share}
		for i := range bands {
			f.Bands = append(f.Bands, i)
		}
		list = append(list, f)
	}
	return list
}
