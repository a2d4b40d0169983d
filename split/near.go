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
)

// hashIndex holds hashes bucket by bucket of one chunk.
type hashIndex struct {
	shift uint
	start []int32 // chunk value → first entry
	hash  []uint64
	id    []int32
}

func newHashIndex(hashes []uint64, chunk int) *hashIndex {
	x := &hashIndex{
		shift: uint(chunk * chunkBits),
		start: make([]int32, 1<<chunkBits+1),
		hash:  make([]uint64, len(hashes)),
		id:    make([]int32, len(hashes)),
	}
	for _, h := range hashes {
		x.start[x.key(h)+1]++
	}
	for k := range x.start[1:] {
		x.start[k+1] += x.start[k]
	}
	next := append([]int32(nil), x.start...)
	for i, h := range hashes {
		k := x.key(h)
		x.hash[next[k]], x.id[next[k]] = h, int32(i)
		next[k]++
	}
	return x
}

func (x *hashIndex) key(h uint64) int { return int(h >> x.shift & (1<<chunkBits - 1)) }

// neighbours calls yield once for every pair of distinct hashes at most radius
// apart.
func neighbours(hashes []uint64, radius int, yield func(a, b int32, distance int)) {
	slack := radius / chunks
	masks := within(slack)
	for chunk := range chunks {
		x := newHashIndex(hashes, chunk)
		for key := range 1 << chunkBits {
			own := x.hash[x.start[key]:x.start[key+1]]
			if len(own) == 0 {
				continue
			}
			for _, mask := range masks {
				other := key ^ mask
				if other < key {
					continue
				}
				from, to := x.start[other], x.start[other+1]
				for i, h := range own {
					j0 := from
					if other == key {
						j0 += int32(i) + 1
					}
					for j := j0; j < to; j++ {
						d := bits.OnesCount64(h ^ x.hash[j])
						if d <= radius && firstChunk(h^x.hash[j], slack) == chunk {
							yield(x.id[x.start[key]+int32(i)], x.id[j], d)
						}
					}
				}
			}
		}
	}
}

// firstChunk returns the first chunk with at most slack bits set: the one in
// which a pair is reported.
func firstChunk(x uint64, slack int) int {
	for c := range chunks {
		if bits.OnesCount64(x>>(c*chunkBits)&(1<<chunkBits-1)) <= slack {
			return c
		}
	}
	return chunks
}

// within returns the chunk values of at most n bits.
func within(n int) []int {
	var masks []int
	for m := range 1 << chunkBits {
		if bits.OnesCount(uint(m)) <= n {
			masks = append(masks, m)
		}
	}
	return masks
}
