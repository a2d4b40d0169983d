// Package lossless decodes JPEG Lossless: frames of type SOF3 with predictors 1
// to 7 and Huffman coding, as DICOM files hold them.
//
//  1. [Decode] reads the markers up to the scans: precision, size, tables.
//  2. Each scan yields differences, Huffman-coded by their number of bits.
//  3. A sample is its difference from a prediction made of its left, upper and
//     upper left neighbours, modulo 2¹⁶.
//
// Refused: subsampled components, restart intervals that are not whole rows.
//
// Reference: ITU-T T.81 (1992), annex H.
package lossless

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
)

// Image is a decoded frame: one plane of samples per component.
type Image struct {
	Width, Height, Precision int
	Planes                   [][]uint16
}

const place = "JPEG Lossless"

func broken(reason string, args ...any) error {
	return raster.Broken("dicom", place, reason, args...)
}

func unsupported(reason string, args ...any) error {
	return raster.Unsupported("dicom", place, reason, args...)
}

type component struct{ id, table byte }

type decoder struct {
	Image
	data       []byte
	components []component
	tables     [4]*table
	interval   int // rows between two restarts, 0: none
	decoded    int // components
}

// Decode decodes a frame of at most limit bytes of samples.
func Decode(data []byte, limit int64) (*Image, error) {
	d := &decoder{data: data}
	restart := 0
	for d.components == nil || d.decoded < len(d.components) {
		marker, segment, err := d.segment()
		if err != nil {
			return nil, err
		}
		switch {
		case marker == 0xc4:
			err = d.huffman(segment)
		case marker == 0xc3:
			err = d.frame(segment, limit)
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc8 && marker != 0xcc:
			err = unsupported("frame of type SOF%d", marker-0xc0)
		case marker == 0xdd && len(segment) >= 2:
			restart = int(binary.BigEndian.Uint16(segment))
		case marker == 0xd9:
			err = broken("ends before all components")
		case marker == 0xda:
			if d.components == nil {
				return nil, broken("scan before the frame header")
			}
			if restart%d.Width != 0 {
				return nil, unsupported("restart interval of %d samples in rows of %d", restart, d.Width)
			}
			d.interval = restart / d.Width
			err = d.scan(segment)
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
		if d.data[0] != 0xff || d.data[1] == 0 || d.data[1] == 0xff {
			d.data = d.data[1:] // what a scan left
			continue
		}
		marker := d.data[1]
		d.data = d.data[2:]
		if marker >= 0xd0 && marker <= 0xd9 || marker == 0x01 {
			if marker == 0xd9 {
				return marker, nil, nil
			}
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
	if d.components != nil || len(s) < 6 || len(s) < 6+3*int(s[5]) {
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
		c := s[6+3*i:]
		if c[1] != 0x11 && n > 1 {
			return unsupported("subsampled components")
		}
		d.components = append(d.components, component{id: c[0]})
		d.Planes = append(d.Planes, make([]uint16, d.Width*d.Height))
	}
	return nil
}

func (d *decoder) scan(s []byte) error {
	if len(s) < 1 || len(s) < 4+2*int(s[0]) || s[0] < 1 || s[0] > 4 {
		return broken("scan header")
	}
	n := int(s[0])
	tail := s[1+2*n:]
	predictor, point := int(tail[0]), uint(tail[2]&15)
	if predictor < 1 || predictor > 7 || int(point) >= d.Precision {
		return broken("predictor %d, point transform %d", predictor, point)
	}
	var planes [][]uint16
	var tables []*table
	for i := range n {
		id, t := s[1+2*i], d.tables[s[2+2*i]>>4&3]
		for k, c := range d.components {
			if c.id == id {
				planes = append(planes, d.Planes[k])
			}
		}
		if len(planes) != i+1 || t == nil {
			return broken("component %d has no header or no table", id)
		}
		tables = append(tables, t)
	}
	r := &bits{data: d.data}
	if err := d.rows(r, planes, tables, predictor, point); err != nil {
		return err
	}
	d.decoded += n
	d.data = d.data[min(r.at, len(d.data)):]
	return nil
}

// rows decodes the samples of a scan.
func (d *decoder) rows(r *bits, planes [][]uint16, tables []*table, predictor int, point uint) error {
	w := d.Width
	for y := range d.Height {
		first := y == 0
		if d.interval > 0 && y > 0 && y%d.interval == 0 {
			if !r.restart() {
				return broken("no restart marker before row %d", y)
			}
			first = true
		}
		for x := range w {
			for i, p := range planes {
				diff, ok := tables[i].difference(r)
				if !ok {
					return broken("code in row %d", y)
				}
				at := y*w + x
				var pred int
				switch {
				case first && x == 0:
					pred = 1 << (uint(d.Precision) - point - 1)
				case first:
					pred = int(p[at-1])
				case x == 0:
					pred = int(p[at-w])
				default:
					pred = predict(predictor, int(p[at-1]), int(p[at-w]), int(p[at-w-1]))
				}
				p[at] = uint16(pred + diff)
			}
		}
		if r.over() {
			return broken("data end in row %d of %d", y, d.Height)
		}
	}
	if point > 0 {
		for _, p := range planes {
			for i := range p {
				p[i] <<= point
			}
		}
	}
	return nil
}

// predict is table H.1: a is left, b above, c above left.
func predict(predictor, a, b, c int) int {
	switch predictor {
	case 1:
		return a
	case 2:
		return b
	case 3:
		return c
	case 4:
		return a + b - c
	case 5:
		return a + (b-c)>>1
	case 6:
		return b + (a-c)>>1
	}
	return (a + b) >> 1
}
