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

	"github.com/bandprep/bandprep/raster/dicom/internal/stream"
)

type decoder struct {
	*stream.Image
	data       []byte
	components []stream.Component
	tables     [8]*table      // four for differences, four for AC coefficients
	quantizers [4]*[64]uint16 // in the order of the stream
	lossless   bool
	restart    int // samples or blocks between two restarts, 0: none
	decoded    int // components
}

// Decode decodes a frame of at most limit bytes of samples.
func Decode(data []byte, limit int64) (*stream.Image, error) {
	d := &decoder{data: data}
	for d.Image == nil || d.decoded < len(d.components) {
		marker, segment, rest, err := stream.Next(d.data)
		if err != nil {
			return nil, err
		}
		d.data = rest
		switch {
		case marker == stream.HuffmanTables:
			err = d.huffman(segment)
		case marker == stream.Quantization:
			err = d.quantization(segment)
		case marker == stream.LosslessFrame, marker == stream.DCTFrame, marker == stream.ExtendedFrame:
			d.lossless = marker == stream.LosslessFrame
			err = d.frame(segment, limit)
		case marker > stream.DCTFrame && marker <= 0xcf && marker != 0xc8 && marker != 0xcc:
			err = stream.Unsupported("frame of type SOF%d", marker-stream.DCTFrame)
		case marker == stream.RestartInterval && len(segment) >= 2:
			d.restart = int(binary.BigEndian.Uint16(segment))
		case marker == stream.End:
			err = stream.Broken("ends before all components")
		case marker == stream.Scan:
			err = d.scan(segment)
		}
		if err != nil {
			return nil, err
		}
	}
	return d.Image, nil
}

func (d *decoder) frame(s []byte, limit int64) (err error) {
	if d.Image != nil {
		return stream.Broken("second frame header")
	}
	if d.Image, d.components, err = stream.Frame(s, limit); err != nil {
		return err
	}
	if !d.lossless && (d.Precision != 12 || len(d.components) != 1) {
		return stream.Unsupported("DCT with %d bits and %d components", d.Precision, len(d.components))
	}
	return nil
}

func (d *decoder) scan(s []byte) error {
	planes, err := d.Select(d.components, s)
	if err != nil {
		return err
	}
	var tables []*table
	for i := range planes {
		t := d.tables[s[2+2*i]>>4&3]
		if t == nil {
			return stream.Broken("scan without its tables")
		}
		tables = append(tables, t)
	}
	r := &bits{data: d.data}
	if d.lossless {
		err = d.samples(r, planes, tables, s[1+2*len(planes):])
	} else {
		err = d.blocks(r, tables[0], d.tables[4+s[2]&3])
	}
	d.decoded += len(planes)
	d.data = d.data[min(r.at, len(d.data)):]
	return err
}

// samples decodes a lossless scan.
func (d *decoder) samples(r *bits, planes [][]uint16, tables []*table, tail []byte) error {
	predictor, point := int(tail[0]), uint(tail[2]&15)
	if predictor < 1 || predictor > 7 || int(point) >= d.Precision {
		return stream.Broken("predictor %d, point transform %d", predictor, point)
	}
	if d.restart%d.Width != 0 {
		return stream.Unsupported("restart interval of %d samples in rows of %d", d.restart, d.Width)
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
				return stream.Broken("no restart marker before row %d", y)
			}
			first = true
		}
		for x := range w {
			for i, p := range planes {
				diff, ok := tables[i].difference(r)
				if !ok {
					return stream.Broken("code in row %d", y)
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
			return stream.Broken("data end in row %d of %d", y, d.Height)
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
