package pipeline

import "github.com/bandprep/bandprep/raster"

// print is the perceptual hash of an image in the making; a nil print keeps
// nothing.
type print struct{}

func newPrint(raster.Header) *print { return nil }
func (p *print) add(*raster.Block)  {}
func (p *print) merge(*print)       {}
func (p *print) sum() []byte        { return nil }
