package fingerprint

import (
	"math"
	"math/bits"
	"slices"
)

// Print is how an image looks: its hash, what the hash leaves, and its size in
// pixels.
type Print struct {
	Bits          uint64
	Picture       Picture
	Width, Height int
}

func (p Print) shape() float64 { return float64(p.Width) / float64(p.Height) }

// turned is the print with its sides in the order of an orientation.
func (p Print) turned(orientation int) Print {
	if orientation&4 != 0 {
		p.Width, p.Height = p.Height, p.Width
	}
	return p
}

const (
	keyBits   = 16 // waves by which windows are looked up
	checkBits = 48 // waves that a window is hashed by
	// checkRadius is in how many of these a window and a picture may differ to
	// be compared further.
	checkRadius = 9
	// doubtful is how many of the waves of a key may have either sign: the
	// smallest ones, which a small shift turns over.
	doubtful = 6
	// likely is the correlation from which on a window is fitted.
	likely = 0.55
	// A picture is a part of the other from these correlations on: of a window
	// of its shape, and of one that is nearly the whole or of another shape.
	// docs/near-duplicates.md says how they were chosen.
	samePart, sameWhole = 0.935, 0.945
	// mostWindows bounds the memory that a search takes, to 50 MB.
	mostWindows = 1 << 22
	// mostLookups and mostFits bound its time, to some seconds.
	mostLookups = 1 << 28
	mostFits    = 1 << 14
)

// tried are the windows that a picture is looked at through: the whole, and
// parts of 7/8 and 3/4 of its width and height, a sixteenth apart.
var tried = func() (all []window) {
	var sides []span
	for _, length := range [...]int{windowUnits, 56, 48} {
		for from := 0; from+length <= windowUnits; from += 4 {
			sides = append(sides, span{from, length})
		}
	}
	for _, y := range sides {
		for _, x := range sides {
			all = append(all, window{x, y})
		}
	}
	return all
}()

// Crops calls yield for the pairs of images of which one shows a part of the
// other, at least two thirds of its width and height: cropped or padded, also
// mirrored or turned by quarters. It returns how many pairs were not compared,
// at most, since there were too many.
//
//  1. What each image shows through 81 windows is hashed, as the image itself is,
//     and filed by the signs of its 16 lowest waves.
//  2. Each image is looked up in its eight orientations, with either sign of its
//     smallest waves.
//  3. Where hashes are near, the window is moved and sized in steps of a 64th
//     until the pictures are most alike.
func Crops(prints []Print, yield func(a, b int)) (skipped int64) {
	n := int64(len(prints))
	all := n * (n - 1) / 2
	if n*int64(len(tried)) > mostWindows {
		return all
	}
	s := newCropSearch(prints)
	if s.doubtful = s.affordable(); s.doubtful < 0 {
		return all
	}
	fits := 0
	for b := range prints {
		for _, c := range s.lookUp(b) {
			own := prints[c.image].Picture.spectrum(prints[c.image].Bits)
			w, other := own.waves(), &s.turned[c.orientation]
			alike := w.alike(tried[c.window], other)
			if alike < likely {
				continue
			}
			if fits++; fits > mostFits {
				return all - int64(b)*int64(b-1)/2
			}
			in, alike := w.fit(tried[c.window], other, alike)
			if alike < sameWhole {
				in, alike = w.fitShape(in, other, prints[c.image].shape()/prints[b].turned(c.orientation).shape())
			}
			if alike >= sameWhole || alike >= samePart && !in.nearlyWhole() {
				yield(min(c.image, b), max(c.image, b))
			}
		}
	}
	return 0
}

// cropSearch looks up images among the windows of others.
type cropSearch struct {
	prints   []Print
	start    []int32 // key → first entry
	hash     []uint64
	of       []int32     // entry → image × window
	turned   [8]spectrum // of the image that is looked up
	doubtful int
	best     []match // image → its nearest window
	met      []int32
}

// match is a window of an image that looks like the one looked up.
type match struct{ image, window, orientation, distance int }

