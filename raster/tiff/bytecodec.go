package tiff

import (
	"bytes"
	"io"

	"github.com/bandprep/bandprep/internal/inflate"
	"github.com/bandprep/bandprep/internal/lzw"
	"github.com/klauspost/compress/zstd"
)

// decoders keeps the state of decoders that is worth keeping.
type decoders struct {
	source bytes.Reader
	zstd   *zstd.Decoder // whole frames
	stream *zstd.Decoder // frames longer than what is needed of them
}

// full reads len(out) bytes; what follows them is not looked at.
func full(out []byte, r io.Reader) error {
	_, err := io.ReadFull(r, out)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errShort
	}
	return err
}

func copyBytes(_ *scratch, out, in []byte) error {
	if copy(out, in) < len(out) {
		return errShort
	}
	return nil
}

// unpackDeflate decodes a zlib stream. As in libtiff and GDAL a wrong checksum
// is an error, but a stream that goes on behind the block is not.
func unpackDeflate(_ *scratch, out, in []byte) error {
	n, err := inflate.DecodeZlib(out, in)
	if err == nil && n < len(out) {
		return errShort
	}
	return err
}

// unpackZstd decodes as much of a frame as is needed.
func unpackZstd(s *scratch, out, in []byte) error {
	n, err := s.zstdSome(out, in)
	if err == nil && n < len(out) {
		return errShort
	}
	return err
}

// zstdSome decodes a frame into out, in one go if the frame says that it fits,
// and returns how many bytes there were.
func (d *decoders) zstdSome(out, in []byte) (int, error) {
	if d.zstd == nil {
		options := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(128 << 20)}
		var err error
		if d.zstd, err = zstd.NewReader(nil, options...); err != nil {
			return 0, err
		}
		if d.stream, err = zstd.NewReader(nil, options...); err != nil {
			return 0, err
		}
	}
	var h zstd.Header
	if err := h.Decode(in); err == nil && h.HasFCS && h.FrameContentSize <= uint64(len(out)) {
		got, err := d.zstd.DecodeAll(in, out[:0])
		if len(got) > len(out) {
			copy(out, got)
		}
		return min(len(got), len(out)), err
	}
	d.source.Reset(in)
	if err := d.stream.Reset(&d.source); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(d.stream, out)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return n, err
}

func unpackLZW(_ *scratch, out, in []byte) error {
	n, err := lzw.Decode(out, in)
	if err == nil && n < len(out) {
		return errShort
	}
	return err
}

// unpackBits decodes runs: n+1 bytes as they are for n from 0 to 127, one byte
// 1−n times for n from −127 to −1, nothing for −128.
func unpackBits(_ *scratch, out, in []byte) error {
	for len(out) > 0 {
		if len(in) == 0 {
			return errShort
		}
		n := int(int8(in[0]))
		in = in[1:]
		switch {
		case n >= 0:
			n = min(n+1, len(out))
			if n > len(in) {
				return errShort
			}
			copy(out, in[:n])
			in, out = in[n:], out[n:]
		case n > -128:
			if len(in) == 0 {
				return errShort
			}
			n = min(1-n, len(out))
			for i := range out[:n] {
				out[i] = in[0]
			}
			in, out = in[1:], out[n:]
		}
	}
	return nil
}
