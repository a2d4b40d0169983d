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

import "encoding/binary"

type decoder struct {
	*Image
	data       []byte
	components []byte
	preset     parameters // zero fields: defaults
	decoded    int        // components
}

// Decode decodes a frame of at most limit bytes of samples.
func Decode(data []byte, limit int64) (*Image, error) {
	d := &decoder{data: data}
	for d.Image == nil || d.decoded < len(d.components) {
		marker, s, rest, err := next(d.data)
		if err != nil {
			return nil, err
		}
		d.data = rest
		switch {
		case marker == Frame && d.Image != nil:
			err = broken("second frame header")
		case marker == Frame:
			d.Image, d.components, err = readFrame(s, limit)
		case marker == presetParameters:
			err = d.presets(s)
		case marker == restartInterval && len(s) >= 2 && binary.BigEndian.Uint16(s) != 0:
			err = unsupported("restart interval in JPEG-LS")
		case marker == application8 && len(s) >= 5 && string(s[:4]) == "mrfx" && s[4] != 0:
			err = unsupported("colour transform %d", s[4])
		case marker == endOfImage:
			err = broken("ends before all components")
		case marker == startOfScan:
			err = d.scan(s)
		}
		if err != nil {
			return nil, err
		}
	}
	return d.Image, nil
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
	planes, err := d.named(d.components, s)
	if err != nil {
		return err
	}
	n := len(planes)
	tail := s[1+2*n:]
	near, interleave, point := int(tail[0]), int(tail[1]), uint(tail[2]&15)
	for i := range n {
		if s[2+2*i] != 0 {
			return unsupported("mapping table")
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
