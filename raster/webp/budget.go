package webp

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
)

// fills returns an error where the bit stream is too short for its frame, or the
// frame too large to decode within the limit. The decoders are those of a library
// and allocate what the stream declares, so this is checked before they see it.
func (p *picture) fills(limit int64) error {
	pixels := int64(p.frame.W) * int64(p.frame.H)
	perPixel := int64(3) // the planes
	if p.alpha {
		perPixel++
	}
	if p.lossy {
		if err := p.fillsLossy(); err != nil {
			return err
		}
		perPixel += 2 // luma, and two planes of chroma at half size, in whole macroblocks
	} else {
		perPixel += losslessBytes
	}
	if p.alpha && p.lossy && p.alphaData.n > 0 {
		var flags [1]byte
		if err := p.readChunk(p.alphaData, flags[:], "ALPH"); err != nil {
			return err
		}
		perPixel++
		switch flags[0] & 3 {
		case 0:
			if p.alphaData.n-1 < pixels {
				return raster.Broken(format, "ALPH", "%d bytes for %d pixels", p.alphaData.n-1, pixels)
			}
		case 1:
			perPixel += losslessBytes
		}
	}
	return raster.TooLarge(format, "frame", "bytes to decode it", pixels*perPixel, limit)
}

// losslessBytes is what VP8L's decoder allocates for a pixel: four samples, as
// many again where a palette packs pixels, and the images of its transforms. A stream of a few bytes may mean any
// number of pixels, since a code with one symbol takes no bits.
const losslessBytes = 9

// fillsLossy compares macroblocks of 16×16 pixels with the first partition of a
// VP8 frame. There, each of them takes more than one bit: the mode of its luma at
// least 0.8, that of its chroma at least 0.8 (RFC 6386, 11.2).
func (p *picture) fillsLossy() error {
	var head [3]byte
	if err := p.readChunk(p.stream, head[:], "VP8"); err != nil {
		return err
	}
	tag := uint32(binary.LittleEndian.Uint16(head[:])) | uint32(head[2])<<16
	partition := int64(tag >> 5)
	blocks := int64((p.frame.W+15)/16) * int64((p.frame.H+15)/16)
	if have := min(partition, p.stream.n); blocks > 8*have {
		return raster.Broken(format, "VP8", "%d bytes cannot hold %d×%d pixels", have, p.frame.W, p.frame.H)
	}
	return nil
}
