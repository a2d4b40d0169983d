package tiff

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/bandprep/bandprep/internal/inflate"
	"github.com/bandprep/bandprep/internal/lerc"
	"github.com/bandprep/bandprep/raster"
)

// Values of the second LERC parameter: what a blob is packed in.
const (
	lercPlain   = 0
	lercDeflate = 1
	lercZstd    = 2
)

var errLERC = errors.New("LERC blob does not fit its block")

// lercBlocks returns the decoder of LERC blobs, whose numbers are in the byte
// order of the file. As libtiff writes them, the
// mask of a blob stands for an alpha sample of 8 bits, or for NaN among
// floats.
func lercBlocks(d *directory, l *layout, limits raster.Limits) (func(s *scratch, out, in []byte) error, error) {
	parameters, err := d.column(tagLERCParameters)
	if err != nil {
		return nil, err
	}
	packed := int64(lercPlain)
	if parameters.len() >= 2 {
		packed = parameters.at(1)
	}
	if packed < lercPlain || packed > lercZstd {
		return nil, raster.Unsupported(roomName, d.place, "LERC blobs packed by method %d", packed)
	}
	limit := limits.WithDefaults().BlockBytes
	return func(s *scratch, out, in []byte) error {
		if bits := l.sampleType().Bits(); bits != l.bits || bits == 64 && l.format != formatFloat || bits == 16 && l.format == formatFloat {
			return raster.Unsupported(roomName, d.place, "LERC samples of %d bits, sample format %d", l.bits, l.format)
		}
		in, err := unpackBlob(s, in, packed, int(l.rowBytes())*l.blockH)
		if err != nil {
			return err
		}
		m, err := lerc.Decode(in, limit)
		if err == lerc.ErrTooLarge {
			return raster.TooLarge(roomName, d.place, "bytes of a LERC blob", math.MaxInt64, limit)
		}
		if err != nil {
			return err
		}
		return l.layLERC(out, m)
	}, nil
}

// unpackBlob returns the blob in in; as in libtiff it may be about a third
// larger than the samples.
func unpackBlob(s *scratch, in []byte, packed int64, samples int) ([]byte, error) {
	if packed == lercPlain {
		return in, nil
	}
	s.blob = resize(s.blob, samples+samples/3+256)
	if packed == lercZstd {
		got, err := s.zstdSome(s.blob, in)
		return s.blob[:got], err
	}
	n, err := inflate.DecodeZlib(s.blob, in)
	return s.blob[:n], err
}

// layLERC copies an image into rows of little-endian samples.
func (l *layout) layLERC(out []byte, m *lerc.Image) error {
	size, samples := l.storedBytes(), l.pixelSamples()
	pixels := m.Width * m.Height
	if m.Type != l.sampleType() || m.Width != l.blockW || len(out) > pixels*samples*size {
		return errLERC
	}
	pixels = len(out) / (samples * size)
	switch {
	case m.Bands == 1 && m.Depth == samples:
		copy(out, m.Data)
	case m.Depth == 1 && m.Bands == samples:
		for b := range samples {
			band := m.Data[b*m.Width*m.Height*size:]
			for i := range pixels {
				copy(out[(i*samples+b)*size:][:size], band[i*size:])
			}
		}
	case m.Bands == 1 && m.Depth == samples-1 && l.bits == 8:
		for i := range pixels {
			pixel := out[i*samples : (i+1)*samples]
			copy(pixel, m.Data[i*m.Depth:])
			pixel[m.Depth] = 255
			if m.Valid != nil && !m.Valid[i] {
				pixel[m.Depth] = 0
			}
		}
		return nil
	default:
		return errLERC
	}
	if m.Valid != nil && l.format == formatFloat {
		for i := range pixels * samples {
			v := i / samples
			if m.Bands > 1 {
				v += i % samples * m.Width * m.Height
			}
			if m.Valid[v] {
				continue
			}
			if size == 4 {
				binary.LittleEndian.PutUint32(out[4*i:], math.Float32bits(float32(math.NaN())))
			} else {
				binary.LittleEndian.PutUint64(out[8*i:], math.Float64bits(math.NaN()))
			}
		}
	}
	return nil
}
