package raster

// KeepWhere makes all samples of the pixels invalid for which keeps is false.
func (b *Block) KeepWhere(keeps []bool) {
	n := b.Window.Pixels()
	valid := b.MakeValid()
	for i, k := range keeps[:n] {
		if k {
			continue
		}
		for band := range b.Bands {
			valid[band*n+i] = false
		}
	}
}
