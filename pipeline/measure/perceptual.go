package measure

import (
	"encoding/binary"
	"sync"

	"github.com/bandprep/bandprep/fingerprint"
	"github.com/bandprep/bandprep/raster"
)

// perceptual is the perceptual hash of an image in the making; a nil one keeps
// nothing.
type perceptual struct{ hasher *fingerprint.Hasher }

func newPerceptual(h *raster.Header, w raster.Window) *perceptual {
	colors := make([]raster.Color, len(h.Bands))
	for i, b := range h.Bands {
		colors[i] = b.Color
	}
	p := hashers.Get().(*perceptual)
	p.hasher.Reset(w, h.Type, colors)
	return p
}

// hashers holds perceptual hashes in the making between images.
var hashers = sync.Pool{New: func() any { return &perceptual{new(fingerprint.Hasher)} }}

func (p *perceptual) add(b *raster.Block) {
	if p != nil {
		p.hasher.Add(b)
	}
}

// addAlike adds pixels of w that are all as the only one of b.
func (p *perceptual) addAlike(w raster.Window, b *raster.Block) {
	if p != nil {
		p.hasher.AddAlike(w, b)
	}
}

func (p *perceptual) merge(o *perceptual) {
	if p != nil && o != nil {
		p.hasher.Merge(o.hasher)
	}
}

// sum returns the hash, big-endian, or nil where the image has no structure; p
// must not be used any more.
func (p *perceptual) sum() []byte {
	if p == nil {
		return nil
	}
	hash := p.hasher.Sum()
	hashers.Put(p)
	if !hash.OK {
		return nil
	}
	return binary.BigEndian.AppendUint64(nil, hash.Bits)
}
