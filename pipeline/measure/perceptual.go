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

// look is how an image looks: its hash, big-endian, and what that leaves of a
// small picture. The hash is nil where the image has no structure; then, and where
// the image is small, the picture is zero.
type look struct {
	PHash   []byte
	Picture fingerprint.Picture
}

// sum returns the look; p must not be used any more.
func (p *perceptual) sum() (l look) {
	if p == nil {
		return l
	}
	hash := p.hasher.Sum()
	large := p.hasher.Large()
	hashers.Put(p)
	if !hash.OK {
		return l
	}
	l.PHash = binary.BigEndian.AppendUint64(nil, hash.Bits)
	if large {
		l.Picture = hash.Picture
	}
	return l
}

// pack appends the look.
func (l *look) pack(to []byte) []byte {
	return append(append(append(to, byte(len(l.PHash))), l.PHash...), l.Picture[:]...)
}

// unpackLook is the inverse of pack, and returns the rest.
func unpackLook(p []byte) (l look, rest []byte) {
	n := int(p[0])
	l.PHash, p = append(l.PHash, p[1:1+n]...), p[1+n:]
	return l, p[copy(l.Picture[:], p):]
}
