package tiff

import (
	"errors"

	"github.com/ulikunitz/xz/lzma"
)

var errXZ = errors.New("no xz stream of LZMA2 data")

// unpackLZMA decodes the first block of an xz stream: LZMA2, behind a delta
// filter where libtiff put one. Checksums are not looked at. The block holds
// size bytes in all, so that no distance is larger.
func unpackLZMA(s *scratch, out, in []byte, size int) error {
	const header = 12
	if len(in) < header+2 || string(in[:6]) != "\xfd7zXZ\x00" {
		return errXZ
	}
	in = in[header:]
	head := 4 * (int(in[0]) + 1)
	if in[0] == 0 || len(in) < head {
		return errXZ
	}
	flags, fields := in[1], in[2:head]
	in = in[head:]
	number := func() uint64 {
		var v uint64
		for i := 0; i < len(fields) && i < 9; i++ {
			v |= uint64(fields[i]&127) << (7 * i)
			if fields[i] < 128 {
				fields = fields[i+1:]
				return v
			}
		}
		fields = nil
		return 1 << 63
	}
	for _, sizes := range []byte{0x40, 0x80} {
		if flags&sizes != 0 {
			number()
		}
	}
	delta := 0
	for i := 0; ; i++ {
		id, n := number(), number()
		if n == 0 || n > uint64(len(fields)) {
			return errXZ
		}
		if id == 0x21 {
			break
		}
		if id != 3 || i > 0 {
			return errXZ
		}
		delta = int(fields[0]) + 1
		fields = fields[n:]
	}
	s.source.Reset(in)
	r, err := lzma.Reader2Config{DictCap: max(size, lzma.MinDictCap)}.NewReader2(&s.source)
	if err != nil {
		return err
	}
	if err := full(out, r); err != nil {
		return err
	}
	if delta > 0 {
		for i := delta; i < len(out); i++ {
			out[i] += out[i-delta]
		}
	}
	return nil
}
