package raster

import "fmt"

// Window is a rectangle of pixels: X to the right and Y down from the first
// pixel of the image, W wide and H high.
type Window struct{ X, Y, W, H int }

// Pixels returns the number of pixels, W·H.
func (w Window) Pixels() int { return w.W * w.H }

// Empty reports whether w holds no pixel.
func (w Window) Empty() bool { return w.W <= 0 || w.H <= 0 }

// Intersect returns the pixels that both windows hold; it is the zero Window
// if there are none.
func (w Window) Intersect(o Window) Window {
	x0, y0 := max(w.X, o.X), max(w.Y, o.Y)
	x1, y1 := min(w.X+w.W, o.X+o.W), min(w.Y+w.H, o.Y+o.H)
	if x1 <= x0 || y1 <= y0 {
		return Window{}
	}
	return Window{x0, y0, x1 - x0, y1 - y0}
}

// Contains reports whether every pixel of o lies in w.
func (w Window) Contains(o Window) bool { return o.Empty() || w.Intersect(o) == o }

// String returns "x,y,w,h", the form that item identifiers use.
func (w Window) String() string { return fmt.Sprintf("%d,%d,%d,%d", w.X, w.Y, w.W, w.H) }

// Rows cuts w into windows of its full width whose lower edges lie on
// multiples of blockH counted from the top of the image, as many rows of
// blocks each as fit into about pixels pixels, at least one.
func (w Window) Rows(blockH, pixels int) []Window {
	if w.Empty() {
		return nil
	}
	blockH = max(blockH, 1)
	step := max(pixels/w.W/blockH, 1) * blockH
	var rows []Window
	for y := w.Y; y < w.Y+w.H; {
		end := min((y/step+1)*step, w.Y+w.H)
		rows = append(rows, Window{w.X, y, w.W, end - y})
		y = end
	}
	return rows
}
