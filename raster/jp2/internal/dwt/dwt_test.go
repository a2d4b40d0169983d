package dwt

import (
	"math"
	"math/rand/v2"
	"testing"
)

// forward53 and forward97 transform a signal whose first sample is number
// first (T.800 F.4.8): samples of even number become low ones.
func forward53(x []int32, first int) {
	lift(x, first, 1, func(a, b int32) int32 { return -((a + b) >> 1) })
	lift(x, first, 0, func(a, b int32) int32 { return (a + b + 2) >> 2 })
	if len(x) == 1 && first&1 == 1 {
		x[0] *= 2
	}
}

func forward97(x []float32, first int) {
	for i, c := range []float32{alpha, beta, gamma, delta} {
		lift(x, first, 1-i&1, func(a, b float32) float32 { return c * (a + b) })
	}
	for i := range x {
		switch {
		case len(x) == 1 && first&1 == 0:
		case len(x) == 1:
			x[i] *= 2
		case (first+i)&1 == 0:
			x[i] /= scale
		default:
			x[i] /= scaleHigh
		}
	}
}

func lift[T Sample](x []T, first, parity int, step func(a, b T) T) {
	if len(x) == 1 {
		return
	}
	for i := range x {
		if (first+i)&1 != parity {
			continue
		}
		a, b := i-1, i+1
		if a < 0 {
			a = b
		}
		if b >= len(x) {
			b = a
		}
		x[i] += step(x[a], x[b])
	}
}

// analyse builds the planes of an image, columns first, then rows.
func analyse[T Sample](image Area[T], levels int, forward func([]T, int)) *Plane[T] {
	p := &Plane[T]{Rect: image.Rect}
	if levels == 0 {
		p.Bands[0] = image
		return p
	}
	column := make([]T, image.Y1-image.Y0)
	for x := image.X0; x < image.X1 && len(column) > 0; x++ {
		for y := range column {
			column[y] = image.Row(image.Y0+y, x, x+1)[0]
		}
		forward(column, image.Y0)
		for y := range column {
			image.Row(image.Y0+y, x, x+1)[0] = column[y]
		}
	}
	bands := [4]Area[T]{}
	for i := range bands {
		bands[i].Clear(image.Halve(i&1, i>>1))
	}
	for y := image.Y0; y < image.Y1; y++ {
		row := image.Row(y, image.X0, image.X1)
		if len(row) > 0 {
			forward(row, image.X0)
		}
		for i, v := range row {
			x := image.X0 + i
			bands[x&1+y&1*2].Row(y>>1, x>>1, x>>1+1)[0] = v
		}
	}
	copy(p.Bands[:], bands[1:])
	p.Below = analyse(bands[0], levels-1, forward)
	return p
}

func randomImage[T Sample](r *rand.Rand) Area[T] {
	var a Area[T]
	x, y := r.IntN(9), r.IntN(9)
	a.Clear(Rect{x, y, x + 1 + r.IntN(40), y + 1 + r.IntN(40)})
	for i := range a.Data {
		a.Data[i] = T(r.IntN(1<<16) - 1<<15)
	}
	return a
}

// Any window of the inverse transform is that of the image: exactly for 5/3.
func TestInverse(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		check(t, r, randomImage[int32](r), forward53, 0)
		check(t, r, randomImage[float32](r), forward97, 0.5)
	}
}

func check[T Sample](t *testing.T, r *rand.Rand, image Area[T], forward func([]T, int), tolerance float64) {
	t.Helper()
	want := append([]T(nil), image.Data...)
	p := analyse(Area[T]{image.Rect, append([]T(nil), want...)}, r.IntN(6), forward)
	w := image.Rect
	if r.IntN(2) == 0 {
		w.X0 += r.IntN(w.X1 - w.X0)
		w.Y0 += r.IntN(w.Y1 - w.Y0)
		w.X1 -= r.IntN(w.X1 - w.X0)
		w.Y1 -= r.IntN(w.Y1 - w.Y0)
	}
	c := p.Clone()
	defer c.Release()
	got := c.Synthesize(w)
	for y := w.Y0; y < w.Y1; y++ {
		for i, v := range got.Row(y, w.X0, w.X1) {
			if x := image.Row(y, w.X0, w.X1)[i]; math.Abs(float64(v)-float64(x)) > tolerance {
				t.Fatalf("%T, image %v, window %v: sample %d,%d is %v, want %v", v, image.Rect, w, w.X0+i, y, v, x)
			}
		}
	}
}
