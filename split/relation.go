package split

import (
	"hash/maphash"
	"math/bits"
	"slices"
	"time"
)

// relation is one kind of leak among the items: which are the same, and which
// of the different ones are near.
type relation struct {
	class []int32 // position → class of the same, or -1
	first []int32 // class → its first position
	// told is set where another kind tells that items of one class are the same.
	told bool
	// neighbours calls yield for pairs of classes that are near; nil: there
	// are none. Parts are, per class, the bits of the parts that its items
	// lie in; where they are nil, yield gets enough pairs to join all that is
	// near, else also a nearest partner in every other part.
	neighbours func(parts []uint64, yield func(c, d int32, distance float64))
	// skipped is how many pairs neighbours did not compare, at most, since
	// there were too many.
	skipped int64
	// unknown is how many pairs of items cannot be compared, since their
	// systems or the place of one is not known.
	unknown int64
}

// classify makes the classes of equal keys.
func classify[K comparable](n int, key func(i int32) (K, bool)) *relation {
	r := &relation{class: make([]int32, n)}
	// A table of classes with open addressing: a map would hold every key once
	// more. Its order has no influence, so its hash may differ from run to run.
	seed := maphash.MakeSeed()
	table := make([]int32, 1<<bits.Len(uint(n)+uint(n)/2)) // class + 1; 0: free
	mask := uint64(len(table) - 1)
	for i := range int32(n) {
		r.class[i] = -1
		k, ok := key(i)
		if !ok {
			continue
		}
		for slot := maphash.Comparable(seed, k) & mask; ; slot = (slot + 1) & mask {
			c := table[slot] - 1
			if c < 0 {
				c = int32(len(r.first))
				table[slot] = c + 1
				r.first = append(r.first, i)
			} else if other, _ := key(r.first[c]); other != k {
				continue
			}
			r.class[i] = c
			break
		}
	}
	return r
}

// relate finds the relation of a kind.
func (s *set) relate(k Kind, o *Options) (*relation, error) {
	switch k {
	case SameGroup:
		return classify(s.len(), func(i int32) (string, bool) { g := s.at(i).Group; return g, g != "" }), nil
	case Exact:
		return classify(s.len(), func(i int32) (content, bool) { return s.at(i).content() }), nil
	case Near:
		return s.nearDuplicates(o), nil
	case Crop:
		return s.cropRelation(o), nil
	case Footprint:
		return s.relatePlaces(georeferenced, o.Buffer)
	case Chip:
		return s.relatePlaces(inScene, o.Buffer)
	case Recorded:
		return classify(s.len(), func(i int32) (string, bool) { g := s.at(i).LeakGroup; return g, g != "" }), nil
	}
	return s.relateTimes(o.Within), nil
}

// content is what exact duplicates share.
type content struct {
	hash   [16]byte
	window [4]int
}

func (i *Item) content() (content, bool) {
	return content{i.Hash, i.Window}, i.Hash != [16]byte{}
}

// nearDuplicates is the relation of near duplicates, which is searched once.
func (s *set) nearDuplicates(o *Options) *relation {
	if s.near == nil {
		s.near = s.relateNear(o.near(), o.Orientations)
	}
	return s.near
}

func (s *set) relateNear(radius int, orientations []func(uint64) uint64) *relation {
	r := classify(s.len(), func(i int32) (uint64, bool) { return s.at(i).PHash, s.at(i).HasPHash && radius >= 0 })
	found := false
	var links []link
	r.neighbours = func(_ []uint64, yield func(c, d int32, distance float64)) {
		if !found {
			search := hashSearch{hashes: s.hashes(r), radius: radius, orientations: orientations}
			search.pairs(func(c, d int32, distance int) {
				if len(links) == mostLinks {
					r.skipped++
					return
				}
				links = append(links, link{c, d, uint8(distance)})
			})
			r.skipped += search.skipped
			found = true
		}
		for _, l := range links {
			yield(l.c, l.d, float64(l.distance))
		}
	}
	return r
}

// link is a pair of classes of near duplicates.
type link struct {
	c, d     int32
	distance uint8
}

// mostLinks bounds the memory that the links of near duplicates take.
const mostLinks = 1 << 24

// hashes returns the perceptual hash of each class.
func (s *set) hashes(r *relation) []uint64 {
	h := make([]uint64, len(r.first))
	for c, i := range r.first {
		h[c] = s.at(i).PHash
	}
	return h
}

func (s *set) relateTimes(window time.Duration) *relation {
	r := classify(s.len(), func(i int32) (int64, bool) {
		t := s.at(i).Time
		return t.UnixNano(), window > 0 && !t.IsZero()
	})
	order := make([]int32, len(r.first))
	for c := range order {
		order[c] = int32(c)
	}
	at := func(c int32) time.Time { return s.at(r.first[c]).Time }
	slices.SortFunc(order, func(c, d int32) int { return at(c).Compare(at(d)) })
	r.neighbours = func(parts []uint64, yield func(c, d int32, distance float64)) {
		near := func(c, d int32) {
			if gap := at(d).Sub(at(c)); gap <= window {
				yield(c, d, gap.Seconds())
			}
		}
		if parts == nil {
			for k := 1; k < len(order); k++ {
				near(order[k-1], order[k])
			}
			return
		}
		// For each class the nearest before it and the nearest after it of
		// every other part.
		nearest := func(d int32, last map[int]int32, near func(c, d int32)) {
			for part, c := range last {
				if parts[d] != 1<<part {
					near(c, d)
				}
			}
			for p := parts[d]; p != 0; p &= p - 1 {
				last[bits.TrailingZeros64(p)] = d
			}
		}
		before, after := map[int]int32{}, map[int]int32{}
		for k := range order {
			nearest(order[k], before, near)
			nearest(order[len(order)-1-k], after, func(c, d int32) { near(d, c) })
		}
	}
	return r
}
