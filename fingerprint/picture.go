package fingerprint

import "math"

// A Picture is what a hash leaves of the thumbnail: the sizes of its waves, of
// which the hash holds the signs, and both of further waves. With the hash it is
// a small grey picture, fine enough to be compared with a part of another.
//
// Sizes are relative to what photos have, which falls with the frequency f as
// f^−1.5, and to their root mean square over the 64 waves of the hash; each is
// the nearest of a few levels: of 16 for the 16 waves nearest to zero, of 4 for
// the next 32, of 2 for all others up to 88.
type Picture [24]byte

// SmallestPicture is the width and height in pixels from which on an image is
// large enough to be compared with parts of others.
const SmallestPicture = 64

// Large reports whether the picture of the image is worth keeping.
func (h *Hasher) Large() bool { return min(h.window.W, h.window.H) >= SmallestPicture }

const (
	hashWaves    = 64
	pictureWaves = 88
	pictureSide  = 11 // one more than the highest frequency in one direction
)

// levels are the sizes that a wave can have, by the bits that it takes.
var levels = [...][]float64{
	1: {0.35, 1.6},
	2: {0.2, 0.65, 1.25, 2.3},
	4: {0.06, 0.19, 0.32, 0.46, 0.6, 0.75, 0.92, 1.1, 1.3, 1.55, 1.85, 2.2, 2.6, 3.2, 4, 5.2},
}

// sizeBits is how many bits the size of a wave takes.
func sizeBits(wave int) int {
	switch {
	case wave < 16:
		return 4
	case wave < 48:
		return 2
	}
	return 1
}

// usual is the size of a wave that photos have, up to a factor.
var usual = func() (s [pictureWaves]float64) {
	for i, f := range lowest {
		square := float64(f.u*f.u + f.v*f.v)
		s[i] = 1 / math.Sqrt(square*math.Sqrt(square))
	}
	return s
}()

// newPicture quantizes waves, of which those with a zero in one direction count
// √2 times, as the transform gives them.
func newPicture(waves *[pictureWaves]int64) (p Picture) {
	var size [pictureWaves]float64
	squares := 0.0
	for i, f := range lowest {
		size[i] = math.Abs(float64(waves[i])) / usual[i]
		if f.u == 0 || f.v == 0 {
			size[i] *= math.Sqrt2 / 2
		}
		if i < hashWaves {
			squares += float64(size[i] * size[i])
		}
	}
	unit := math.Sqrt(squares / hashWaves)
	at := 0
	put := func(bits, value int) {
		for b := range bits {
			if value>>b&1 == 1 {
				p[at/8] |= 1 << (at % 8)
			}
			at++
		}
	}
	for i, s := range size {
		n := sizeBits(i)
		put(n, nearest(levels[n], s/unit))
		if i >= hashWaves {
			sign := 0
			if waves[i] > 0 {
				sign = 1
			}
			put(1, sign)
		}
	}
	return p
}

// nearest returns the index of the level nearest to v.
func nearest(levels []float64, v float64) int {
	best := 0
	for k, l := range levels {
		if math.Abs(l-v) < math.Abs(levels[best]-v) {
			best = k
		}
	}
	return best
}

// spectrum are the waves of a picture by half-waves down and across, in such
// units that photos have all of about the same size.
type spectrum [pictureSide][pictureSide]float64

// spectrum unpacks the picture of an image with a hash.
func (p *Picture) spectrum(hash uint64) (s spectrum) {
	at := 0
	get := func(bits int) (v int) {
		for b := range bits {
			v |= int(p[at/8]>>(at%8)&1) << b
			at++
		}
		return v
	}
	for i, f := range lowest {
		n := sizeBits(i)
		v := levels[n][get(n)]
		positive := i < hashWaves && hash>>i&1 == 1
		if i >= hashWaves {
			positive = get(1) == 1
		}
		if !positive {
			v = -v
		}
		s[f.u][f.v] = v
	}
	return s
}
