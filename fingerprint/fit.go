package fingerprint

import "math"

// fit moves and sizes a window as long as it becomes more alike, each side by
// itself.
func (w *waves) fit(in window, other *spectrum, alike float64) (window, float64) {
	moves := [...]span{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, -1}, {-1, 1}}
	for _, step := range [...]int{2, 1} {
		for moved := true; moved; {
			moved = false
			for _, m := range moves {
				for side := range 2 {
					next := in
					s := [...]*span{&next.x, &next.y}[side]
					s.from += step * m.from
					s.length += step * m.length
					if !s.inside() {
						continue
					}
					if a := w.alike(next, other); a > alike {
						in, alike, moved = next, a, true
					}
				}
			}
		}
	}
	return in, alike
}

// fitShape is fit of windows whose height is ratio times their width, in the units
// of windows.
func (w *waves) fitShape(in window, other *spectrum, ratio float64) (window, float64) {
	shape := func(x span, y int) window {
		length := int(math.Round(float64(x.length) * ratio))
		return window{x, span{y, length}}
	}
	width := int(math.Round(math.Sqrt(float64(in.x.length*in.y.length) / ratio)))
	width = min(width, windowUnits, int(windowUnits/ratio))
	at := shape(span{in.x.from + (in.x.length-width)/2, width}, 0)
	at.y.from = in.y.from + (in.y.length-at.y.length)/2
	at.x.from = max(0, min(at.x.from, windowUnits-at.x.length))
	at.y.from = max(0, min(at.y.from, windowUnits-at.y.length))
	if !at.x.inside() || !at.y.inside() {
		return at, 0
	}
	alike := w.alike(at, other)
	for moved := true; moved; {
		moved = false
		from := at
		for dl := -1; dl <= 1; dl++ {
			for dx := -1; dx <= 1; dx++ {
				for dy := -1; dy <= 1; dy++ {
					next := shape(span{from.x.from + dx, from.x.length + dl}, from.y.from+dy)
					if next == from || !next.x.inside() || !next.y.inside() {
						continue
					}
					if a := w.alike(next, other); a > alike {
						at, alike, moved = next, a, true
					}
				}
			}
		}
	}
	return at, alike
}
