package tiff

import (
	"bytes"

	"github.com/klauspost/compress/zlib"
)

// codecs describes each [Codec]: the value of its Compression tag, and what
// part of its size a block may grow by when it does not compress.
var codecs = [...]struct {
	tag    uint16
	growth int64
}{
	Uncompressed: {1, 1 << 62},
	Deflate:      {8, 1000},
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

// encode compresses a block whose rows hold w pixels. It changes block.
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
	if w.o.Codec == Uncompressed {
		return block, nil
	}
	return deflate(block, w.o.level())
}

func (o *WriteOptions) level() int {
	if o.Level == 0 {
		return 6
	}
	return o.Level
}

func deflate(block []byte, level int) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(block) / 2)
	z, err := zlib.NewWriterLevel(&out, level)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(block); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
