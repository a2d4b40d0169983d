package imageset

import (
	"fmt"
	"iter"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// Image is an item whose header was read.
type Image struct {
	*dataset.Item        // of this image alone
	Width, Height  int32 // of the item
	SceneW, SceneH int32 // of the image that it is, or is a chip of
	Layout         int32 // index into [Plan.Layouts]
	Bytes          int64
	of             *imageTable
	at             int32 // where the table keeps it
}

// Number returns the number of the image's item in the listing of its set.
func (im *Image) Number() int { return int(im.of.records[im.at].item) }

// Images are the images of a set, or some of them, in some order. There may be
// millions, so an image takes a few dozen bytes, and the [Image] is made when
// it is asked for. The zero value is empty.
type Images struct {
	of *imageTable
	at []int32 // indices into the table
}

// imageTable is what is kept of all images of a set. Columns end with the last
// image that has such a thing.
type imageTable struct {
	items      *dataset.Items
	records    []record
	windows    column[[4]int32]             // of chips: x, y, width, height
	noGroups   bool                         // headers state none that count
	groups     column[string]               // as headers state them
	acquired   column[int32]                // see acquisitions
	places     places                       // on the map
	geo        column[*raster.GeoReference] // until chips are cut
	early      column[uint64]               // places in prefetched
	prefetched table.Arena                  // what was measured of images with their headers
}

// record is what is kept of every image.
type record struct {
	bytes  int64
	item   int32 // index of its item
	page   int32 // of an item of several images; -1: the item is the image
	layout int32
	w, h   int32 // of the whole image
}

// column is a value per image where not every set has any.
type column[T any] []T

func (c *column[T]) set(i int, v T) {
	*c = append(*c, make([]T, max(i+1-len(*c), 0))...)
	(*c)[i] = v
}

func (c column[T]) get(i int32) (v T) {
	if int(i) < len(c) {
		v = c[i]
	}
	return v
}

// Len returns the number of images.
func (l Images) Len() int { return len(l.at) }

// At returns image i, made anew: it is the caller's.
func (l Images) At(i int) *Image {
	t, at := l.of, l.at[i]
	r := &t.records[at]
	it := t.items.At(int(r.item))
	if r.page >= 0 {
		it.Page, it.Paged = r.page, true
		it.ID = fmt.Sprintf("%s#%d", it.ID, r.page)
	}
	if g := t.groups.get(at); g != "" {
		it.Group = g
	}
	if w := l.Window(i); w != it.Window {
		it.Window = w
		it.ID = fmt.Sprintf("%s#%s", it.ID, w)
	}
	im := &Image{Item: it, Width: r.w, Height: r.h, SceneW: r.w, SceneH: r.h, Layout: r.layout, Bytes: r.bytes, of: t, at: at}
	if w := it.Window; w != (raster.Window{}) {
		im.Width, im.Height = int32(w.W), int32(w.H)
	}
	return im
}

// All yields the images and their indices.
func (l Images) All() iter.Seq2[int, *Image] {
	return func(yield func(int, *Image) bool) {
		for i := range l.at {
			if !yield(i, l.At(i)) {
				return
			}
		}
	}
}

// Where returns the images that keep accepts, in the same order.
func (l Images) Where(keep func(*Image) bool) Images {
	return l.where(func(i int) bool { return keep(l.At(i)) })
}

func (l Images) where(keep func(i int) bool) Images {
	some := Images{of: l.of}
	for i, at := range l.at {
		if keep(i) {
			some.at = append(some.at, at)
		}
	}
	return some
}

// add appends an image: a page of an item that was opened.
func (t *imageTable) add(r *opened, page int, layout int32) {
	h, n := r.header(page), len(t.records)
	im := record{r.bytes, int32(r.at), -1, layout, int32(h.Width), int32(h.Height)}
	if r.pages > 1 {
		im.page = int32(page)
	} else if r.early != nil {
		t.early.set(n, t.prefetched.Add(r.early))
	}
	t.records = append(t.records, im)
	switch {
	case r.item.Group != "" || t.noGroups:
	case h.Group != "":
		t.groups.set(n, h.Group)
	case h.Volume:
		t.groups.set(n, r.item.ID)
	}
	w := r.item.Window
	if w != (raster.Window{}) { // a chip of a manifest
		t.windows.set(n, [4]int32{int32(w.X), int32(w.Y), int32(w.W), int32(w.H)})
	}
	for k := range r.places {
		if p := &r.places[k]; p.page == page {
			t.places.set(n, &p.Place)
			t.geo.set(n, h.Geo)
		}
	}
}

// addChip appends a window of an image of another table.
func (t *imageTable) addChip(from *imageTable, at int32, w raster.Window) {
	n := len(t.records)
	t.copyRecord(from, at)
	t.windows.set(n, [4]int32{int32(w.X), int32(w.Y), int32(w.W), int32(w.H)})
	if p, ok := placeOf(from.geo.get(at), w); ok {
		t.places.set(n, &p)
	}
}

// copy appends an image of another table.
func (t *imageTable) copy(from *imageTable, at int32) {
	n := len(t.records)
	t.copyRecord(from, at)
	if w := from.windows.get(at); w != [4]int32{} {
		t.windows.set(n, w)
	}
	if p := from.places.get(at); p != nil {
		t.places.set(n, p)
	}
}

// copyRecord appends an image of another table without window and place.
func (t *imageTable) copyRecord(from *imageTable, at int32) {
	if g := from.groups.get(at); g != "" {
		t.groups.set(len(t.records), g)
	}
	if a := from.acquired.get(at); a != 0 {
		t.acquired.set(len(t.records), a)
	}
	t.records = append(t.records, from.records[at])
}

// images returns all images, in the order in which they were added.
func (t *imageTable) images() Images {
	l := Images{t, make([]int32, len(t.records))}
	for i := range l.at {
		l.at[i] = int32(i)
	}
	return l
}

// Slice returns the images from i up to j, exclusive.
func (l Images) Slice(i, j int) Images { return Images{l.of, l.at[i:j]} }

// record returns what is kept of image i.
func (l Images) record(i int) *record { return &l.of.records[l.at[i]] }

// Window returns the window of image i, the zero Window where it is no chip.
func (l Images) Window(i int) raster.Window {
	w := l.of.windows.get(l.at[i])
	return raster.Window{X: int(w[0]), Y: int(w[1]), W: int(w[2]), H: int(w[3])}
}

// Sorted returns the images in the order of their ids.
func (l Images) Sorted() Images {
	s := Images{l.of, table.OrderByID(l.Len(), func(i int) string { return l.At(i).ID })}
	for k, i := range s.at {
		s.at[k] = l.at[i]
	}
	return s
}

// Bytes returns the size of the files of image i.
func (l Images) Bytes(i int) int64 { return l.record(i).bytes }

// SceneSize returns the size in pixels of the image that image i is, or is a
// chip of.
func (l Images) SceneSize(i int) (width, height int) {
	r := l.record(i)
	return int(r.w), int(r.h)
}

// Empty returns a list without images that images of this set can be appended
// to.
func (l Images) Empty() Images { return Images{of: l.of} }

// Append appends an image of the same set.
func (l *Images) Append(im *Image) { l.at = append(l.at, im.at) }

// Pick returns the images at the given places, in that order.
func (l Images) Pick(places []int) Images {
	some := Images{of: l.of}
	for _, i := range places {
		some.at = append(some.at, l.at[i])
	}
	return some
}
