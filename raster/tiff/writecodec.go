package tiff

import (
	"bytes"
	"sync"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/bandprep/bandprep/internal/lzw"
)

// codecs describes each [Codec]: the value of its Compression tag, and what
// part of its size a block may grow by when it does not compress.
var codecs = [...]struct {
	tag    uint16
	growth int64
}{
	Uncompressed: {compressNone, 1 << 62},
	Deflate:      {compressDeflate, 1000},
	LZW:          {compressLZW, 2},
	Zstd:         {compressZstd, 1000},
}

// predictor returns the value of the Predictor tag.
func (o *WriteOptions) predictor(float bool) uint16 {
	switch {
	case o.Codec == Uncompressed || o.NoPredictor:
		return 1
	case float:
		return 3
	}
	return 2
}

// encode compresses a block whose rows hold cols pixels. It changes block.
func (w *Writer) encode(block []byte, cols int) ([]byte, error) {
	row := cols * pixelBytes(&w.h)
	bands, size := len(w.h.Bands), w.h.Type.Bits()/8
	switch w.o.predictor(w.h.Type.IsFloat()) {
	case 2:
		for at := 0; at < len(block); at += row {
			difference(block[at:at+row], bands, size)
		}
	case 3:
		planes := make([]byte, row)
		for at := 0; at < len(block); at += row {
			differencePlanes(block[at:at+row], planes, bands, size)
		}
	}
	return w.pack(block)
}

// A compressor packs one block. It is safe for concurrent use.
type compressor func(block []byte) ([]byte, error)

func newCompressor(o *WriteOptions) (compressor, error) {
	level := o.Level
	switch {
	case level == 0 && o.Codec == Zstd:
		level = 3
	case level == 0:
		level = 6
	}
	switch o.Codec {
	case Deflate:
		return newDeflate(level), nil
	case LZW:
		return func(block []byte) ([]byte, error) { return lzw.Append(nil, block), nil }, nil
	case Zstd:
		z, err := zstd.NewWriter(nil,
			zstd.WithEncoderConcurrency(max(o.Workers, 1)),
			zstd.WithEncoderLevel(zstd.EncoderLevelFromZstd(level)))
		return func(block []byte) ([]byte, error) { return z.EncodeAll(block, nil), nil }, err
	}
	return func(block []byte) ([]byte, error) { return block, nil }, nil
}

func newDeflate(level int) compressor {
	var writers sync.Pool
	return func(block []byte) ([]byte, error) {
		var out bytes.Buffer
		out.Grow(len(block) / 2)
		z, ok := writers.Get().(*zlib.Writer)
		if ok {
			z.Reset(&out)
		} else {
			var err error
			if z, err = zlib.NewWriterLevel(&out, level); err != nil {
				return nil, err
			}
		}
		defer writers.Put(z)
		if _, err := z.Write(block); err != nil {
			return nil, err
		}
		if err := z.Close(); err != nil {
			return nil, err
		}
		return out.Bytes(), nil
	}
}
