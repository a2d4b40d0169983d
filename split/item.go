package split

import (
	"fmt"
	"time"
)

// Subset is the part of a dataset that an item is put into.
type Subset uint8

// The subsets. None is the zero value: not placed, or left out because the
// item lies in the buffer zone of a spatial split.
const (
	None Subset = iota
	Train
	Valid
	Test
)

var subsets = [...]string{"", "train", "valid", "test"}

// String returns "train", "valid", "test", or "" for None.
func (s Subset) String() string {
	if int(s) >= len(subsets) {
		return fmt.Sprintf("Subset(%d)", uint8(s))
	}
	return subsets[s]
}

// ParseSubset is the inverse of [Subset.String].
func ParseSubset(name string) (Subset, error) {
	for i, n := range subsets {
		if n == name {
			return Subset(i), nil
		}
	}
	return None, fmt.Errorf("unknown split %q: want train, valid or test", name)
}

// Item is what splitting knows of one dataset entry. Only ID is needed; every
// other field makes one kind of leak visible or one method possible.
type Item struct {
	// ID names the item; no two items share one.
	ID string
	// Labels are the classes of the item: usually one, several where the
	// dataset has many labels per image, none where it has no labels.
	Labels []string
	// Group is the key that was given to the item (patient, camera, scene):
	// items of one group never cross splits. Empty: none.
	Group string
	// LeakGroup is what [Result.LeakGroup] of an earlier split said, so that
	// the group stays whole without its evidence. Empty: none.
	LeakGroup string
	// Folder is the subset that a folder or a CSV already gives.
	Folder Subset
	// Hash is the content hash of the file, zero where it is unknown. Items
	// are exact duplicates where Hash and Window are equal.
	Hash [16]byte
	// PHash is the perceptual hash, meaningful where HasPHash is set. An
	// image without structure has none.
	PHash    uint64
	HasPHash bool
	// Picture is what else is known of the look of an image, in the form that
	// [Options.Crops] reads. Nil: not known; empty: the image is too small to be
	// compared with parts of others.
	Picture []byte
	// Width and Height are the size of the image in pixels, where it has a
	// Picture.
	Width, Height int
	// Pixels is the number of valid pixels, the weight that a stratified
	// split balances beside the labels.
	Pixels int64
	// CRS names the coordinate reference system of Bounds, "EPSG:32630".
	CRS string
	// Bounds is the footprint on the map: smallest x, smallest y, largest x,
	// largest y in units of the CRS. Nil: not georeferenced.
	Bounds *[4]float64
	// Outline is the ring around the footprint, longitude and latitude in
	// degrees on WGS 84, without repeating the first point. Where it is given
	// it says more than Bounds to items of other systems. Nil: not known.
	Outline [][2]float64
	// Scene is the image that a chip was cut from, and Window the chip's
	// first column, first row, width and height in it. Empty: not a chip.
	Scene  string
	Window [4]int
	// Time is when the image was taken; the zero Time: unknown.
	Time time.Time
}
