package pipeline

import (
	"encoding/binary"
	"sync"

	"github.com/bandprep/bandprep/fingerprint"
	"github.com/bandprep/bandprep/raster"
)

// print is the perceptual hash of an image in the making; a nil print keeps
// nothing.
type print struct{ hasher *fingerprint.Hasher }

func newPrint(h *raster.Header, w raster.Window) *print {
	colors := make([]raster.Color, len(h.Bands))
	for i, b := range h.Bands {
		colors[i] = b.Color
	}
	p := prints.Get().(*print)
	p.hasher.Reset(w, h.Type, colors)
	return p
}

// prints holds prints between images.
var prints = sync.Pool{New: func() any { return &print{new(fingerprint.Hasher)} }}

func (p *print) add(b *raster.Block) {
	if p != nil {
		p.hasher.Add(b)
	}
}

// addAlike adds pixels of w that are all as the only one of b.
func (p *print) addAlike(w raster.Window, b *raster.Block) {
	if p != nil {
		p.hasher.AddAlike(w, b)
	}
}

func (p *print) merge(o *print) {
	if p != nil && o != nil {
		p.hasher.Merge(o.hasher)
	}
}

// sum returns the hash, big-endian, or nil where the image has no structure; p
// must not be used any more.
func (p *print) sum() []byte {
	if p == nil {
		return nil
	}
	hash := p.hasher.Sum()
	prints.Put(p)
	if !hash.OK {
		return nil
	}
	return binary.BigEndian.AppendUint64(nil, hash.Bits)
}
