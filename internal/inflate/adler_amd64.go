//go:build !noasm

package inflate

import "golang.org/x/sys/cpu"

// adlerChunks bounds a call of adlerSums, so that its 32-bit sums hold.
const adlerChunks = 4096

// adlerSums adds the bytes of chunks·32 > 0 bytes at p: all of them; for every
// chunk those before it; and in every chunk, the first with weight 32, the last
// with weight 1.
//
//go:noescape
func adlerSums(p *byte, chunks int) (sum, before, weighted uint64)

// adler32 continues the checksum sum of RFC 1950 with data.
func adler32(sum uint32, data []byte) uint32 {
	if !cpu.X86.HasAVX2 {
		return adler32Go(sum, data)
	}
	a, b := uint64(sum&0xffff), uint64(sum>>16)
	for len(data) >= 32 {
		chunks := min(len(data)/32, adlerChunks)
		all, before, weighted := adlerSums(&data[0], chunks)
		b = (b + 32*(uint64(chunks)*a+before) + weighted) % adlerModulus
		a = (a + all) % adlerModulus
		data = data[32*chunks:]
	}
	return adler32Go(uint32(b<<16|a), data)
}
