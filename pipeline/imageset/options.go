package imageset

import (
	"context"
	"fmt"

	"github.com/bandprep/bandprep/internal/budget"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// Opener opens an image by its content, see raster/codec.
type Opener func(raster.File, raster.Options) (raster.Source, error)

// Options say how images are opened and seen. The zero value, with Open set,
// is the documented default of every command.
type Options struct {
	Open    Opener
	Workers int // goroutines; 0 counts as 1; never changes a result
	Limits  raster.Limits
	View    table.View
	// Plan, where set, says how images are seen in place of View: as those of
	// the set that it was made of. Images of a kind that is not in it are skipped.
	Plan   *Plan
	Strict bool // the first damaged image ends the run
	// NoGroups leaves out the groups that files state, such as patients.
	NoGroups bool
	// PatientIDs say what stands for the ids of patients.
	PatientIDs PatientIDs
	// BandFiles accepts that bands of one place, in a file each, count as images
	// of one band.
	BandFiles bool
	// unpacking is the memory for members of archives that are unpacked to
	// read their headers.
	unpacking *budget.Bytes
	// settled says that what can be decided from headers and peeks was decided
	// before: of the rows of a table.
	settled bool
	// Prefetch, where set, may measure the image of an item of the listing, which
	// lies in f and whose source is src, while headers are read; what it returns
	// is kept for [Set.Prefetched].
	Prefetch func(ctx context.Context, item int, f raster.File, src raster.Source) []byte
	Progress Progress // nil: none
}

// Progress is told how far a pass over the images is. Its methods are called
// on one goroutine.
type Progress interface {
	Start(what string, images int, bytes int64)
	Done(bytes int64)
	Finish()
}

// maxWorkers is more than any machine has use for.
const maxWorkers = 4096

// Validate returns an error that names the option at fault.
func (o *Options) Validate() error {
	if o.Workers < 0 {
		return fmt.Errorf("--workers %d: want at least 1", o.Workers)
	}
	if o.Workers > maxWorkers {
		return fmt.Errorf("--workers %d: want %d at most", o.Workers, maxWorkers)
	}
	return o.View.Validate()
}

func (o *Options) workers() int { return max(o.Workers, 1) }

// AlphaMode returns how an alpha band is seen; mixed says that it is a plain band
// in other files of the set.
func AlphaMode(a table.Alpha, mixed bool) raster.AlphaMode {
	switch {
	case a == table.AlphaBand, a == table.AlphaAuto && mixed:
		return raster.AlphaBand
	case a == table.AlphaIgnore:
		return raster.AlphaIgnore
	}
	return raster.AlphaMask
}

type nothing struct{}

func (nothing) Start(string, int, int64) {}
func (nothing) Done(int64)               {}
func (nothing) Finish()                  {}

func (o *Options) progress() Progress {
	if o.Progress == nil {
		return nothing{}
	}
	return o.Progress
}
