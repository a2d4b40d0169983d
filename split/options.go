package split

import (
	"fmt"
	"time"
)

// Options say how items are assigned. The zero value asks for no valid and no
// test items: everything is train. Leaks are guarded against unless a kind is
// switched off.
type Options struct {
	// By is the method; zero: chosen from the items, and said.
	By Method
	// Valid and Test are the sizes of two subsets; train is the rest.
	Valid, Test Share
	// Folds cuts what is not test into that many parts; fold 0 is valid and
	// the others are train. Zero: no folds. Valid must be zero with folds.
	Folds int
	// Seed keys every hash.
	Seed uint64
	// Off switches kinds of leak groups off; zero: all on.
	Off Kinds
	// Near is the largest Hamming distance between the perceptual hashes of
	// near duplicates; zero: [DefaultNear]; negative: off.
	Near int
	// Orientations turn the perceptual hash of an image into those of its
	// mirror images and quarter turns; images are near duplicates as well
	// where one of them brings the hashes within half of the radius. Of two
	// that are inverse to each other one is enough. Nil: mirrored and turned
	// images are no near duplicates.
	Orientations []func(hash uint64) uint64
	// Crops calls yield for pairs of images, by their indices, of which one shows
	// a part of the other, and returns how many pairs it did not compare since
	// there were too many. All images have a hash and a picture. Nil: crops are
	// not looked for, as where Near is off.
	Crops func(images []*Item, yield func(a, b int)) (skipped int64)
	// Buffer is the distance that footprints of different subsets keep at
	// least; zero: they only do not overlap.
	Buffer Distance
	// Within unites items that were taken at most this long apart; zero: no
	// such union.
	Within time.Duration
	// Cells is the shape of the cells of a spatial split.
	Cells Cells
	// Tries is how many cellings a spatial split compares; zero: 24.
	Tries int
	// Previous keeps the assignments of an earlier run and places only what it
	// does not hold.
	Previous []Placed
}

// Placed is one assignment of an earlier run. An item is recognized by its ID,
// else (renamed or moved) by its content hash and window.
type Placed struct {
	ID     string
	Hash   [16]byte
	Window [4]int
	Split  Subset
	Fold   int // -1: none
}

// DefaultNear is the default of [Options.Near]. docs/near-duplicates.md has
// the curves that it was chosen by.
const DefaultNear = 6

// Validate returns an error that names the field which cannot be meant.
func (o *Options) Validate() error {
	if int(o.By) >= len(methods) {
		return fmt.Errorf("unknown method %v", o.By)
	}
	if err := o.Valid.validate("valid"); err != nil {
		return err
	}
	if err := o.Test.validate("test"); err != nil {
		return err
	}
	if o.Valid.Fraction+o.Test.Fraction >= 1 {
		return fmt.Errorf("valid %v and test %v leave nothing for train", o.Valid, o.Test)
	}
	switch {
	case o.Folds < 0 || o.Folds == 1:
		return fmt.Errorf("folds %d: want 2 or more, or 0 for none", o.Folds)
	case o.Folds > maxFolds:
		return fmt.Errorf("folds %d: want %d at most", o.Folds, maxFolds)
	case o.Folds > 0 && !o.Valid.zero():
		return fmt.Errorf("folds %d and valid %v: with folds, each fold is valid once; leave valid at 0", o.Folds, o.Valid)
	case o.Near > 64:
		return fmt.Errorf("near %d: a perceptual hash has 64 bits", o.Near)
	case !(o.Buffer.Value >= 0):
		return fmt.Errorf("buffer %v: want a length", o.Buffer)
	case o.Within < 0:
		return fmt.Errorf("within %v: want a duration", o.Within)
	case o.Tries < 0:
		return fmt.Errorf("tries %d: want a positive number", o.Tries)
	case o.By == Hash && (o.Valid.Count > 0 || o.Test.Count > 0):
		return fmt.Errorf("a split by hash takes fractions, not counts: it does not know how many items there are")
	}
	return nil
}

// near returns the radius in force, or -1.
func (o *Options) near() int {
	switch {
	case o.Near < 0 || o.Off.Has(Near):
		return -1
	case o.Near == 0:
		return DefaultNear
	}
	return o.Near
}

// crops reports whether crops are looked for.
func (o *Options) crops() bool { return o.Crops != nil && o.near() >= 0 && !o.Off.Has(Crop) }

// maxFolds bounds what is allocated for folds that nothing falls into.
const maxFolds = 1 << 16
