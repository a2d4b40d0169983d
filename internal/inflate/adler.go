package inflate

import "encoding/binary"

const adlerModulus = 65521

// adler32Go continues the checksum sum of RFC 1950 with data.
//
// Eight bytes are added at once, in 16-bit lanes of two words: even and odd
// places. With a the sum of bytes and b the sum of the sums, a group of
// adlerGroup words changes
//
//	b by 8·words·a + Σ over words of 8·(words behind it) times its bytes
//	     + Σ (8 − place) times the byte at that place of its word.
func adler32Go(sum uint32, data []byte) uint32 {
	const (
		adlerGroup = 21 // 255·(1+…+21) < 2¹⁶
		lanes      = 0x00ff00ff00ff00ff
	)
	a, b := uint64(sum&0xffff), uint64(sum>>16)
	for len(data) >= 8*adlerGroup {
		// A group adds at most 168·(a + 42840) to b.
		var even, odd, evens, odds uint64
		group := data[:8*adlerGroup]
		for i := 0; i+8 <= len(group); i += 8 {
			v := binary.LittleEndian.Uint64(group[i:])
			evens += even
			odds += odd
			even += v & lanes
			odd += v >> 8 & lanes
		}
		b += 8*adlerGroup*a + 8*(fold(evens)+fold(odds))
		b += 8*(even&0xffff) + 6*(even>>16&0xffff) + 4*(even>>32&0xffff) + 2*(even>>48)
		b += 7*(odd&0xffff) + 5*(odd>>16&0xffff) + 3*(odd>>32&0xffff) + odd>>48
		a += fold(even) + fold(odd)
		data = data[8*adlerGroup:]
		a %= adlerModulus
		b %= adlerModulus
	}
	for _, v := range data {
		a += uint64(v)
		b += a
	}
	return uint32(b%adlerModulus<<16 | a%adlerModulus)
}

// fold adds the four 16-bit lanes of v.
func fold(v uint64) uint64 {
	return v&0xffff + v>>16&0xffff + v>>32&0xffff + v>>48
}
