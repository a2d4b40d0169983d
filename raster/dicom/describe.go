package dicom

import "github.com/bandprep/bandprep/raster"

// description is what the elements say of the pixels, checked.
type description struct {
	*dataset
	rows, columns, frames int
	samples               int // per pixel
	planar                bool
	photometric           string
	allocated, stored     int
	high                  int // the highest of the stored bits
	signed                bool
	float                 bool
	palette               *palette
}

func describe(d *dataset, o raster.Options) (*description, error) {
	p := &description{dataset: d,
		rows: int(d.integer(tagRows, 0)), columns: int(d.integer(tagColumns, 0)), frames: int(d.integer(tagFrames, 1)),
		samples: int(d.integer(tagSamples, 1)), planar: d.integer(tagPlanar, 0) == 1, photometric: text(d.values[tagPhotometric]),
		allocated: int(d.integer(tagBitsAllocated, 16)), signed: d.integer(tagSigned, 0) == 1,
	}
	p.stored = int(d.integer(tagBitsStored, int64(p.allocated)))
	p.high = int(d.integer(tagHighBit, int64(p.stored-1)))
	if err := o.Limits.CheckSize(format, int64(p.columns), int64(p.rows)); err != nil {
		return nil, err
	}
	if p.frames < 1 {
		p.frames = 1
	}
	switch d.pixels.tag {
	case tagFloatPixelData:
		p.float, p.allocated, p.stored, p.high = true, 32, 32, 31
	case tagDoublePixelData:
		p.float, p.allocated, p.stored, p.high = true, 64, 64, 63
	default:
		if p.allocated != 1 && p.allocated != 8 && p.allocated != 16 && p.allocated != 32 {
			return nil, raster.Unsupported(format, "", "BitsAllocated %d", p.allocated)
		}
	}
	if p.stored < 1 || p.stored > p.allocated || p.high < p.stored-1 || p.high >= p.allocated {
		return nil, raster.Broken(format, "", "BitsStored %d, HighBit %d of BitsAllocated %d", p.stored, p.high, p.allocated)
	}
	return p, p.interpret(o)
}

// interpret checks the photometric interpretation.
func (p *description) interpret(o raster.Options) (err error) {
	want := 1
	switch p.photometric {
	case "MONOCHROME1", "MONOCHROME2", "":
		if p.photometric == "" {
			want = p.samples
		}
	case "PALETTE COLOR":
		if !o.Indices {
			p.palette, err = p.readPalette()
		}
	case "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT":
		want = 3
		if p.allocated == 1 {
			return raster.Broken(format, "", "colours of one bit")
		}
	default:
		return raster.Unsupported(format, "", "photometric interpretation %q", p.photometric)
	}
	if err == nil && (p.samples != want || p.samples < 1 || p.samples > 4) {
		err = raster.Broken(format, "", "%d samples per pixel of %s", p.samples, p.photometric)
	}
	return err
}

func (p *description) sampleType() raster.SampleType {
	switch {
	case p.float && p.allocated == 32:
		return raster.Float32
	case p.float:
		return raster.Float64
	case p.allocated <= 8 && p.signed:
		return raster.Int8
	case p.allocated <= 8:
		return raster.Uint8
	case p.allocated == 16 && p.signed:
		return raster.Int16
	case p.allocated == 16:
		return raster.Uint16
	case p.signed:
		return raster.Int32
	}
	return raster.Uint32
}

// header describes the samples of a frame before a palette is applied.
func (p *description) header(frame int) raster.Header {
	h := raster.Header{Format: format, Width: p.columns, Height: p.rows, Bands: make([]raster.Band, p.samples), Type: p.sampleType(),
		BlockW: p.columns, BlockH: 1, MinIsWhite: p.photometric == "MONOCHROME1", Pages: p.frames, Volume: p.frames > 1, Group: text(p.values[tagPatientID])}
	if p.stored < h.Type.Bits() {
		h.Bits = p.stored
	}
	switch {
	case p.photometric == "PALETTE COLOR":
		h.Bands[0].Color = raster.PaletteIndex
		return h
	case p.samples == 3:
		h.Bands[0].Color, h.Bands[1].Color, h.Bands[2].Color = raster.Red, raster.Green, raster.Blue
	default:
		h.Bands[0].Color = raster.Gray
	}
	slope, intercept := p.decimal(tagSlope, frame), p.decimal(tagIntercept, frame)
	for i := range h.Bands {
		h.Bands[i].Scale, h.Bands[i].Offset = slope, intercept
	}
	if value, _, _, ok := p.padding(); ok {
		h.Bands[0].NoData = &value
	}
	return h
}

// trim cuts the samples of a block to the bits stored and extends their sign.
func (p *description) trim(b *raster.Block) {
	if p.float || p.stored == p.allocated {
		return
	}
	down, mask, sign := p.high+1-p.stored, uint32(1)<<p.stored-1, uint32(0)
	if p.signed {
		sign = 1 << (p.stored - 1)
	}
	value := func(raw uint32) uint32 { return (raw>>down&mask ^ sign) - sign }
	bias := uint32(p.sampleType().Bias())
	for i, v := range b.U8 {
		b.U8[i] = uint8(value(uint32(v)))
	}
	for i, v := range b.U16 {
		b.U16[i] = uint16(value(uint32(v^uint16(bias))&(1<<p.allocated-1)) + bias)
	}
	for i, v := range b.F64 {
		b.F64[i] = float64(value(uint32(int64(v))))
		if p.signed {
			b.F64[i] = float64(int32(value(uint32(int64(v)))))
		}
	}
}
