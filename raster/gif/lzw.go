package gif

import (
	"io"

	"github.com/bandprep/bandprep/raster"
)

// unLZW fills dst with the indices that the code of r stands for. Codes are
// packed from the lowest bit up; after a clear code they have one bit more
// than an index. Once 4096 codes are known, the table stays as it is until it
// is cleared. Some writers announce more bits than an index has.
func unLZW(r io.ByteReader, width int, dst []byte) error {
	if width < 1 || width > 11 {
		return raster.Broken(format, "frame", "LZW codes of %d bits", width)
	}
	const tableSize = 4096
	var (
		prefix    [tableSize]uint16
		suffix    [tableSize]byte
		length    [tableSize]uint16 // of a code's string
		clear     = 1 << width
		end       = clear + 1
		next      = clear + 2
		bits      = width + 1
		acc, have uint
		prev      = -1
		at        int
	)
	for i := range clear {
		suffix[i], length[i] = byte(i), 1
	}
	for at < len(dst) {
		for have < uint(bits) {
			b, err := r.ReadByte()
			if err != nil {
				return ended(err, "frame")
			}
			acc |= uint(b) << have
			have += 8
		}
		code := int(acc & (1<<bits - 1))
		acc >>= bits
		have -= uint(bits)
		switch {
		case code == clear:
			next, bits, prev = clear+2, width+1, -1
			continue
		case code == end:
			return raster.Broken(format, "frame", "ends after %d of %d pixels", at, len(dst))
		case prev < 0:
			if code > end {
				return raster.Broken(format, "frame", "LZW code %d is not known yet", code)
			}
			dst[at] = byte(code)
			at++
			prev = code
			continue
		case code > next || code == next && next == tableSize:
			return raster.Broken(format, "frame", "LZW code %d is not known yet", code)
		}
		if next < tableSize {
			// The new string is that of prev and the first index of this code's.
			first := code
			if code == next {
				first = prev
			}
			for first >= clear {
				first = int(prefix[first])
			}
			prefix[next], suffix[next], length[next] = uint16(prev), suffix[first], length[prev]+1
			next++
			if next == 1<<bits && bits < 12 {
				bits++
			}
		}
		n := int(length[code])
		for c, i := code, at+n-1; i >= at; i-- {
			if i < len(dst) {
				dst[i] = suffix[c]
			}
			c = int(prefix[c])
		}
		at += n
		prev = code
	}
	return nil
}

// maxPixels returns how many indices so many bytes of code stand for at most. A
// code has at least two bits, and its string is at most one index longer than
// that of the code before, up to the size of the table.
func maxPixels(bytes int64) int64 {
	const tableSize = 4096
	codes := min(bytes, 1<<40) * 8 / 2
	if codes < tableSize {
		return codes * (codes + 1) / 2
	}
	// Codes of twelve bits, once the table is full.
	return tableSize * (codes/6 + tableSize)
}
