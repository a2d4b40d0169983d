package tiff

import (
	"encoding/binary"
	"fmt"
)

// thunderScan decodes rows of 4-bit samples: runs, differences of two or three
// bits, and samples as they are. As in libtiff a run that ends with the row
// is not written, so that its samples stay 0.
func thunderScan(out, in []byte, rowBytes, width int) error {
	for ; len(out) >= rowBytes; out = out[rowBytes:] {
		row := out[:rowBytes]
		clear(row)
		last, x := byte(0), 0
		set := func(v byte) {
			last = v & 15
			if x < width {
				row[x/2] |= last << (4 * (^x & 1))
				x++
			}
		}
		for x < width {
			if len(in) == 0 {
				return errShort
			}
			n := in[0]
			in = in[1:]
			switch n >> 6 {
			case 0:
				if n > 0 && x&1 == 1 {
					set(last)
					n--
				}
				if x += int(n); x < width {
					for i := x - int(n); i < x; i++ {
						row[i/2] |= last << (4 * (^i & 1))
					}
				}
			case 1:
				for _, shift := range []int{4, 2, 0} {
					if d := n >> shift & 3; d != 2 {
						set(last + []byte{0, 1, 0, 255}[d])
					}
				}
			case 2:
				for _, shift := range []int{3, 0} {
					if d := n >> shift & 7; d != 4 {
						set(last + []byte{0, 1, 2, 3, 0, 253, 254, 255}[d])
					}
				}
			case 3:
				set(n)
			}
		}
		if x != width {
			return fmt.Errorf("row of %d pixels instead of %d", x, width)
		}
	}
	return nil
}

// next decodes rows of 2-bit samples: rows as they are, a span within white,
// or runs.
func next(out, in []byte, rowBytes, width int) error {
	for i := range out {
		out[i] = 0xff
	}
	for ; len(out) >= rowBytes && len(in) > 0; out = out[rowBytes:] {
		row := out[:rowBytes]
		n := in[0]
		in = in[1:]
		switch n {
		case 0:
			if len(in) < rowBytes {
				return errShort
			}
			copy(row, in)
			in = in[rowBytes:]
		case 0x40:
			if len(in) < 4 {
				return errShort
			}
			from, count := int(in[0])<<8|int(in[1]), int(in[2])<<8|int(in[3])
			in = in[4:]
			if len(in) < count || from+count > rowBytes {
				return errShort
			}
			copy(row[from:], in[:count])
			in = in[count:]
		default:
			for x := 0; ; {
				grey := n >> 6
				for range n & 63 {
					if x < width {
						shift := 6 - 2*(x&3)
						row[x/4] = row[x/4]&^(3<<shift) | grey<<shift
						x++
					}
				}
				if x >= width {
					break
				}
				if len(in) == 0 {
					return errShort
				}
				n = in[0]
				in = in[1:]
			}
		}
	}
	return nil
}

// logRuns decodes rows of samples of size bytes, the highest bytes of all
// samples of a row first: 128+n−2 repeats a byte n times, n below 128 is
// followed by n bytes. The result is little-endian.
func logRuns(out, in []byte, rowBytes, size int) error {
	for ; len(out) >= rowBytes; out = out[rowBytes:] {
		row := out[:rowBytes]
		for b := size - 1; b >= 0; b-- {
			for i := b; i < len(row); {
				if len(in) < 2 {
					return errShort
				}
				n := int(in[0])
				if n >= 128 {
					for n -= 126; n > 0 && i < len(row); n-- {
						row[i] = in[1]
						i += size
					}
					in = in[2:]
					continue
				}
				if in = in[1:]; n > len(in) {
					return errShort
				}
				for _, v := range in[:n] {
					if i < len(row) {
						row[i] = v
						i += size
					}
				}
				in = in[n:]
			}
		}
	}
	return nil
}

// logLuv turns pixels of 32 bits, 16 of logarithmic luminance and 8 each of u'
// and v' in steps of 1/410, into three little-endian numbers of 16 bits, the
// last two with 15 fractional bits, as libtiff does.
func logLuv(out, in []byte) {
	le := binary.LittleEndian
	for ; len(in) >= 4; in, out = in[4:], out[6:] {
		v := le.Uint32(in)
		le.PutUint16(out, uint16(v>>16))
		le.PutUint16(out[2:], uint16(int16((float64(v>>8&0xff)+.5)*(1./410)*(1<<15))))
		le.PutUint16(out[4:], uint16(int16((float64(v&0xff)+.5)*(1./410)*(1<<15))))
	}
}