func newCropSearch(prints []Print) *cropSearch {
	s := &cropSearch{prints: prints, start: make([]int32, 1<<keyBits+1), best: make([]match, len(prints))}
	hashes := make([]uint64, 0, len(prints)*len(tried))
	for i := range prints {
		spectrum := prints[i].Picture.spectrum(prints[i].Bits)
		w := spectrum.waves()
		var h waves
		for k, in := range tried {
			if k == 0 || in.y != tried[k-1].y {
				h = w.rows(in.y, isqrt(checkSquare())+1)
			}
			m, hash := in.x.projection(), uint64(0)
			for bit, f := range lowest[:checkBits] {
				if h.across(m, f) > 0 {
					hash |= 1 << bit
				}
			}
			hashes = append(hashes, hash)
			s.start[hash&(1<<keyBits-1)+1]++
		}
	}
	for k := range s.start[1:] {
		s.start[k+1] += s.start[k]
	}
	s.hash, s.of = make([]uint64, len(hashes)), make([]int32, len(hashes))
	next := slices.Clone(s.start)
	for i, h := range hashes {
		at := &next[h&(1<<keyBits-1)]
		s.hash[*at], s.of[*at] = h, int32(i)
		*at++
	}
	return s
}

// checkSquare is the square of the highest frequency that windows are hashed by.
func checkSquare() int {
	f := lowest[checkBits-1]
	return f.u*f.u + f.v*f.v
}

// keys calls yield for the keys of the image that is looked up.
func (s *cropSearch) keys(orientation, doubtful int, yield func(key uint64)) {
	t := &s.turned[orientation]
	key := signs(t, keyBits)
	var least [keyBits]int
	for i := range least {
		least[i] = i
	}
	size := func(i int) float64 { return math.Abs(t[lowest[i].u][lowest[i].v]) }
	slices.SortStableFunc(least[:], func(a, b int) int {
		switch d := size(a) - size(b); {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	for flips := range 1 << doubtful {
		k := key
		for b := range doubtful {
			k ^= uint64(flips>>b&1) << least[b]
		}
		yield(k)
	}
}

// signs are those of the lowest waves.
func signs(s *spectrum, waves int) (hash uint64) {
	for bit, f := range lowest[:waves] {
		if s[f.u][f.v] > 0 {
			hash |= 1 << bit
		}
	}
	return hash
}

// turn sets the orientations of an image.
func (s *cropSearch) turn(image int) {
	own := s.prints[image].Picture.spectrum(s.prints[image].Bits)
	for k := range s.turned {
		s.turned[k] = own.turned(k)
	}
}

// affordable returns how many waves may be doubtful, so that a search takes no
// more look-ups than it may, judged by some of the images; −1: none.
func (s *cropSearch) affordable() int {
	step := max(len(s.prints)/256, 1)
	for d := doubtful; d >= 0; d-- {
		total := int64(0)
		for i := 0; i < len(s.prints); i += step {
			s.turn(i)
			for k := range s.turned {
				s.keys(k, d, func(key uint64) { total += int64(s.start[key+1] - s.start[key]) })
			}
		}
		if total*int64(step) <= mostLookups {
			return d
		}
	}
	return -1
}

// lookUp returns the images of which a window may look like the image b.
func (s *cropSearch) lookUp(b int) []match {
	s.turn(b)
	s.met = s.met[:0]
	for k := range s.turned {
		hash := signs(&s.turned[k], checkBits)
		s.keys(k, s.doubtful, func(key uint64) {
			from, to := s.start[key], s.start[key+1]
			for i, h := range s.hash[from:to] {
				distance := bits.OnesCount64(h ^ hash)
				if distance > checkRadius {
					continue
				}
				at := int(s.of[int(from)+i])
				c := match{at / len(tried), at % len(tried), k, distance}
				if c.image == b {
					continue
				}
				old := &s.best[c.image]
				if !slices.Contains(s.met, int32(c.image)) {
					s.met = append(s.met, int32(c.image))
				} else if old.distance < distance || old.distance == distance && old.window <= c.window {
					continue
				}
				*old = c
			}
		})
	}
	slices.Sort(s.met)
	found := make([]match, len(s.met))
	for i, image := range s.met {
		found[i] = s.best[image]
	}
	return found
}
