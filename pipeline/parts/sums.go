package parts

import (
	"encoding/binary"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
)

// holdsSum says that a record is no image's: it holds the number of images that
// follow each other, the digest of their keys, and a sum over them. It lies under
// the key of the first of them.
const holdsSum = 1 << 7

// chain digests the images of a sum in their order.
type chain struct{ keys, changes *xxh3.Hasher }

func newChain() chain { return chain{xxh3.New(), xxh3.New()} }

func (c chain) add(k key, change uint64) {
	c.keys.Write(k.files[:])
	c.keys.Write(k.seen[:])
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], change)
	c.changes.Write(b[:])
}

// chain digests images under the name of a sum; ok is false where files of one
// cannot be known.
func (s *Store) chain(set *imageset.Set, images imageset.Images, name string) (keys digest, changes uint64, ok bool) {
	all := newChain()
	for _, im := range images.All() {
		k, ok := s.ofSum(set, im, name)
		if !ok {
			return keys, 0, false
		}
		all.add(k, s.looks[im.Number()].change)
	}
	return all.keys.Sum128().Bytes(), all.changes.Sum64(), true
}

// ofSum returns the key of an image under the name of a sum.
func (s *Store) ofSum(set *imageset.Set, im *imageset.Image, name string) (k key, ok bool) {
	seen, ok := s.plans.seen(set, im)
	k = key{s.looks[im.Number()].files, xxh3.Hash128(append(seen[:], name...)).Bytes()}
	return k, ok && k.files != (digest{})
}

// Due implements [measure.Sums].
func (s *Store) Due() bool { return s.o.Dir != "" && s.err == nil && time.Since(s.last) >= s.o.Every }

// PutSum implements [measure.Sums].
func (s *Store) PutSum(set *imageset.Set, images imageset.Images, name string, sum []byte, last bool) {
	if len(sum) > maxRecord || images.Len() == 0 {
		return
	}
	keys, changes, ok := s.chain(set, images, name)
	if !ok {
		return
	}
	first := images.At(0)
	k, _ := s.ofSum(set, first, name)
	r := record{id: first.ID, files: k.files, change: changes, seen: k.seen, holds: holdsSum}
	r.data = append(binary.AppendUvarint(nil, uint64(images.Len())), keys[:]...)
	r.data = append(r.data, sum...)
	if last {
		s.totals = r.append(s.totals)
	} else {
		s.add(&r)
	}
}

// Sums implements [measure.Sums].
func (s *Store) Sums(set *imageset.Set, images imageset.Images, name string) (sums []measure.Sum, rest imageset.Images) {
	rest = images.Empty()
	for i := 0; i < images.Len(); i++ {
		n, sum := s.sumFrom(set, images.Slice(i, images.Len()), name)
		if n == 0 {
			rest.Append(images.At(i))
			continue
		}
		sums = append(sums, measure.Sum{Images: images.Slice(i, i+n), Data: sum})
		i += n - 1
	}
	return sums, rest
}

// sumFrom returns the sum that is known over most of the images, from the first
// on, and over how many; 0 where there is none.
func (s *Store) sumFrom(set *imageset.Set, images imageset.Images, name string) (most int, sum []byte) {
	k, ok := s.ofSum(set, images.At(0), name)
	if !ok {
		return 0, nil
	}
	look := func(x *index, byChange bool) {
		x.find(k, func(p *place) bool {
			if p.holds != holdsSum {
				return false
			}
			data, err := x.read(p)
			n, w := binary.Uvarint(data)
			if err != nil || w <= 0 || len(data) < w+16 || n > uint64(images.Len()) || int(n) <= most {
				return false
			}
			keys, changes, ok := s.chain(set, images.Slice(0, int(n)), name)
			if ok && keys == digest(data[w:]) && (!byChange || changes == p.change) {
				most, sum = int(n), data[w+16:]
			}
			return false // there may be one over more
		})
	}
	look(s.parts, true)
	if s.hashes == nil {
		look(s.earlier, false)
	}
	return most, sum
}
