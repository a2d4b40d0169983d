package jpegls

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
)

// Frame is the marker of a JPEG-LS frame header.
const Frame = 0xf7

// Other markers.
const (
	restartInterval  = 0xdd
	startOfScan      = 0xda
	endOfImage       = 0xd9
	application8     = 0xe8
	presetParameters = 0xf8
)

// broken says that a stream is not as its standard has it.
func broken(reason string, args ...any) error {
	return raster.Broken("dicom", "JPEG", reason, args...)
}

// unsupported says what of a stream is not implemented.
func unsupported(reason string, args ...any) error {
	return raster.Unsupported("dicom", "JPEG", reason, args...)
}

// Image is a decoded frame: one plane of samples per component.
type Image struct {
	Width, Height, Precision int
	Planes                   [][]uint16
}

// next returns the next marker, its segment and what follows. What a scan left
// before the marker is passed over.
func next(data []byte) (marker byte, segment, rest []byte, err error) {
	for len(data) >= 2 {
		marker := data[1]
		switch {
		case data[0] != 0xff || marker < 0x80 || marker == 0xff:
			data = data[1:]
			continue
		case marker == endOfImage:
			return marker, nil, data[2:], nil
		case marker >= 0xd0 && marker <= 0xd8: // restart, start of the image
			data = data[2:]
			continue
		}
		data = data[2:]
		if len(data) < 2 {
			break
		}
		n := int(binary.BigEndian.Uint16(data))
		if n < 2 || n > len(data) {
			return 0, nil, nil, broken("segment of %d bytes", n)
		}
		return marker, data[2:n], data[n:], nil
	}
	return 0, nil, nil, broken("data end early")
}

// readFrame reads a frame header and makes an image of at most limit bytes. It returns
// the names of the components as well.
func readFrame(s []byte, limit int64) (*Image, []byte, error) {
	if len(s) < 6 || len(s) < 6+3*int(s[5]) {
		return nil, nil, broken("frame header")
	}
	m := &Image{Precision: int(s[0]), Height: int(binary.BigEndian.Uint16(s[1:])), Width: int(binary.BigEndian.Uint16(s[3:]))}
	n := int(s[5])
	if m.Precision < 2 || m.Precision > 16 || m.Height == 0 || m.Width == 0 || n < 1 || n > 4 {
		return nil, nil, broken("%d×%d samples of %d bits, %d components", m.Width, m.Height, m.Precision, n)
	}
	if err := raster.TooLarge("dicom", "JPEG", "bytes of samples", 2*int64(n)*int64(m.Width)*int64(m.Height), limit); err != nil {
		return nil, nil, err
	}
	var components []byte
	for i := range n {
		c := s[6+3*i:]
		if c[1] != 0x11 && n > 1 {
			return nil, nil, unsupported("subsampled components")
		}
		components = append(components, c[0])
		m.Planes = append(m.Planes, make([]uint16, m.Width*m.Height))
	}
	return m, components, nil
}

// named returns the planes that the scan header s names.
func (m *Image) named(components []byte, s []byte) ([][]uint16, error) {
	if m == nil || len(s) < 1 || s[0] < 1 || s[0] > 4 || len(s) < 4+2*int(s[0]) {
		return nil, broken("scan header")
	}
	var planes [][]uint16
	for i := range int(s[0]) {
		for k, id := range components {
			if id == s[1+2*i] {
				planes = append(planes, m.Planes[k])
				break
			}
		}
		if len(planes) != i+1 {
			return nil, broken("component %d has no header", s[1+2*i])
		}
	}
	return planes, nil
}
