// Package undeclared looks for samples that mean no data though no file says
// so, to point them out; it masks nothing.
//
// The data flow:
//
//  1. Whoever reads draws a few images, calls [Detector.Begin] for each and
//     hands over its blocks.
//  2. Of each band the three lowest and the three highest values are counted
//     exactly, and a sample of all is kept (spike).
//  3. Of each image a coarse grid notes where all bands are 0 (collar).
//  4. [Detector.Findings] names values far outside the others of their band, and
//     zeros that surround images with straight edges.
//
// Samples that are invalid already are passed over.
package undeclared

import (
	"cmp"
	"slices"

	"github.com/bandprep/bandprep/raster"
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

// Detector gathers what blocks show. It is not safe for concurrent use; its
// findings depend on the order of blocks only through which samples are kept.
type Detector struct {
	t      raster.SampleType
	bands  []band
	grid   grid
	images int // begun
	placed bool
	cells  collars
}

// New returns a detector for images of some bands of type t.
func New(bands int, t raster.SampleType) *Detector {
	return &Detector{t: t, bands: make([]band, bands)}
}

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
func (d *Detector) Add(b *raster.Block) {
	n := b.Window.Pixels()
	for i := range min(len(d.bands), b.Bands) {
		valid := b.ValidBand(i)
		for p := range n {
			if valid != nil && !valid[p] {
				continue
			}
			if v := b.At(i*n+p, d.t); v-v == 0 {
				d.bands[i].add(v)
			}
		}
	}
	d.grid.add(b, d.t)
}

func (d *Detector) end() {
	if d.images > 0 {
		d.cells.add(&d.grid, d.placed)
		d.grid = grid{}
	}
}

// Findings ends the last image and returns what was found: spikes by falling
// share, then the collar.
func (d *Detector) Findings() []Finding {
	d.end()
	var list []Finding
	for i := range d.bands {
		for _, f := range d.bands[i].spikes(d.t, d.cells.placed > 0) {
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
		for i := range d.bands {
			f.Bands = append(f.Bands, i)
		}
		list = append(list, f)
	}
	return list
}
