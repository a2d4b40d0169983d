package lerc

import (
	"github.com/bandprep/bandprep/raster"
)

const lerc1Key = "CntZImage "

// A LERC1 blob holds counts, whose sign is the mask, then values.
type image1 struct {
	width, height int
	maxError      float64
	in            input
	mask          []bool
	data          []float32
	list          []uint32
}

// decode1 unpacks a LERC1 blob. Others behind it are more bands, without counts
// of their own.
func decode1(src []byte, limit int64) (*Image, error) {
	im := &Image{Type: raster.Float32, Depth: 1}
	in := &input{data: src}
	var mask []bool
	for im.Bands == 0 || string(in.data[in.pos:min(in.pos+len(lerc1Key), len(in.data))]) == lerc1Key {
		in.bytes(len(lerc1Key))
		version, kind := in.int(), in.int()
		d := &image1{height: in.int(), width: in.int(), maxError: in.float64()}
		if in.short || version != 11 || kind != 8 || d.height <= 0 || d.width <= 0 || d.height > 40000 || d.width > 40000 {
			return nil, corrupt("LERC1 of version %d, kind %d, %d×%d pixels", version, kind, d.width, d.height)
		}
		if im.Bands > 0 && (im.Width != d.width || im.Height != d.height) {
			return nil, corrupt("band %d has another size", im.Bands)
		}
		im.Width, im.Height = d.width, d.height
		// Samples twice, as numbers and as bytes, and flags.
		pixels := int64(d.width) * int64(d.height)
		if (int64(im.Bands)+2)*pixels*5 > limit {
			return nil, ErrTooLarge
		}
		d.mask, d.data = mask, make([]float32, pixels)
		if im.Bands == 0 {
			d.mask = make([]bool, pixels)
			if err := d.counts(in); err != nil {
				return nil, err
			}
			mask = d.mask
		}
		if err := d.values(in); err != nil {
			return nil, err
		}
		all := true
		for i, valid := range d.mask {
			all = all && valid
			if !valid {
				d.data[i] = 0
			}
		}
		im.Data = appendSamples(im.Data, d.data)
		if all {
			im.addMask(nil)
		} else {
			im.addMask(mask)
		}
		im.Bands++
	}
	return im, nil
}

// part reads the head of one of the two parts.
func (d *image1) part(in *input) (rows, cols int, top float32, err error) {
	rows, cols = in.int(), in.int()
	size := in.int()
	top = in.float32()
	d.in = input{data: in.bytes(size)}
	if in.short || rows < 0 || cols < 0 || rows > d.height || cols > d.width {
		return 0, 0, 0, corrupt("LERC1 part of %d×%d blocks in %d bytes", cols, rows, size)
	}
	return rows, cols, top, nil
}

// counts reads the mask.
func (d *image1) counts(in *input) error {
	rows, cols, top, err := d.part(in)
	if err != nil {
		return err
	}
	if rows > 0 && cols > 0 {
		return d.blocks(rows, cols, d.countBlock)
	}
	if len(d.in.data) > 0 {
		d.mask, err = unpackMask(d.in.data, len(d.mask))
		return err
	}
	for i := range d.mask {
		d.mask[i] = top > 0
	}
	return nil
}

// values reads the samples.
func (d *image1) values(in *input) error {
	rows, cols, top, err := d.part(in)
	if err != nil {
		return err
	}
	if rows == 0 || cols == 0 {
		return corrupt("LERC1 without value blocks")
	}
	return d.blocks(rows, cols, func(m microBlock) error { return d.valueBlock(m, top) })
}

// blocks cuts the image into rows×cols blocks of equal size, and a last row
// and column for what remains.
func (d *image1) blocks(rows, cols int, read func(microBlock) error) error {
	h, w := d.height/rows, d.width/cols
	for y := 0; y < d.height; y += h {
		if y == h*rows {
			h = d.height - y
		}
		w := w
		for x := 0; x < d.width; x += w {
			if x == w*cols {
				w = d.width - x
			}
			if err := read(microBlock{x, y, x + w, y + h, 0}); err != nil {
				return err
			}
			if d.in.short {
				return errShort
			}
		}
	}
	return nil
}

func (d *image1) each(m microBlock, f func(i int)) {
	for y := m.y0; y < m.y1; y++ {
		for x := m.x0; x < m.x1; x++ {
			f(y*d.width + x)
		}
	}
}

// offset reads a number whose width stands in the top bits of head.
func (d *image1) offset(head byte) float32 {
	switch head >> 6 {
	case 0:
		return d.in.float32()
	case 1:
		return float32(int16(d.in.uint(2)))
	case 2:
		return float32(int8(d.in.byte()))
	}
	d.in.short = true
	return 0
}

// numbers reads stuffed numbers, which LERC1 has in the order of old LERC2 and
// without tables.
func (d *image1) numbers(pixels int) ([]uint32, error) {
	head := d.in.byte()
	width, count := int(head&63), d.in.count(head)
	if d.in.short || width >= 32 || count > pixels {
		return nil, corrupt("LERC1 list of %d numbers of %d bits", count, width)
	}
	var err error
	d.list, err = d.in.stuffed(d.list[:0], count, width, 1)
	return d.list, err
}

// countBlock reads the counts of one block.
func (d *image1) countBlock(m microBlock) error {
	head := d.in.byte()
	switch {
	case head == 2 || head == 3:
		return nil // invalid
	case head == 4:
		d.each(m, func(i int) { d.mask[i] = true })
	case head == 0:
		d.each(m, func(i int) { d.mask[i] = d.in.float32() > 0 })
	case head&63 > 4:
		return corrupt("LERC1 counts start with %#x", head)
	default:
		offset := d.offset(head)
		pixels := (m.x1 - m.x0) * (m.y1 - m.y0)
		list, err := d.numbers(pixels)
		if err != nil || len(list) < pixels {
			return corrupt("LERC1 block of %d counts for %d pixels", len(list), pixels)
		}
		d.each(m, func(i int) {
			d.mask[i] = offset+float32(list[0]) > 0
			list = list[1:]
		})
	}
	return nil
}

// valueBlock reads the samples of one block; top is the largest of the image.
func (d *image1) valueBlock(m microBlock, top float32) error {
	head := d.in.byte()
	switch head & 63 {
	case blockZero:
	case blockAsIs:
		d.each(m, func(i int) {
			if d.mask[i] {
				d.data[i] = d.in.float32()
			}
		})
	case blockConstant:
		offset := d.offset(head)
		d.each(m, func(i int) { d.data[i] = offset })
	case blockStuffed:
		offset := float64(d.offset(head))
		pixels := (m.x1 - m.x0) * (m.y1 - m.y0)
		list, err := d.numbers(pixels)
		if err != nil {
			return err
		}
		d.each(m, func(i int) {
			if !d.mask[i] {
				return
			}
			if len(list) == 0 {
				err = corrupt("LERC1 block holds too few numbers")
				return
			}
			d.data[i] = min(float32(offset+float64(float64(list[0])*2*d.maxError)), top)
			list = list[1:]
		})
		return err
	default:
		return corrupt("LERC1 values start with %#x", head)
	}
	return nil
}
