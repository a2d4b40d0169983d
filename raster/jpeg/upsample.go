package jpeg

// sample is a sample of up to 8 or up to 16 bits.
type sample interface{ uint8 | uint16 }

// upsampling says how a component reaches full resolution.
type upsampling struct {
	kind  upsamplingKind
	right int // repetitions to the right
	down  int // repetitions downwards
}

type upsamplingKind uint8

const (
	upNone upsamplingKind = iota
	upBox                 // every sample right·down times
	upH2V1                // triangle filter along rows
	upH1V2                // triangle filter along columns
	upH2V2                // triangle filter along both
)

// chooseUpsampling follows libjpeg-turbo: triangle filters ("fancy
// upsampling") for factors of two, unless a row has less than three samples;
// repetition for all else.
func chooseUpsampling(right, down, width int) upsampling {
	u := upsampling{upBox, right, down}
	switch {
	case right == 1 && down == 1:
		u.kind = upNone
	case right == 2 && down == 1 && width > 2:
		u.kind = upH2V1
	case right == 1 && down == 2:
		u.kind = upH1V2
	case right == 2 && down == 2 && width > 2:
		u.kind = upH2V2
	}
	return u
}

// context reports whether a row needs its neighbours above and below.
func (u upsampling) context() bool { return u.kind == upH1V2 || u.kind == upH2V2 }

// upsampleH2Go writes 2·len(in) samples: three parts of the nearer sample and
// one of the other neighbour. Sums of even ones are rounded down from half,
// those of odd ones up.
func upsampleH2Go[T sample](out, in []T) {
	n := len(in)
	out = out[:2*n]
	out[0] = in[0]
	for i := 1; i < n; i++ {
		l, r := uint(in[i-1]), uint(in[i])
		out[2*i-1] = T((3*l + r + 2) >> 2)
		out[2*i] = T((3*r + l + 1) >> 2)
	}
	out[2*n-1] = in[n-1]
}

// upsampleV2Go writes one row of len(near) samples: three parts of the nearer
// row and one of the other, and bias (1 for rows whose other row is above, 2
// for those whose other row is below).
func upsampleV2Go[T sample](out, near, other []T, bias uint) {
	other, out = other[:len(near)], out[:len(near)]
	for i, v := range near {
		out[i] = T((3*uint(v) + uint(other[i]) + bias) >> 2)
	}
}

// upsampleH2V2Go writes two rows of 2·len(above) samples: the upper one nearer
// to row above, the lower one nearer to row below.
func upsampleH2V2Go(upper, lower, above, below []byte) {
	triangle(upper, above, below)
	triangle(lower, below, above)
}

// triangle writes one row of 2·len(near) samples, the product of both triangle
// filters, rounded once.
func triangle[T sample](out, near, other []T) {
	n := len(near)
	other, out = other[:n], out[:2*n]
	l := 3*uint(near[0]) + uint(other[0])
	out[0] = T((4*l + 8) >> 4)
	for i := 1; i < n; i++ {
		r := 3*uint(near[i]) + uint(other[i])
		out[2*i-1] = T((3*l + r + 7) >> 4)
		out[2*i] = T((3*r + l + 8) >> 4)
		l = r
	}
	out[2*n-1] = T((4*l + 7) >> 4)
}

// upsampleBox repeats every sample.
func upsampleBox[T sample](out, in []T, right int) {
	for i, v := range in {
		for j := range right {
			out[i*right+j] = v
		}
	}
}
