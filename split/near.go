package split

import "math/bits"

// Near duplicates are found by multi-index hashing (Norouzi, Punjani, Fleet:
// Fast search in Hamming space with multi-index hashing, 2012): hashes are
// cut into four chunks of 16 bits; two hashes within radius r agree in at
// least one chunk up to r/4 bits (rounded down), so only buckets of such chunks
// are compared. A BK-tree was refused: at radius 6 it visits a large part of a
// million hashes for each of them.
const (
	chunks    = 4
	chunkBits = 64 / chunks
	chunkMask = 1<<chunkBits - 1
)

const (
	// few is how many hashes are compared pair by pair: the buckets of an
	// index would cost more.
	few = 2048
	// comparisons bounds the pairs of hashes that a search compares, about a
	// second of work: buckets are as small as chance makes them in most sets,
	// but all hashes around one centre share a few buckets.
	comparisons = 1 << 30
	// perBucket is how many near hashes are looked for by one chunk of a hash:
	// those of a crowd are tied by fewer than all of its pairs.
	perBucket = 256
)

// hashSearch looks for pairs of near hashes.
type hashSearch struct {
	hashes []uint64
	radius int
	// orientations turn the hash of an image into that of the image mirrored
	// or turned; pairs are near as well where this brings them within half of
	// the radius. Of two that are inverse to each other one is enough.
	orientations []func(uint64) uint64
	// limit bounds the comparisons; zero: [comparisons].
	limit int64
	// skipped is how many pairs were not compared, at most.
	skipped int64
}

// pairs calls yield for the pairs of hashes that are near, with a < b, mostly
// once. Where hashes crowd so that it would take too many comparisons, each is
// compared with some of its bucket only, and skipped counts the rest.
func (s *hashSearch) pairs(yield func(a, b int32, distance int)) {
	if s.limit == 0 {
		s.limit = comparisons
	}
	n := int64(len(s.hashes))
	if n <= few || n*n/2 <= min(s.limit, int64(4*len(within(s.radius/chunks))*(chunkMask+1))) {
		s.allPairs(yield)
		return
	}
	s.indexed(yield)
	s.skipped = min(s.skipped, n*(n-1)/2)
}

// indexed is pairs by multi-index hashing.
func (s *hashSearch) indexed(yield func(a, b int32, distance int)) {
	base := newHashIndexes(s.hashes)
	s.join(&base, &base, s.radius, s.limit, yield)
	for _, turn := range s.orientations {
		turned := make([]uint64, len(s.hashes))
		for i, h := range s.hashes {
			turned[i] = turn(h)
		}
		x := newHashIndexes(turned)
		s.join(&x, &base, s.radius/2, s.limit/4, func(a, b int32, distance int) {
			if a != b {
				yield(a, b, distance)
			}
		})
	}
}

// allPairs is pairs by definition.
func (s *hashSearch) allPairs(yield func(a, b int32, distance int)) {
	turned := make([][]uint64, len(s.orientations))
	for k, turn := range s.orientations {
		for _, h := range s.hashes {
			turned[k] = append(turned[k], turn(h))
		}
	}
	for b, h := range s.hashes {
		for a, g := range s.hashes[:b] {
			if d := bits.OnesCount64(g ^ h); d <= s.radius {
				yield(int32(a), int32(b), d)
				continue
			}
			for _, t := range turned {
				if d := min(bits.OnesCount64(t[a]^h), bits.OnesCount64(g^t[b])); d <= s.radius/2 {
					yield(int32(a), int32(b), d)
					break
				}
			}
		}
	}
}

// join compares the hashes of x with those of y, which may be the same: then
// each pair is compared once.
func (s *hashSearch) join(x, y *hashIndexes, radius int, limit int64, yield func(a, b int32, distance int)) {
	slack := radius / chunks
	masks := within(slack)
	for slack > 0 && int64(len(masks))*chunks*(chunkMask+1) > limit { // a radius too large for buckets
		slack--
		masks = within(slack)
		s.skipped = int64(len(s.hashes)) * int64(len(s.hashes))
	}
	total := int64(0)
	for chunk := range chunks {
		total += x[chunk].candidates(&y[chunk], masks, x == y)
	}
	window := len(s.hashes)
	if total > limit {
		window = max(int(limit/int64(chunks*len(masks)*len(s.hashes))), 1)
	}
	for chunk := range chunks {
		total -= x[chunk].join(&y[chunk], masks, x == y, window, radius, func(i, j int32, differ uint64) {
			// A pair is reported in the first chunk that finds it, unless
			// that may have passed it over.
			if window < len(s.hashes) || firstChunk(differ, slack) == chunk {
				yield(min(i, j), max(i, j), bits.OnesCount64(differ))
			}
		})
	}
	s.skipped += total
}

