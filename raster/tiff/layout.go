package tiff

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// layout is what a directory says about where samples lie: the grid of blocks
// and the form of a sample.
type layout struct {
	place         string // "IFD 0"
	width, height int
	samples       int   // per pixel
	bits          int   // per sample, as stored
	format        int64 // formatUint, formatInt or formatFloat
	separate      bool  // each sample has blocks of its own
	subX, subY    int   // pixels that share a colour difference, where a block holds them once; else 1
	tiled         bool
	blockW        int // strips are as wide as the image
	blockH        int
	across, down  int // blocks in a row and in a column
	compression   int64
	photometric   int64
	reversed      bool // bits of every byte in reverse order (FillOrder 2)
	offsets       column
	counts        column
	shared        bool  // blocks lie over each other in the file
	shift         int64 // bytes from where offsets point to the samples of this plane of a stack
}

func (d *directory) layout(limits raster.Limits) (*layout, error) {
	l := &layout{place: d.place}
	width, err := d.number(tagImageWidth, 0)
	if err != nil {
		return nil, err
	}
	height, err := d.number(tagImageLength, 0)
	if err != nil {
		return nil, err
	}
	if err := limits.CheckSize(roomName, width, height); err != nil {
		return nil, err
	}
	l.width, l.height = int(width), int(height)
	if l.compression, err = d.perSample(tagCompression, 1, compressNone); err != nil {
		return nil, err
	}
	l.photometric = d.lenient(tagPhotometricInterpretation, minIsBlack)
	if l.compression == compressOldJPEG && (l.photometric == isRGB || !d.has(tagPhotometricInterpretation)) {
		l.photometric = isYCbCr // what writers called RGB is YCbCr, libtiff found
	}
	if err := l.sampleForm(d); err != nil {
		return nil, err
	}
	if err := l.subsampling(d); err != nil {
		return nil, err
	}
	if err := l.grid(d, limits); err != nil {
		return nil, err
	}
	return l, l.places(d)
}

// sampleForm reads what a pixel consists of.
func (l *layout) sampleForm(d *directory) error {
	wantSamples, wantBits := int64(1), int64(1)
	if l.compression == compressOldJPEG {
		wantBits = 8
		if l.photometric == isYCbCr {
			wantSamples = 3
		}
	}
	samples, err := d.number(tagSamplesPerPixel, wantSamples)
	if err != nil {
		return err
	}
	if samples < 1 || samples > math.MaxUint16 {
		return raster.Broken(roomName, d.place, "%d samples per pixel", samples)
	}
	l.samples = int(samples)
	bits, err := d.perSample(tagBitsPerSample, samples, wantBits)
	if err != nil {
		return err
	}
	if l.format, err = d.perSample(tagSampleFormat, samples, formatUint); err != nil {
		return err
	}
	switch l.format {
	case formatUint, formatInt, formatFloat:
	case 5, 6:
		return raster.Unsupported(roomName, d.place, "complex samples")
	default:
		l.format = formatUint
	}
	l.bits = int(bits)
	if bits < 1 || bits > 32 && bits != 64 || l.format == formatFloat && l.bits != 16 && l.bits != 24 && l.bits != 32 && l.bits != 64 {
		return raster.Unsupported(roomName, d.place, "samples of %d bits, sample format %d", bits, l.format)
	}
	l.separate = d.lenient(tagPlanarConfiguration, 1) == 2 && l.samples > 1
	l.reversed = d.lenient(tagFillOrder, 1) == 2
	if e := d.entries[tagColorMap]; l.photometric == isPalette && (l.bits > 16 || e.count < 3<<l.bits) {
		switch {
		case l.bits < 8:
			return raster.Broken(roomName, d.place, "palette image without a palette")
		case l.samples == 3:
			l.photometric = isRGB
		default:
			l.photometric = minIsBlack
		}
	}
	return nil
}

