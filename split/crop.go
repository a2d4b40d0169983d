package split

import "math/bits"

// look is what images of equal look share.
type look struct {
	hash    uint64
	picture string
}

// cropRelation is the relation of images to parts of them, which is searched
// once. Pairs that are near duplicates by their hashes are none of it.
func (s *set) cropRelation(o *Options) *relation {
	if s.crops != nil {
		return s.crops
	}
	on := o.crops()
	r := classify(s.len(), func(i int32) (look, bool) {
		it := s.at(i)
		if !on || !it.HasPHash || len(it.Picture) == 0 {
			return look{}, false
		}
		return look{it.PHash, string(it.Picture)}, true
	})
	r.told = true
	s.crops = r
	var links []link
	searched := false
	r.neighbours = func(_ []uint64, yield func(c, d int32, distance float64)) {
		if !searched && on {
			searched = true
			images := make([]*Item, len(r.first))
			for c, i := range r.first {
				images[c] = s.at(i)
			}
			r.skipped = o.Crops(images, func(c, d int) {
				if !o.nearHashes(images[c].PHash, images[d].PHash) {
					links = append(links, link{int32(c), int32(d), 0})
				}
			})
		}
		for _, l := range links {
			yield(l.c, l.d, 0)
		}
	}
	return r
}

// each calls yield for the first positions of every pair of neighbours.
func (r *relation) each(yield func(a, b int32)) {
	r.neighbours(nil, func(c, d int32, _ float64) { yield(r.first[c], r.first[d]) })
}

// nearHashes reports whether two hashes are those of near duplicates.
func (o *Options) nearHashes(g, h uint64) bool {
	return bits.OnesCount64(g^h) <= o.near() || o.hashDistance(g, h) <= o.near()/2
}
