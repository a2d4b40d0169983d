package fingerprint

import "slices"

// A frame is what surrounds a picture in one colour: the bars of a letter box,
// a passe-partout, the ground behind a product. It would be most of what waves
// see, so the thumbnail is that of what it surrounds.

// leastInside is how many rows and columns of cells a frame leaves at least.
const leastInside = 8

// box is a part of the thumbnail: rows and columns from, and to without it.
type box struct{ top, bottom, left, right int }

// inside returns the part of a thumbnail that its frame surrounds. Rows and
// columns next to a frame are left out, since the frame covers part of them.
func inside(grey *[cells]int64) box {
	b := box{0, side, 0, side}
	tolerance := (slices.Max(grey[:]) - slices.Min(grey[:])) / 128
	flat := func(b box) bool {
		low, high := grey[b.top*side+b.left], grey[b.top*side+b.left]
		for y := b.top; y < b.bottom; y++ {
			for _, v := range grey[y*side+b.left : y*side+b.right] {
				low, high = min(low, v), max(high, v)
			}
		}
		return high-low <= tolerance
	}
	// Each side by itself: the frame as far as it is flat, one cell, or none.
	shrink := func(edge *int, step, limit int, outer func() box) {
		from := *edge
		for *edge != limit {
			*edge += step
			if !flat(outer()) {
				*edge -= step
				break
			}
		}
		if *edge != from && *edge != limit {
			*edge += step
		}
	}
	shrink(&b.top, 1, side-leastInside, func() box { return box{0, b.top, 0, side} })
	shrink(&b.bottom, -1, b.top+leastInside, func() box { return box{b.bottom, side, 0, side} })
	shrink(&b.left, 1, side-leastInside, func() box { return box{b.top, b.bottom, 0, b.left} })
	shrink(&b.right, -1, b.left+leastInside, func() box { return box{b.top, b.bottom, b.right, side} })
	return b
}

// unframe spreads what a frame surrounds over the thumbnail, by linear
// interpolation between the centres of cells.
func unframe(grey *[cells]int64) {
	b := inside(grey)
	if b == (box{0, side, 0, side}) || b.bottom-b.top < leastInside || b.right-b.left < leastInside {
		return
	}
	const unit = 2 * side
	// at returns the cell before the centre of cell i, and how far behind it
	// that lies.
	at := func(i, from, to int) (cell int, rest int64) {
		p := from*unit + (2*i+1)*(to-from) - side
		p = max(from*unit, min(p, (to-1)*unit))
		return min(p/unit, to-2), int64(p - min(p/unit, to-2)*unit)
	}
	framed := *grey
	for i := range side {
		y, down := at(i, b.top, b.bottom)
		for j := range side {
			x, right := at(j, b.left, b.right)
			mix := func(y int) int64 { return framed[y*side+x]*(unit-right) + framed[y*side+x+1]*right }
			grey[i*side+j] = (mix(y)*(unit-down) + mix(y+1)*down) / (unit * unit)
		}
	}
}
