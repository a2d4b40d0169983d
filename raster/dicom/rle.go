package dicom

import (
	"context"
	"encoding/binary"

	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// runLengths decodes a frame of RLE Lossless (PS3.5, annex G): up to 15 segments,
// each the PackBits code of one byte of all samples of a band; the highest byte of the
// first band comes first.
func (s *series) runLengths(_ context.Context, data []byte, dst *raster.Block) error {
	size := s.allocated / 8
	if size == 0 || len(data) < 64 || int(binary.LittleEndian.Uint32(data)) != size*s.samples {
		return raster.Broken(format, "RLE", "%d bytes, not %d segments", len(data), size*s.samples)
	}
	n := s.rows * s.columns
	const ratio = 64 // two bytes stand for up to 128
	if n/ratio > len(data) {
		return raster.Broken(format, "RLE", "%d bytes cannot hold %d×%d pixels", len(data), s.columns, s.rows)
	}
	samples := int64(n) * int64(s.samples*whole.SampleBytes(s.sampleType()))
	if err := raster.TooLarge(format, "RLE", "bytes of a frame and its decoder", samples+5*int64(n), s.options.Limits.BlockBytes); err != nil {
		return err
	}
	s.reset(dst)
	plane, raw := make([]byte, n), make([]uint32, n)
	for b := range s.samples {
		clear(raw)
		for k := range size {
			head := data[4+4*(b*size+k):]
			from, to := int64(binary.LittleEndian.Uint32(head)), int64(len(data))
			if b*size+k+1 < size*s.samples {
				to = int64(binary.LittleEndian.Uint32(head[4:]))
			}
			if from < 64 || from > to || to > int64(len(data)) {
				return raster.Broken(format, "RLE", "segment at %d…%d of %d bytes", from, to, len(data))
			}
			if got := unpackBits(plane, data[from:to]); got < n {
				return raster.Broken(format, "RLE", "segment ends after %d of %d bytes", got, n)
			}
			for i, v := range plane {
				raw[i] = raw[i]<<8 | uint32(v)
			}
		}
		for i, v := range raw {
			s.store(dst, b*n+i, v)
		}
	}
	s.finish(dst)
	return nil
}

// unpackBits fills dst and returns how much of it.
func unpackBits(dst, src []byte) int {
	at := 0
	for at < len(dst) && len(src) > 0 {
		n := int(int8(src[0]))
		src = src[1:]
		switch {
		case n >= 0:
			n = min(n+1, len(src))
			at += copy(dst[at:], src[:n])
			src = src[n:]
		case n > -128 && len(src) > 0:
			for range min(1-n, len(dst)-at) {
				dst[at] = src[0]
				at++
			}
			src = src[1:]
		}
	}
	return at
}
