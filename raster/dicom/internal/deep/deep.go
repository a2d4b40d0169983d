// Package deep decodes the JPEG frames of more than 8 bits that DICOM files hold:
// JPEG Lossless (SOF3, predictors 1 to 7) and the extended sequential process with
// 12 bits (SOF1), both Huffman-coded.
//
//  1. [Decode] reads the markers up to the scans: precision, size, tables.
//  2. A lossless scan yields differences, coded by their number of bits. A
//     sample is its difference from a prediction made of its left, upper and
//     upper left neighbours, modulo 2¹⁶.
//  3. A scan of 12 bits yields blocks of coefficients, which the accurate integer
//     transform of the Independent JPEG Group's library turns into samples, bit by
//     bit as that library does when it is built for 12 bits.
//
// Refused: several components with 12 bits, subsampled components, progressive and
// arithmetic coding, lossless restart intervals that are not whole rows.
//
// Reference: ITU-T T.81 (1992), annexes F and H.
package deep

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
)

// Image is a decoded frame: one plane of samples per component.
type Image struct {
	Width, Height, Precision int
	Planes                   [][]uint16
}

const place = "JPEG"

func broken(reason string, args ...any) error {
	return raster.Broken("dicom", place, reason, args...)
}

func unsupported(reason string, args ...any) error {
	return raster.Unsupported("dicom", place, reason, args...)
}

type component struct{ id, quantizer byte }

type decoder struct {
	Image
	data       []byte
	components []component
	tables     [8]*table      // four for differences, four for AC coefficients
	quantizers [4]*[64]uint16 // in the order of the stream
	lossless   bool
	restart    int // samples or blocks between two restarts, 0: none
	decoded    int // components
}

// Decode decodes a frame of at most limit bytes of samples.
func Decode(data []byte, limit int64) (*Image, error) {
	d := &decoder{data: data}
	for d.components == nil || d.decoded < len(d.components) {
		marker, segment, err := d.segment()
		if err != nil {
			return nil, err
		}
		switch {
		case marker == 0xc4:
			err = d.huffman(segment)
		case marker == 0xdb:
			err = d.quantization(segment)
		case marker == 0xc3 || marker == 0xc0 || marker == 0xc1:
			d.lossless = marker == 0xc3
			err = d.frame(segment, limit)
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc8 && marker != 0xcc:
			err = unsupported("frame of type SOF%d", marker-0xc0)
		case marker == 0xdd && len(segment) >= 2:
			d.restart = int(binary.BigEndian.Uint16(segment))
		case marker == 0xd9:
			err = broken("ends before all components")
		case marker == 0xda:
			if d.components == nil {
				return nil, broken("scan before the frame header")
			}
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
	if !d.lossless && (d.Precision != 12 || n != 1) {
		return unsupported("DCT with %d bits and %d components", d.Precision, n)
	}
	if err := raster.TooLarge("dicom", place, "bytes of samples", 2*int64(n)*int64(d.Width)*int64(d.Height), limit); err != nil {
		return err
	}
	for i := range n {
		c := s[6+3*i:]
		if c[1] != 0x11 && n > 1 {
			return unsupported("subsampled components")
		}
		d.components = append(d.components, component{c[0], c[2] & 3})
		d.Planes = append(d.Planes, make([]uint16, d.Width*d.Height))
	}
	return nil
}

func (d *decoder) scan(s []byte) error {
	if len(s) < 1 || len(s) < 4+2*int(s[0]) || s[0] < 1 || s[0] > 4 {
		return broken("scan header")
	}
	n := int(s[0])
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
	var err error
	if d.lossless {
		err = d.samples(r, planes, tables, s[1+2*n:])
	} else {
		err = d.blocks(r, tables[0], d.tables[4+s[2]&3])
	}
	d.decoded += n
	d.data = d.data[min(r.at, len(d.data)):]
	return err
}

// samples decodes a lossless scan.
func (d *decoder) samples(r *bits, planes [][]uint16, tables []*table, tail []byte) error {
	predictor, point := int(tail[0]), uint(tail[2]&15)
	if predictor < 1 || predictor > 7 || int(point) >= d.Precision {
		return broken("predictor %d, point transform %d", predictor, point)
	}
	if d.restart%d.Width != 0 {
		return unsupported("restart interval of %d samples in rows of %d", d.restart, d.Width)
	}
	return d.rows(r, planes, tables, predictor, point)
}

// rows decodes the samples of a lossless scan.
func (d *decoder) rows(r *bits, planes [][]uint16, tables []*table, predictor int, point uint) error {
	w, interval := d.Width, d.restart/d.Width
	for y := range d.Height {
		first := y == 0
		if interval > 0 && y > 0 && y%interval == 0 {
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
