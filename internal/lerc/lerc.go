package lerc

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// ErrTooLarge says that a blob holds more than the limit allows.
var ErrTooLarge = errors.New("lerc: image is larger than the limit")

// Image is an unpacked blob: Bands bands of Height·Width pixels of Depth
// samples.
type Image struct {
	Type                        raster.SampleType
	Width, Height, Depth, Bands int
	// Data holds the samples in little-endian order, band after band, pixel
	// after pixel; those of invalid pixels are 0.
	Data []byte
	// Valid holds one flag per pixel, band after band; nil if all are valid.
	Valid []bool
}

func corrupt(format string, args ...any) error {
	return fmt.Errorf("lerc: "+format, args...)
}

var errShort = corrupt("input ends early")

// Decode unpacks a blob. It allocates in all about limit bytes at most and
// returns [ErrTooLarge] before it would take more. LERC1 samples are Float32.
func Decode(src []byte, limit int64) (*Image, error) {
	if bytes.HasPrefix(src, []byte(lerc1Key)) {
		return decode1(src, limit)
	}
	im := &Image{}
	var mask []bool // of the band before
	for im.Bands == 0 || len(src) > 0 {
		h, err := readHeader(src)
		if err != nil {
			if im.Bands > 0 && !bytes.HasPrefix(src, []byte(lerc2Key)) {
				break // not another band: bytes behind the blob
			}
			return nil, err
		}
		if im.Bands == 0 {
			im.Type, im.Width, im.Height, im.Depth = h.kind, h.width, h.height, h.depth
		} else if im.Type != h.kind || im.Width != h.width || im.Height != h.height || im.Depth != h.depth {
			return nil, corrupt("band %d has another size or type", im.Bands)
		}
		band := int64(h.width) * int64(h.height) * int64(h.depth*h.kind.Bits()/8)
		// Samples as numbers, as bytes and in planes of bytes, flags, ranges.
		if (int64(im.Bands)+4)*(band+int64(h.width)*int64(h.height))+16*int64(h.depth) > limit {
			return nil, ErrTooLarge
		}
		if mask, err = im.addBand(h, src[:h.size], mask); err != nil {
			return nil, err
		}
		src = src[h.size:]
	}
	return im, nil
}

// addBand unpacks one LERC2 band and returns its mask.
func (im *Image) addBand(h *header, blob []byte, previous []bool) ([]bool, error) {
	if h.version >= 3 && fletcher32(blob[14:]) != h.checksum {
		return nil, corrupt("checksum differs")
	}
	d := &band{header: h, in: input{data: blob[h.bytes:]}}
	mask, err := d.readMask(previous)
	if err != nil {
		return nil, err
	}
	switch h.kind {
	case raster.Int8:
		err = appendBand(im, d, int8(0))
	case raster.Uint8:
		err = appendBand(im, d, uint8(0))
	case raster.Int16:
		err = appendBand(im, d, int16(0))
	case raster.Uint16:
		err = appendBand(im, d, uint16(0))
	case raster.Int32:
		err = appendBand(im, d, int32(0))
	case raster.Uint32:
		err = appendBand(im, d, uint32(0))
	case raster.Float32:
		err = appendBand(im, d, float32(0))
	default:
		err = appendBand(im, d, float64(0))
	}
	if err != nil {
		return nil, err
	}
	im.addMask(mask)
	im.Bands++
	return mask, nil
}

// addMask appends the flags of a band; nil stands for all valid.
func (im *Image) addMask(mask []bool) {
	if mask == nil && im.Valid == nil {
		return
	}
	n := im.Width * im.Height
	for len(im.Valid) < n*im.Bands {
		im.Valid = append(im.Valid, true)
	}
	if mask != nil {
		im.Valid = append(im.Valid, mask...)
		return
	}
	for range n {
		im.Valid = append(im.Valid, true)
	}
}

// sample is a type of samples.
type sample interface {
	int8 | uint8 | int16 | uint16 | int32 | uint32 | float32 | float64
}

func appendBand[T sample](im *Image, d *band, _ T) error {
	data := make([]T, d.width*d.height*d.depth)
	if err := decodeBand(d, data); err != nil {
		return err
	}
	im.Data = appendSamples(im.Data, data)
	return nil
}

// Pixels writes the image as a TIFF block into out: pixel after pixel, each
// with the samples of all bands, and returns how many bytes that are. Invalid
// floats become NaN. With alpha, which only bytes have, a sample of 255 or 0
// says whether a pixel is valid; it comes last. Nothing is written if out is
// too short.
func (im *Image) Pixels(out []byte, alpha bool) int {
	size := im.Type.Bits() / 8
	pixel := im.Depth * size
	stride := im.Bands * pixel
	if alpha {
		stride++
	}
	n := im.Width * im.Height
	if len(out) < n*stride {
		return n * stride
	}
	for b := range im.Bands {
		for i := range n {
			dst := out[i*stride+b*pixel:][:pixel]
			copy(dst, im.Data[(b*n+i)*pixel:])
			if im.Type.IsFloat() && im.Valid != nil && !im.Valid[b*n+i] {
				setNaN(dst, size)
			}
		}
	}
	if alpha {
		for i := range n {
			out[(i+1)*stride-1] = 255
			if im.Valid != nil && !im.Valid[i] {
				out[(i+1)*stride-1] = 0
			}
		}
	}
	return n * stride
}

func setNaN(dst []byte, size int) {
	var nan []byte
	if size == 4 {
		nan = appendSamples(nil, []float32{float32(math.NaN())})
	} else {
		nan = appendSamples(nil, []float64{math.NaN()})
	}
	for len(dst) > 0 {
		dst = dst[copy(dst, nan):]
	}
}
