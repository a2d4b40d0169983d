package imageset

import (
	"errors"
	"fmt"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// memoryShare is how many times the largest block of an image fits into the
// memory that reading it takes: its compressed bytes, its samples, their copy
// that is measured, and what the garbage collector has not taken up yet.
const memoryShare = 4

// LimitsFor returns the limits within which one image, alone, takes no more than
// about memory bytes.
func LimitsFor(memory int64) raster.Limits {
	return raster.Limits{BlockBytes: max(memory/memoryShare, 1), TagBytes: max(memory/memoryShare, 1)}
}

// Memory is the inverse of [LimitsFor].
func (o *Options) Memory() int64 {
	return min(o.Limits.WithDefaults().BlockBytes, math.MaxInt64/memoryShare) * memoryShare
}

// Refused adds to an error of an image that is too large for the memory how much
// would do. It returns other errors as they are.
func (o *Options) Refused(err error) error {
	var large *raster.TooLargeError
	l := o.Limits.WithDefaults()
	if !errors.As(err, &large) || large.Limit != l.BlockBytes && large.Limit != l.TagBytes || large.Need < 0 || large.Need > 1<<50 {
		return err
	}
	return fmt.Errorf("%w; --memory %dM would do", err, large.Need*memoryShare>>20+1)
}
