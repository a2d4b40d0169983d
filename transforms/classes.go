package transforms

// OnClasses returns what the chain does to a label raster of the image: the steps
// that move pixels. Resizing takes the nearest class, and padding adds pixels that
// are not valid.
func (c Chain) OnClasses() Chain {
	var moves Chain
	for _, t := range c {
		switch t := t.(type) {
		case Crop, CenterCrop, Flip, Orient:
			moves = append(moves, t)
		case Pad:
			t.Value = nil
			moves = append(moves, t)
		case Resize:
			t.Filter = Nearest
			moves = append(moves, t)
		}
	}
	return moves
}
