package raster

// Block is one window of all bands, stored band after band, each band row
// after row: sample (band b, row y, column x) of the window is at index
// b·W·H + y·W + x. Exactly one of U8, U16, F64 is set, of length Bands·W·H.
// Samples of signed 16-bit types are biased, see [SampleType.Bias]. Valid is
// nil where every sample is valid, else one flag per sample in the same order
// (true: the sample counts). NaN and infinite samples of F64 never count,
// whatever Valid says.
type Block struct {
	Window Window
	Bands  int
	U8     []uint8
	U16    []uint16
	F64    []float64
	Valid  []bool

	u8    []uint8
	u16   []uint16
	f64   []float64
	valid []bool
}

// Reset makes b hold bands×w samples of class s with undefined content and no
// valid mask, and reuses the memory that b owns where it suffices.
func (b *Block) Reset(w Window, bands int, s Storage) {
	n := bands * w.W * w.H
	b.Window, b.Bands = w, bands
	b.U8, b.U16, b.F64, b.Valid = nil, nil, nil, nil
	switch s {
	case StoreU8:
		b.u8 = grow(b.u8, n)
		b.U8 = b.u8
	case StoreU16:
		b.u16 = grow(b.u16, n)
		b.U16 = b.u16
	default:
		b.f64 = grow(b.f64, n)
		b.F64 = b.f64
	}
}

// MakeValid returns b.Valid and creates it, all true, where it is nil.
func (b *Block) MakeValid() []bool {
	if b.Valid == nil {
		b.valid = grow(b.valid, b.Bands*b.Window.Pixels())
		for i := range b.valid {
			b.valid[i] = true
		}
		b.Valid = b.valid
	}
	return b.Valid
}

// Storage tells which array is set.
func (b *Block) Storage() Storage {
	switch {
	case b.U8 != nil:
		return StoreU8
	case b.U16 != nil:
		return StoreU16
	}
	return StoreF64
}

// ValidBand returns the flags of one band, or nil where all samples are valid.
func (b *Block) ValidBand(band int) []bool {
	if b.Valid == nil {
		return nil
	}
	n := b.Window.Pixels()
	return b.Valid[band*n : (band+1)*n]
}

// At returns sample i of the block (see [Block] for the order) without bias.
func (b *Block) At(i int, t SampleType) float64 {
	switch b.Storage() {
	case StoreU8:
		return float64(b.U8[i])
	case StoreU16:
		return float64(int64(b.U16[i]) - t.Bias())
	}
	return b.F64[i]
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
