// Package jpegls decodes JPEG-LS, lossless and near-lossless, as DICOM files hold it.
//
//  1. [Decode] reads the markers up to the scans: size, thresholds.
//  2. Each sample of a scan is predicted from its neighbours; the error is
//     Golomb-coded, with a parameter learned per context of three gradients.
//  3. Where the gradients are flat, a run of equal samples is coded instead.
//
// Refused: mapping tables, restart intervals, subsampled components, colour
// transforms of Hewlett-Packard.
//
// Reference: ITU-T T.87 (1998); names of variables follow its annex A.
package jpegls

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
)

// Image is a decoded frame: one plane of samples per component.
type Image struct {
	Width, Height, Precision int
	Planes                   [][]uint16
}

const place = "JPEG-LS"

func broken(reason string, args ...any) error {
	return raster.Broken("dicom", place, reason, args...)
}

func unsupported(reason string, args ...any) error {
	return raster.Unsupported("dicom", place, reason, args...)
}

type decoder struct {
	Image
	data    []byte
	ids     []byte
	preset  parameters // zero fields: defaults
	decoded int        // components
}

// Decode decodes a frame of at most limit bytes of samples.
func Decode(data []byte, limit int64) (*Image, error) {
	d := &decoder{data: data}
	for d.ids == nil || d.decoded < len(d.ids) {
		marker, s, err := d.segment()
		if err != nil {
			return nil, err
		}
		switch {
		case marker == 0xf7:
			err = d.frame(s, limit)
		case marker == 0xf8:
			err = d.presets(s)
		case marker == 0xdd && len(s) >= 2 && binary.BigEndian.Uint16(s) != 0:
			err = unsupported("restart interval")
		case marker == 0xe8 && len(s) >= 5 && string(s[:4]) == "mrfx" && s[4] != 0:
			err = unsupported("colour transform %d", s[4])
		case marker == 0xd9:
			err = broken("ends before all components")
		case marker == 0xda:
			err = d.scan(s)
		}
		if err != nil {
			return nil, err
		}
	}
	return &d.Image, nil
}

// segment returns the next marker and the data of its segment.
func (d *decoder) segment() (byte, []byte, error) {
	for {
		if len(d.data) < 2 {
			return 0, nil, broken("data end early")
		}
		if d.data[0] != 0xff || d.data[1] < 0x80 || d.data[1] == 0xff {
			d.data = d.data[1:] // what a scan left
			continue
		}
		marker := d.data[1]
		d.data = d.data[2:]
		if marker == 0xd9 {
			return marker, nil, nil
		}
		if marker >= 0xd0 && marker <= 0xd8 {
			continue
		}
		if len(d.data) < 2 {
			return 0, nil, broken("data end early")
		}
		n := int(binary.BigEndian.Uint16(d.data))
		if n < 2 || n > len(d.data) {
			return 0, nil, broken("segment of %d bytes", n)
		}
		segment := d.data[2:n]
		d.data = d.data[n:]
		return marker, segment, nil
	}
}

func (d *decoder) frame(s []byte, limit int64) error {
	if d.ids != nil || len(s) < 6 || len(s) < 6+3*int(s[5]) {
		return broken("frame header")
	}
	d.Precision, d.Height, d.Width = int(s[0]), int(binary.BigEndian.Uint16(s[1:])), int(binary.BigEndian.Uint16(s[3:]))
	n := int(s[5])
	if d.Precision < 2 || d.Precision > 16 || d.Height == 0 || d.Width == 0 || n < 1 || n > 4 {
		return broken("%d×%d samples of %d bits, %d components", d.Width, d.Height, d.Precision, n)
	}
	if err := raster.TooLarge("dicom", place, "bytes of samples", 2*int64(n)*int64(d.Width)*int64(d.Height), limit); err != nil {
		return err
	}
	for i := range n {
		if s[7+3*i] != 0x11 && n > 1 {
			return unsupported("subsampled components")
		}
		d.ids = append(d.ids, s[6+3*i])
		d.Planes = append(d.Planes, make([]uint16, d.Width*d.Height))
	}
	return nil
}

// presets reads coding parameters.
func (d *decoder) presets(s []byte) error {
	if len(s) < 11 || s[0] != 1 {
		return unsupported("parameters of kind %d", append(s, 0)[0])
	}
	word := func(i int) int { return int(binary.BigEndian.Uint16(s[1+2*i:])) }
	d.preset = parameters{maxval: word(0), t1: word(1), t2: word(2), t3: word(3), reset: word(4)}
	return nil
}

// Ways of interleaving components.
const (
	interleaveNone = iota
	interleaveLine
	interleaveSample
)

func (d *decoder) scan(s []byte) error {
	if d.ids == nil || len(s) < 1 || s[0] < 1 || s[0] > 4 || len(s) < 4+2*int(s[0]) {
		return broken("scan header")
	}
	n := int(s[0])
	tail := s[1+2*n:]
	near, interleave, point := int(tail[0]), int(tail[1]), uint(tail[2]&15)
	var planes [][]uint16
	for i := range n {
		if s[2+2*i] != 0 {
			return unsupported("mapping table")
		}
		for k, id := range d.ids {
			if id == s[1+2*i] {
				planes = append(planes, d.Planes[k])
			}
		}
		if len(planes) != i+1 {
			return broken("component %d has no header", s[1+2*i])
		}
	}
	if interleave > interleaveSample || interleave == interleaveNone && n > 1 || int(point) >= d.Precision {
		return broken("interleave %d of %d components, point transform %d", interleave, n, point)
	}
	p := d.preset
	if err := p.complete(d.Precision, near); err != nil {
		return err
	}
	r := &bits{data: d.data}
	c := newCoder(p, r, n, d.Width)
	for y := range d.Height {
		if interleave == interleaveSample && n > 1 {
			c.lineOfPixels()
		} else {
			for i := range n {
				c.line(i)
			}
		}
		if r.over() {
			return broken("data end in row %d of %d", y, d.Height)
		}
		for i, plane := range planes {
			for x, v := range c.row(i) {
				plane[y*d.Width+x] = uint16(v) << point
			}
		}
		c.advance()
	}
	d.decoded += n
	d.data = d.data[min(r.at, len(d.data)):]
	return nil
}
