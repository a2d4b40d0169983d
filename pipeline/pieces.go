package pipeline

import (
	"iter"
	"sync"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// piece is a unit of work of a pass that is not about statistics: a small
// image, which the worker opens, or one window of a large one, which was
// opened once.
type piece struct {
	image  *Image
	source raster.Source // nil: the worker opens the image
	window raster.Window
	last   bool // of its image
	err    error
}

// sharing holds the large images whose pieces are being worked on.
type sharing struct {
	open func(*Image) (raster.Source, error)
	mu   sync.Mutex
	now  map[raster.Source]bool
}

func newSharing(open func(*Image) (raster.Source, error)) *sharing {
	return &sharing{open: open, now: make(map[raster.Source]bool)}
}

// pieces yields the work on the images, in their order.
func (p *sharing) pieces(s *Set, images Images) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		for _, im := range images.All() {
			if !s.large(im) {
				if !yield(piece{image: im, last: true}) {
					return
				}
				continue
			}
			src, err := p.open(im)
			if err != nil {
				if !yield(piece{image: im, last: true, err: err}) {
					return
				}
				continue
			}
			p.mu.Lock()
			p.now[src] = true
			p.mu.Unlock()
			h := src.Header()
			windows := src.Tasks(h.Window())
			for k, w := range windows {
				if !yield(piece{image: im, source: src, window: w, last: k == len(windows)-1}) {
					return
				}
			}
		}
	}
}

// read returns what to read for a piece: its source and the windows of it. Done
// gives the source back.
func (p *sharing) read(of piece) (src raster.Source, windows []raster.Window, done func() error, err error) {
	if of.source != nil {
		return of.source, []raster.Window{of.window}, func() error { return nil }, nil
	}
	if src, err = p.open(of.image); err != nil {
		return nil, nil, nil, err
	}
	h := src.Header()
	return src, src.Tasks(h.Window()), src.Close, nil
}

// done closes the source of the last piece of an image.
func (p *sharing) done(src raster.Source) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now[src] {
		delete(p.now, src)
		src.Close()
	}
}

// close closes what an interrupted pass left open. No piece is worked on any
// more.
func (p *sharing) close() {
	for src := range p.now {
		p.done(src)
	}
}

// large reports whether an image is worked on in several pieces.
func (s *Set) large(im *Image) bool {
	return int64(im.Width)*int64(im.Height)*int64(len(s.Forms[im.Form].Header.Bands)) > taskSamples
}

// openAlike opens an image with the bands of the set, under the names that the
// set calls them by: grey beside RGB counts as R = G = B. Call NameBands first.
func (s *Set) openAlike(im *Image, o Options) (raster.Source, error) {
	src, err := s.open(im, o, 1)
	if err != nil || !s.Forms[im.Form].Grey {
		return src, err
	}
	rgb, err := transforms.Chain{transforms.Bands{Select: []string{"1", "1", "1"}}}.Open(src)
	if err != nil {
		src.Close()
		return nil, err
	}
	return raster.NewView(rgb, raster.ViewOptions{Names: s.BandNames(), Alpha: raster.AlphaBand}), nil
}
