package lerc

// readMask reads the mask of a band: nil if all pixels are valid, else one
// flag per pixel. Previous is the mask of the band before, which may be meant.
func (d *band) readMask(previous []bool) ([]bool, error) {
	size := d.in.int()
	pixels := d.width * d.height
	constant := d.valid == 0 || d.valid == pixels
	if d.in.short || size < 0 || constant && size != 0 {
		return nil, corrupt("mask of %d bytes for %d valid of %d pixels", size, d.valid, pixels)
	}
	switch {
	case d.valid == pixels:
		return nil, nil
	case d.valid == 0:
		d.mask = make([]bool, pixels)
	case size == 0 && previous == nil:
		return nil, corrupt("no mask for %d valid of %d pixels", d.valid, pixels)
	case size == 0:
		d.mask = previous
	default:
		data := d.in.bytes(size)
		if d.in.short {
			return nil, errShort
		}
		var err error
		if d.mask, err = unpackMask(data, pixels); err != nil {
			return nil, err
		}
	}
	return d.mask, nil
}

// unpackMask unpacks the runs of a mask: a signed 16-bit count, positive for
// bytes that follow, else negative for one byte that repeats; −32768 ends it.
// The first pixel is the highest bit of a byte.
func unpackMask(data []byte, pixels int) ([]bool, error) {
	bits := make([]byte, (pixels+7)/8)
	in := &input{data: data}
	for at := 0; ; {
		n := int(int16(in.uint(2)))
		if in.short {
			return nil, errShort
		}
		if n == -32768 {
			break
		}
		if max(n, -n) > len(bits)-at {
			return nil, corrupt("mask is longer than the image")
		}
		if n > 0 {
			at += copy(bits[at:], in.bytes(n))
			continue
		}
		b := in.byte()
		for range -n {
			bits[at] = b
			at++
		}
	}
	mask := make([]bool, pixels)
	for i := range mask {
		mask[i] = bits[i>>3]<<(i&7)&0x80 != 0
	}
	return mask, nil
}
