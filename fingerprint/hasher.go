package fingerprint

import (
	"encoding/binary"
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// The thumbnail has side by side cells.
const (
	side  = 32
	cells = side * side
)

// patch is how many rows of a cell are looked at, and how many adjacent
// columns in each of them: eight samples are added with three additions. The
// rows are spread evenly, the columns of successive rows lie in different parts
// of the cell. So of a cell of up to eight by eight pixels every sample is
// read, and an image costs at most 65536 samples per band, however large.
const patch = 8

// stagger is the order in which successive rows of a cell look at its columns,
// from the left (0) to the right (7).
var stagger = [patch]int{0, 4, 2, 6, 1, 5, 3, 7}

// samplesPerSide is how many rows and columns are looked at, at most, where
// samples are floating-point numbers: they are kept, since their sum would
// depend on the order.
const samplesPerSide = 256

// Hash is a perceptual hash.
type Hash struct {
	Bits    uint64
	Picture Picture
	// OK is false where the image has too little structure for a hash to mean
	// anything: it is nearly constant, has no valid pixel, or is less than
	// eight pixels wide or high.
	OK bool
}

// Hasher gathers the thumbnail of one image, or of one chip of it. It is not
// safe for concurrent use: give each goroutine one, then merge them.
type Hasher struct {
	window raster.Window
	kind   raster.SampleType
	bands  []weighted
	start  [patch][side]int // turn of a row in its cell → first column per cell
	width  [side]int        // columns that are looked at in each cell
	row    []line           // rows that are looked at, from the top
	sum    []uint32         // band, cell: of at most 64 samples of 16 bits
	count  []uint8
	grid   *grid
}

// line is a row of pixels that is looked at.
type line struct{ y, cell, turn int }

// weighted is a band that is part of grey.
type weighted struct {
	band   int
	weight int64
}

// New returns a Hasher for the window of an image whose bands have these
// interpretations; undefined ones are fine.
//
// Grey is 77 R + 150 G + 29 B where the bands are so named, the grey or luma
// band where there is one, and else the sum of up to three bands: the first,
// the middle and the last of those that are not alpha. All of hundreds of
// bands were refused, since they are alike and cost time.
func New(window raster.Window, t raster.SampleType, colors []raster.Color) *Hasher {
	h := new(Hasher)
	h.Reset(window, t, colors)
	return h
}

// Reset makes h what New returns, in the memory that it has.
func (h *Hasher) Reset(window raster.Window, t raster.SampleType, colors []raster.Color) {
	*h = Hasher{window: window, kind: t, bands: choose(colors), row: h.row[:0], sum: h.sum[:0], count: h.count[:0]}
	if t.Storage() == raster.StoreF64 {
		h.grid = newGrid(window, len(h.bands))
		return
	}
	for c := range side {
		from, n := edge(c, window.W), edge(c+1, window.W)-edge(c, window.W)
		h.width[c] = min(n, patch)
		for turn, part := range stagger {
			h.start[turn][c] = from + int(int64(n-h.width[c])*int64(part)/(patch-1))
		}
	}
	for r := range side {
		from, n := edge(r, window.H), edge(r+1, window.H)-edge(r, window.H)
		for turn := range min(n, patch) {
			y := from + int(int64(n)*int64(2*turn+1)/int64(2*min(n, patch)))
			h.row = append(h.row, line{y, r, turn})
		}
	}
	n := len(h.bands) * cells
	h.sum, h.count = slices.Grow(h.sum, n)[:n], slices.Grow(h.count, n)[:n]
	clear(h.sum)
	clear(h.count)
}

// edge returns the first of n pixels that lies in a cell.
func edge(cell, n int) int { return int((int64(cell)*int64(n) + side - 1) / side) }

func choose(colors []raster.Color) []weighted {
	first := map[raster.Color]int{}
	var plain []int
	for b, c := range colors {
		if _, seen := first[c]; !seen {
			first[c] = b
		}
		if c != raster.Alpha {
			plain = append(plain, b)
		}
	}
	for _, c := range [...]raster.Color{raster.Luma, raster.Gray} {
		if b, ok := first[c]; ok && len(plain) <= 3 {
			return []weighted{{b, 1}}
		}
	}
	r, hasR := first[raster.Red]
	g, hasG := first[raster.Green]
	b, hasB := first[raster.Blue]
	if hasR && hasG && hasB {
		return []weighted{{r, 77}, {g, 150}, {b, 29}}
	}
	if len(plain) <= 3 {
		var bands []weighted
		for _, b := range plain {
			bands = append(bands, weighted{b, 1})
		}
		return bands
	}
	return []weighted{{plain[0], 1}, {plain[len(plain)/2], 1}, {plain[len(plain)-1], 1}}
}

// Add adds the part of a block that lies in the window.
func (h *Hasher) Add(b *raster.Block) {
	part := h.window.Intersect(b.Window)
	if part.Empty() {
		return
	}
	if h.grid != nil {
		h.grid.add(b, h.bands)
		return
	}
	top, left := part.Y-h.window.Y, part.X-h.window.X
	for _, r := range h.row {
		if r.y < top || r.y >= top+part.H {
			continue
		}
		for i, w := range h.bands {
			at := w.band*b.Window.Pixels() + (h.window.Y+r.y-b.Window.Y)*b.Window.W + part.X - b.Window.X
			base := (i*side + r.cell) * side
			sum, count := (*[side]uint32)(h.sum[base:]), (*[side]uint8)(h.count[base:])
			switch {
			case b.Valid != nil || part.W < h.window.W:
				h.addSome(b, at-left, left, left+part.W, r.turn, sum, count)
			case b.U8 == nil:
				addAll(h, b.U16[at:at+part.W], r.turn, sum, count)
			case h.window.W >= side*patch:
				addBytes(b.U8[at:at+part.W], &h.start[r.turn], sum, count)
			default:
				addAll(h, b.U8[at:at+part.W], r.turn, sum, count)
			}
		}
	}
}

// AddAlike adds the part of w that lies in the window, all of whose pixels are
// as the only one of b.
func (h *Hasher) AddAlike(w raster.Window, b *raster.Block) {
	part := h.window.Intersect(w)
	if part.Empty() {
		return
	}
	if h.grid != nil {
		h.grid.addAlike(part, b, h.bands)
		return
	}
	top, left := part.Y-h.window.Y, part.X-h.window.X
	for _, r := range h.row {
		if r.y < top || r.y >= top+part.H {
			continue
		}
		for i, w := range h.bands {
			if b.Valid != nil && !b.Valid[w.band] {
				continue
			}
			v := uint32(b.At(w.band, raster.Uint16))
			for c, x := range h.start[r.turn] {
				if n := min(x+h.width[c], left+part.W) - max(x, left); n > 0 {
					h.sum[(i*side+r.cell)*side+c] += uint32(n) * v
					h.count[(i*side+r.cell)*side+c] += uint8(n)
				}
			}
		}
	}
}

// addSome adds the valid samples of columns from … to; column x is at index
// zero+x of the block.
func (h *Hasher) addSome(b *raster.Block, zero, from, to, turn int, sum *[side]uint32, count *[side]uint8) {
	for c, x := range h.start[turn] {
		for x, end := max(x, from), min(x+h.width[c], to); x < end; x++ {
			switch {
			case b.Valid != nil && !b.Valid[zero+x]:
				continue
			case b.U8 != nil:
				sum[c] += uint32(b.U8[zero+x])
			default:
				sum[c] += uint32(b.U16[zero+x])
			}
			count[c]++
		}
	}
}

// addAll is addSome for a whole row of valid samples.
func addAll[T uint8 | uint16](h *Hasher, row []T, turn int, sum *[side]uint32, count *[side]uint8) {
	for c, x := range &h.start[turn] {
		total := uint32(0)
		for _, v := range row[x : x+h.width[c]] {
			total += uint32(v)
		}
		sum[c] += total
		count[c] += uint8(h.width[c])
	}
}

// addBytes is addAll for bytes, where all cells have eight columns or more:
// eight samples at a time, in four lanes of 16 bits that a multiplication adds
// up.
func addBytes(row []uint8, start *[side]int, sum *[side]uint32, count *[side]uint8) {
	const lanes, ones = 0x00ff00ff00ff00ff, 0x0001000100010001
	for c, x := range start {
		v := binary.LittleEndian.Uint64(row[x:])
		sum[c] += uint32((v&lanes + v>>8&lanes) * ones >> 48)
		count[c] += patch
	}
}

// Merge adds what o has gathered of the same window.
func (h *Hasher) Merge(o *Hasher) {
	if h.grid != nil {
		h.grid.merge(o.grid)
		return
	}
	for i := range h.sum {
		h.sum[i] += o.sum[i]
		h.count[i] += o.count[i]
	}
}
