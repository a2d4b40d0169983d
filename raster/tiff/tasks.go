package tiff

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// taskSamples is about how many samples one task reads.
const taskSamples = 1 << 20

// unit is the smallest window that costs no more to read than what it holds:
// a block, or a row of one where blocks are read in parts.
func (m *image) unit() raster.Window {
	u := raster.Window{W: min(m.blockW, m.width), H: min(m.blockH, m.height)}
	if m.unpack.plain {
		u.H = 1
	}
	return u
}

// memory is the size of the samples of w in bytes.
func (m *image) memory(w raster.Window) int64 {
	size := int64(8)
	switch m.sampleType().Storage() {
	case raster.StoreU8:
		size = 1
	case raster.StoreU16:
		size = 2
	}
	size *= int64(m.samples)
	if n := int64(w.W) * int64(w.H); n <= math.MaxInt64/size {
		return n * size
	}
	return math.MaxInt64
}

// tasks cuts w at the edges of blocks into windows of about taskSamples: blocks
// side by side, or rows of blocks. Uncompressed blocks that are much larger
// are cut too.
func (m *image) tasks(w raster.Window) []raster.Window {
	if w.Empty() {
		return nil
	}
	pixels := max(taskSamples/m.samples, 1)
	if int64(w.W)*int64(w.H) <= int64(pixels) {
		return []raster.Window{w}
	}
	wide, high := min(m.blockW, m.width), min(m.blockH, m.height)
	most := int64(pixels)
	if m.tiled {
		most *= 8
	}
	if m.unpack.plain && int64(wide)*int64(high) > most {
		high = max(pixels/wide, 1)
	}
	if m.across == 1 || int64(w.W)*int64(high) <= int64(pixels) {
		return w.Rows(high, pixels)
	}
	step := max(pixels/high/m.blockW, 1) * m.blockW
	var tasks []raster.Window
	for _, row := range w.Rows(high, high) {
		for x := row.X; x < row.X+row.W; {
			end := min((x/step+1)*step, row.X+row.W)
			tasks = append(tasks, raster.Window{X: x, Y: row.Y, W: end - x, H: row.H})
			x = end
		}
	}
	return tasks
}
