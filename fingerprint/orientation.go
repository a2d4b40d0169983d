package fingerprint

// Orientations return the hash of an image mirrored or turned from that of the
// image: left and right exchanged, top and bottom exchanged, both (a half turn),
// mirrored at the main diagonal, at the other one, and a quarter turn to the
// right. The quarter turn to the left is the inverse of the last. They hold
// exactly where the cells of the thumbnail do: for images of a multiple of 32
// rows and columns, or so large that cells differ little in size.
//
// A wave of u half-waves down and v across keeps its size; mirroring changes its
// sign where the number of half-waves is odd, and a diagonal exchanges u and v.
func Orientations() []func(hash uint64) uint64 {
	return []func(uint64) uint64{
		func(h uint64) uint64 { return h ^ Mirror },
		func(h uint64) uint64 { return h ^ flip },
		func(h uint64) uint64 { return h ^ flip ^ Mirror },
		transpose,
		func(h uint64) uint64 { return transpose(h) ^ flip ^ Mirror },
		func(h uint64) uint64 { return transpose(h) ^ Mirror },
	}
}

// flip is the mask that exchanges top and bottom.
var flip = transpose(Mirror)

// transposed holds, for each byte of a hash and each value of it, its bits where
// rows and columns are exchanged. The lowest frequencies are closed under that.
var transposed = func() (t [8][256]uint64) {
	bit := map[frequency]int{}
	for i, f := range lowest[:hashWaves] {
		bit[f] = i
	}
	for i, f := range lowest[:hashWaves] {
		to := uint64(1) << bit[frequency{f.v, f.u}]
		for value := range 256 {
			if value>>(i%8)&1 == 1 {
				t[i/8][value] |= to
			}
		}
	}
	return t
}()

// transpose returns the hash of the image mirrored at its main diagonal.
func transpose(h uint64) uint64 {
	turned := uint64(0)
	for i := range transposed {
		turned |= transposed[i][h>>(8*i)&255]
	}
	return turned
}
