package tier1

// magnitude returns the doubled magnitude of v; samples of a region of
// interest, above background planes, are scaled back (T.800 annex H). Shift 0
// means no region.
func magnitude(v uint32, shift uint) uint32 {
	v &= 1<<31 - 1
	if shift != 0 && v>>1 >= 1<<shift {
		v >>= shift
	}
	return v
}

// Ints writes the columns x0…x1 and rows y0…y1 of the block into dst, whose
// rows are stride apart, for the reversible transform. roi is the shift of the
// region of interest.
func (d *Decoder) Ints(dst []int32, stride, x0, y0, x1, y1 int, roi uint) {
	for y := y0; y < y1; y++ {
		src := d.data[y>>2*d.w*4+y&3:]
		row := dst[(y-y0)*stride:][:x1-x0]
		i := 4 * x0
		for x := range row {
			v := src[i]
			i += 4
			m := int32(magnitude(v, roi) >> 1)
			s := int32(v) >> 31
			row[x] = m ^ s - s
		}
	}
}

// Floats is as Ints, for the irreversible transform with the quantizer step.
func (d *Decoder) Floats(dst []float32, stride, x0, y0, x1, y1 int, roi uint, step float32) {
	step /= 2
	for y := y0; y < y1; y++ {
		src := d.data[y>>2*d.w*4+y&3:]
		row := dst[(y-y0)*stride:][:x1-x0]
		i := 4 * x0
		for x := range row {
			v := src[i]
			i += 4
			m := int32(magnitude(v, roi))
			s := int32(v) >> 31
			row[x] = float32(m^s-s) * step
		}
	}
}
