package tiff

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// unpacker is how the bytes of a block become rows of samples.
type unpacker struct {
	// decode fills out with the first rows of a block. It returns errShort
	// or an error that says what is wrong with the bytes.
	decode     func(s *scratch, out, in []byte) error
	planar     planar // instead of decode
	plain      bool   // not compressed: rows lie in the file
	predicts   bool   // the Predictor field applies
	native     bool   // samples come out little-endian whatever the file's order
	ordersBits bool   // FillOrder does not apply
	colors     bool   // samples come out as red, green and blue
}

// errShort says that a block ends before its samples are complete.
var errShort = errors.New("compressed data end before the block is complete")

// wrap makes a decoder's error a typed one that names the block.
func wrap(err error, place string) error {
	if err == context.Canceled || err == context.DeadlineExceeded {
		return err
	}
	var u *raster.UnsupportedError
	var t *raster.TooLargeError
	var b *raster.BrokenError
	switch {
	case errors.As(err, &u):
		return raster.Unsupported(roomName, place, "%s", u.Reason)
	case errors.As(err, &t):
		return raster.TooLarge(roomName, place, t.Reason, t.Need, t.Limit)
	case errors.As(err, &b):
		return raster.Broken(roomName, place, "%s", b.Reason)
	}
	return raster.Broken(roomName, place, "%v", err)
}

// newUnpacker chooses the decoder of a directory's compression.
func newUnpacker(d *directory, l *layout, limits raster.Limits) (unpacker, error) {
	rowBytes := int(l.rowBytes())
	switch l.compression {
	case compressNone:
		if l.subX*l.subY > 1 {
			return unpacker{decode: copyBytes}, nil
		}
		return unpacker{plain: true}, nil
	case compressPackBits:
		return unpacker{decode: unpackBits}, nil
	case compressLZW:
		return unpacker{decode: unpackLZW, predicts: true}, nil
	case compressDeflate, compressOldDeflate:
		return unpacker{decode: unpackDeflate, predicts: true}, nil
	case compressZstd:
		return unpacker{decode: unpackZstd, predicts: true}, nil
	case compressLZMA:
		return unpacker{predicts: true, decode: func(s *scratch, out, in []byte) error {
			return unpackLZMA(s, out, in, l.unpackedBytes(l.blockH))
		}}, nil
	case compressJPEG:
		if l.bits == 8 && l.format == formatInt || l.bits >= 8 && l.bits <= 16 && l.format == formatUint {
			planes, err := jpegBlocks(d, l, limits)
			return unpacker{planar: planes, ordersBits: true, colors: l.samples == 3 && !l.separate}, err
		}
	case compressOldJPEG:
		if l.bits == 8 && l.format == formatUint && l.pixelSamples() <= 3 {
			planes, err := oldJPEGBlocks(d, l, limits)
			return unpacker{planar: planes, ordersBits: true}, err
		}
	case compressWebP:
		if l.bits == 8 && l.format == formatUint && (l.samples == 3 || l.samples == 4) && !l.separate {
			return unpacker{planar: webpBlocks(l, limits)}, nil
		}
	case compressLERC:
		decode, err := lercBlocks(d, l, limits)
		return unpacker{decode: decode}, err
	case compressCCITTRLE, compressCCITTRLEW, compressCCITTFax3, compressCCITTFax4:
		if l.bits != 1 {
			return unpacker{}, raster.Broken(roomName, d.place, "CCITT compression of samples of %d bits", l.bits)
		}
		form := faxFormOf(d, l.compression)
		return unpacker{decode: func(s *scratch, out, in []byte) error {
			return s.fax.decode(out, rowBytes, l.blockW, in, form)
		}}, nil
	case compressThunderScan:
		if l.bits == 4 && l.pixelSamples() == 1 {
			return unpacker{decode: func(_ *scratch, out, in []byte) error { return thunderScan(out, in, rowBytes, l.blockW) }}, nil
		}
	case compressNeXT:
		if l.bits == 2 && l.pixelSamples() == 1 {
			return unpacker{decode: func(_ *scratch, out, in []byte) error { return next(out, in, rowBytes, l.blockW) }}, nil
		}
	case compressSGILog:
		if l.bits == 16 && l.samples == 1 && l.photometric == isLogL {
			return unpacker{native: true, decode: func(_ *scratch, out, in []byte) error { return logRuns(out, in, rowBytes, 2) }}, nil
		}
		if l.bits == 16 && l.pixelSamples() == 3 && l.photometric == isLogLuv {
			return unpacker{native: true, decode: func(s *scratch, out, in []byte) error {
				s.full = resize(s.full, len(out)/6*4)
				err := logRuns(s.full, in, 4*l.blockW, 4)
				logLuv(out, s.full)
				return err
			}}, nil
		}
	}
	return unpacker{}, raster.Unsupported(roomName, d.place, "compression %s of %d samples of %d bits", compressionName(l.compression), l.samples, l.bits)
}

func faxFormOf(d *directory, compression int64) faxForm {
	switch compression {
	case compressCCITTRLE:
		return faxRLE
	case compressCCITTRLEW:
		return faxRLEW
	case compressCCITTFax4:
		return faxGroup4
	}
	if d.lenient(tagT4Options, 0)&1 == 1 {
		return faxGroup3TwoD
	}
	return faxGroup3
}

// compressionName names what a value of Compression stands for.
func compressionName(c int64) string {
	names := map[int64]string{
		9: "JBIG (9)", 10: "JBIG (10)", 34661: "JBIG (34661)", 34712: "JPEG 2000 (34712)", 33003: "JPEG 2000 (33003)",
		33005: "JPEG 2000 (33005)", 34933: "PNG (34933)", 34934: "JPEG XR (34934)", 22610: "JPEG XR (22610)",
		5: "LZW", 6: "old JPEG", 7: "JPEG", 32766: "NeXT", 32809: "ThunderScan", 34676: "SGILog", 34677: "SGILog24", 34887: "LERC", 50001: "WebP",
		50002: "JPEG XL (50002)", 52546: "JPEG XL (52546)", 32908: "PixarFilm (32908)", 32909: "PixarLog (32909)",
	}
	if name, ok := names[c]; ok {
		return name
	}
	return fmt.Sprint(c)
}

// scratch is the memory and the decoders that reading one block needs.
type scratch struct {
	in, out, row []byte
	full         []byte // samples of all pixels, where out holds shared ones
	opaque, blob []byte
	planes       raster.Block
	last         decoded // what out or planes hold, of an image with shared blocks
	fax          fax
	decoders
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// slack is how many bytes behind the samples of a block vector code may look at.
const slack = 16

// resize returns b, or new memory, with length n and some capacity behind it.
func resize(b []byte, n int) []byte {
	if cap(b) < n+slack {
		return make([]byte, n, n+slack)
	}
	return b[:n]
}