// grid reads how the image is cut into blocks.
func (l *layout) grid(d *directory, limits raster.Limits) error {
	l.tiled = d.has(tagTileWidth) || d.has(tagTileLength) || d.has(tagTileOffsets) && !d.has(tagStripOffsets)
	w, h := int64(l.width), int64(l.height)
	var err error
	if l.tiled {
		if w, err = d.number(tagTileWidth, 0); err != nil {
			return err
		}
		if h, err = d.number(tagTileLength, 0); err != nil {
			return err
		}
	} else {
		rows, err := d.number(tagRowsPerStrip, math.MaxUint32)
		if err != nil {
			return err
		}
		h = min(h, rows)
		if rows < 0 {
			h = int64(l.height)
		}
	}
	if w <= 0 || h <= 0 {
		return raster.Broken(roomName, d.place, "blocks of %d×%d pixels", w, h)
	}
	need := int64(math.MaxInt64)
	if pixel := int64(l.pixelSamples()) * int64(l.storedBytes()); w < 1<<31 && h < 1<<31 && w*h < math.MaxInt64/pixel {
		need = w * h * pixel
	}
	if l.compression != compressNone || l.tiled {
		if err := raster.TooLarge(roomName, d.place, "bytes of a block", need, limits.WithDefaults().BlockBytes); err != nil {
			return err
		}
	}
	l.blockW, l.blockH = int(w), int(h)
	l.across, l.down = (l.width+l.blockW-1)/l.blockW, (l.height+l.blockH-1)/l.blockH
	blocks := int64(l.across) * int64(l.down)
	if blocks <= 1<<40 {
		blocks *= int64(l.planes())
	}
	return raster.TooLarge(roomName, d.place, "bytes of the table of blocks", 8*blocks, limits.WithDefaults().TagBytes)
}

// pixelSamples is the number of samples of one pixel in one block.
func (l *layout) pixelSamples() int {
	if l.separate {
		return 1
	}
	return l.samples
}

// planes is the number of grids of blocks.
func (l *layout) planes() int {
	if l.separate {
		return l.samples
	}
	return 1
}

// storedBytes is the size of a sample once its bits are widened to bytes.
func (l *layout) storedBytes() int {
	switch {
	case l.bits <= 8:
		return 1
	case l.bits <= 16:
		return 2
	case l.bits == 24 && l.format == formatFloat:
		return 3
	case l.bits <= 32:
		return 4
	}
	return 8
}

// packed reports whether samples are a stream of bits, the highest one first,
// whatever the byte order of the file. Integers of 24 bits are, as GDAL writes
// them.
func (l *layout) packed() bool { return l.bits&7 != 0 || l.bits == 24 && l.format != formatFloat }

// rowBytes is the size of one row of pixels of a block, before widening.
func (l *layout) rowBytes() int64 {
	return (int64(l.blockW)*int64(l.pixelSamples())*int64(l.bits) + 7) / 8
}

// blockRows is the number of rows that block row by holds: all of a tile, and
// what is left of the image for the last strip.
func (l *layout) blockRows(by int) int {
	if l.tiled {
		return l.blockH
	}
	return min(l.blockH, l.height-by*l.blockH)
}

// sampleType is the type of the samples that are delivered.
func (l *layout) sampleType() raster.SampleType {
	unsigned := [...]raster.SampleType{raster.Uint8, raster.Uint16, raster.Uint32, raster.Uint64}
	signed := [...]raster.SampleType{raster.Int8, raster.Int16, raster.Int32, raster.Int64}
	floats := [...]raster.SampleType{raster.Unknown, raster.Float16, raster.Float32, raster.Float64}
	size := 3
	switch {
	case l.bits <= 8:
		size = 0
	case l.bits <= 16:
		size = 1
	case l.bits <= 32:
		size = 2
	}
	switch l.format {
	case formatInt:
		return signed[size]
	case formatFloat:
		return floats[size]
	}
	return unsigned[size]
}