// hashIndex holds hashes bucket by bucket of one chunk.
type hashIndex struct {
	start []int32 // chunk value → first entry
	hash  []uint64
	id    []int32
}

// hashIndexes are the indexes by every chunk.
type hashIndexes [chunks]hashIndex

func newHashIndexes(hashes []uint64) (all hashIndexes) {
	for chunk := range all {
		shift := chunk * chunkBits
		x := hashIndex{make([]int32, chunkMask+2), make([]uint64, len(hashes)), make([]int32, len(hashes))}
		for _, h := range hashes {
			x.start[h>>shift&chunkMask+1]++
		}
		for k := range x.start[1:] {
			x.start[k+1] += x.start[k]
		}
		next := append([]int32(nil), x.start...)
		for i, h := range hashes {
			k := h >> shift & chunkMask
			x.hash[next[k]], x.id[next[k]] = h, int32(i)
			next[k]++
		}
		all[chunk] = x
	}
	return all
}

// candidates returns how many pairs join compares without a window.
func (x *hashIndex) candidates(y *hashIndex, masks []int, same bool) int64 {
	n := int64(0)
	for key := range chunkMask + 1 {
		own := int64(x.start[key+1] - x.start[key])
		if own == 0 {
			continue
		}
		for _, mask := range masks {
			other := key ^ mask
			switch size := int64(y.start[other+1] - y.start[other]); {
			case !same || other > key:
				n += own * size
			case other == key:
				n += own * (own - 1) / 2
			}
		}
	}
	return n
}

// join calls yield for the pairs whose chunks differ by one of the masks, with
// the bits in which they differ, at most radius; of every bucket at most window
// hashes are compared with each hash. It returns how many were compared.
func (x *hashIndex) join(y *hashIndex, masks []int, same bool, window, radius int, yield func(a, b int32, differ uint64)) int64 {
	compared := int64(0)
	var found []uint16 // of each hash of a bucket
	for key := range chunkMask + 1 {
		own := x.hash[x.start[key]:x.start[key+1]]
		if len(own) == 0 {
			continue
		}
		id := x.id[x.start[key]:]
		found = append(found[:0], make([]uint16, len(own))...)
		for _, mask := range masks {
			other := key ^ mask
			if same && other < key {
				continue
			}
			from, to := int(y.start[other]), int(y.start[other+1])
			for i, h := range own {
				first := from
				if same && other == key {
					first += i + 1
				}
				last := to
				if to-first > window {
					if !same || other != key { // spread the windows over the bucket
						first = from + i*window%(to-from-window+1)
					}
					last = first + window
				}
				if first >= last || found[i] >= perBucket {
					continue
				}
				others := y.hash[first:last]
				compared += int64(len(others))
				for j, g := range others {
					if d := h ^ g; bits.OnesCount64(d) <= radius {
						yield(id[i], y.id[first+j], d)
						if found[i]++; found[i] == perBucket {
							compared -= int64(len(others) - 1 - j)
							break
						}
					}
				}
			}
		}
	}
	return compared
}

// firstChunk returns the first chunk with at most slack bits set: the one in
// which a pair is reported.
func firstChunk(x uint64, slack int) int {
	for c := range chunks {
		if bits.OnesCount64(x>>(c*chunkBits)&chunkMask) <= slack {
			return c
		}
	}
	return chunks
}

// within returns the chunk values of at most n bits.
func within(n int) []int {
	var masks []int
	for m := range chunkMask + 1 {
		if bits.OnesCount(uint(m)) <= n {
			masks = append(masks, m)
		}
	}
	return masks
}
