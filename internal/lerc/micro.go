package lerc

import "github.com/bandprep/bandprep/raster"

// readMicroBlocks reads the micro blocks of a band, row by row, in each the
// samples of a pixel one after the other.
func readMicroBlocks[T sample](d *band, data []T) error {
	for y := 0; y < d.height; y += d.micro {
		for x := 0; x < d.width; x += d.micro {
			for k := range d.depth {
				m := microBlock{x, y, min(x+d.micro, d.width), min(y+d.micro, d.height), k}
				if err := readMicroBlock(d, data, m); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// microBlock is a rectangle of pixels, and which of their samples is meant.
type microBlock struct{ x0, y0, x1, y1, sample int }

// How the samples of a micro block are stored: low bits of its first byte.
const (
	blockAsIs = iota
	blockStuffed
	blockZero
	blockConstant
)

// readMicroBlock reads one micro block.
func readMicroBlock[T sample](d *band, data []T, m microBlock) error {
	head := d.in.byte()
	if d.in.short {
		return errShort
	}
	// Since version 5 the samples may be relative to the sample before.
	relative, check := false, 15
	if d.version >= 5 {
		relative, check = head&4 != 0, 14
	}
	mode := int(head & 3)
	if int(head>>2)&check != m.x0>>3&check || relative && (m.sample == 0 || mode == blockAsIs) {
		return corrupt("micro block at %d, %d starts with %#x", m.x0, m.y0, head)
	}
	base := func(i int) float64 {
		if relative {
			return float64(data[i-1])
		}
		return 0
	}
	switch mode {
	case blockAsIs:
		m.each(d, d.mask, func(i int) { data[i] = readSample[T](&d.in) })
		return d.end()
	case blockZero:
		m.each(d, d.mask, func(i int) { data[i] = cast[T](base(i)) })
		return nil
	}
	offset, err := d.offset(head>>6, relative)
	if err != nil {
		return err
	}
	top := d.high
	if d.version >= 4 && d.depth > 1 {
		top = d.tops[m.sample]
	}
	if mode == blockConstant {
		if !relative {
			top = offset
		}
		m.each(d, d.mask, func(i int) { data[i] = cast[T](min(offset+base(i), top)) })
		return nil
	}
	pixels := (m.x1 - m.x0) * (m.y1 - m.y0)
	if d.list, err = d.in.numbers(d.list, pixels, d.version); err != nil {
		return err
	}
	list, mask := d.list, d.mask
	if len(list) == pixels {
		mask = nil
	} else if mask == nil {
		return corrupt("micro block at %d, %d holds %d numbers", m.x0, m.y0, len(list))
	}
	step := 2 * d.maxError
	if mask == nil && !relative {
		for y := m.y0; y < m.y1; y++ {
			at := (y*d.width+m.x0)*d.depth + m.sample
			for range m.x1 - m.x0 {
				data[at] = cast[T](min(offset+float64(float64(list[0])*step), top))
				list = list[1:]
				at += d.depth
			}
		}
		return nil
	}
	m.each(d, mask, func(i int) {
		if len(list) == 0 {
			err = corrupt("micro block at %d, %d holds too few numbers", m.x0, m.y0)
			return
		}
		data[i] = cast[T](min(offset+float64(float64(list[0])*step)+base(i), top))
		list = list[1:]
	})
	return err
}

// each calls f with the index of every sample of the block whose pixel is
// valid.
func (m microBlock) each(d *band, mask []bool, f func(i int)) {
	for y := m.y0; y < m.y1; y++ {
		for x := m.x0; x < m.x1; x++ {
			if p := y*d.width + x; mask == nil || mask[p] {
				f(p*d.depth + m.sample)
			}
		}
	}
}

// offsetKinds tells how the minimum of a micro block is stored, by sample type
// and a code of two bits.
var offsetKinds = map[raster.SampleType][]raster.SampleType{
	raster.Int8:    {raster.Int8, raster.Int8, raster.Int8, raster.Int8},
	raster.Uint8:   {raster.Uint8, raster.Uint8, raster.Uint8, raster.Uint8},
	raster.Int16:   {raster.Int16, raster.Uint8, raster.Int8},
	raster.Uint16:  {raster.Uint16, raster.Uint8},
	raster.Int32:   {raster.Int32, raster.Uint16, raster.Int16, raster.Uint8},
	raster.Uint32:  {raster.Uint32, raster.Uint16, raster.Uint8},
	raster.Float32: {raster.Float32, raster.Int16, raster.Uint8, raster.Uint8},
	raster.Float64: {raster.Float64, raster.Float32, raster.Int32, raster.Int16},
}

// offset reads the minimum of a micro block.
func (d *band) offset(code byte, relative bool) (float64, error) {
	kind := d.kind
	if relative && !kind.IsFloat() {
		kind = raster.Int32
	}
	narrower := offsetKinds[kind]
	if int(code) >= len(narrower) {
		return 0, corrupt("micro block with offset %d of %s samples", code, kind)
	}
	var v float64
	switch narrower[code] {
	case raster.Int8:
		v = float64(int8(d.in.byte()))
	case raster.Uint8:
		v = float64(d.in.byte())
	case raster.Int16:
		v = float64(int16(d.in.uint(2)))
	case raster.Uint16:
		v = float64(d.in.uint(2))
	case raster.Int32:
		v = float64(d.in.int())
	case raster.Uint32:
		v = float64(d.in.uint32())
	case raster.Float32:
		v = float64(d.in.float32())
	case raster.Float64:
		v = d.in.float64()
	}
	return v, d.end()
}
