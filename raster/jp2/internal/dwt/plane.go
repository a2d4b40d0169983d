package dwt

// Rect is a rectangle of samples: columns X0…X1−1, rows Y0…Y1−1, in the
// coordinates of a resolution or a band.
type Rect struct{ X0, Y0, X1, Y1 int }

// Empty reports whether r holds no sample.
func (r Rect) Empty() bool { return r.X1 <= r.X0 || r.Y1 <= r.Y0 }

// Intersect returns what both hold.
func (r Rect) Intersect(o Rect) Rect {
	return Rect{max(r.X0, o.X0), max(r.Y0, o.Y0), min(r.X1, o.X1), min(r.Y1, o.Y1)}
}

// Grow returns r with a margin of n samples on each side.
func (r Rect) Grow(n int) Rect { return Rect{r.X0 - n, r.Y0 - n, r.X1 + n, r.Y1 + n} }

// Halve returns the rectangle of band (x, y) that the samples of r come from:
// x and y are 1 where the band is the high one in that direction.
func (r Rect) Halve(x, y int) Rect {
	return Rect{(r.X0 + 1 - x) >> 1, (r.Y0 + 1 - y) >> 1, (r.X1 + 1 - x) >> 1, (r.Y1 + 1 - y) >> 1}
}

// Lower returns the rectangle at a resolution n levels lower.
func (r Rect) Lower(n int) Rect {
	up := func(v int) int { return int((int64(v) + 1<<n - 1) >> n) }
	return Rect{up(r.X0), up(r.Y0), up(r.X1), up(r.Y1)}
}

// Sample is a sample of the reversible or the irreversible transform.
type Sample interface{ int32 | float32 }

// Area holds the samples of a rectangle, row after row.
type Area[T Sample] struct {
	Rect
	Data []T
}

// Stride is the distance of two rows in Data.
func (a *Area[T]) Stride() int { return a.X1 - a.X0 }

// Row returns the samples of row y from column x0 to x1.
func (a *Area[T]) Row(y, x0, x1 int) []T {
	i := (y - a.Y0) * a.Stride()
	return a.Data[i+x0-a.X0 : i+x1-a.X0]
}

// reset makes a hold r with undefined content.
func (a *Area[T]) reset(r Rect) {
	a.Rect = r
	n := (r.X1 - r.X0) * (r.Y1 - r.Y0)
	if cap(a.Data) < n {
		a.Release()
		a.Data = allocate[T](n)
	}
	a.Data = a.Data[:n]
}

// Plane is one resolution of a tile-component. The lowest has no Below: its
// samples are those of the first of Bands, LL. The others have HL, LH and HH.
// The bands hold at least what [Plane.Needs] says.
type Plane[T Sample] struct {
	Rect  Rect // of the whole resolution
	Below *Plane[T]
	Bands [3]Area[T]

	out Area[T]
}

// Reach is how far beyond a window the filters look.
func Reach[T Sample]() int {
	if _, ok := any(T(0)).(int32); ok {
		return 2
	}
	return 4
}

// Needs returns the rectangle of the resolution that is computed to have w.
func (p *Plane[T]) Needs(w Rect) Rect { return w.Grow(Reach[T]()).Intersect(p.Rect) }

// Synthesize returns an area that holds w, at least, of the resolution. Around
// w it may have samples that are wrong. It is valid until the next call;
// to work concurrently, use a [Plane.Clone] each.
func (p *Plane[T]) Synthesize(w Rect) *Area[T] {
	if p.Below == nil {
		return &p.Bands[0]
	}
	got := p.Needs(w)
	p.out.reset(got)
	if got.Empty() {
		return &p.out
	}
	ll := p.Below.Synthesize(got.Halve(0, 0))
	f := filterOf[T]()
	f.start(p.Rect)
	low, high := got.Halve(0, 0), got.Halve(1, 0)
	for y := got.Y0; y < got.Y1+f.steps; y++ {
		if y < got.Y1 {
			l, h := ll, &p.Bands[0]
			if y&1 == 1 {
				l, h = &p.Bands[1], &p.Bands[2]
			}
			f.row(p.out.Row(y, got.X0, got.X1), l.Row(y>>1, low.X0, low.X1), h.Row(y>>1, high.X0, high.X1), got.X0&1, y&1)
		}
		if y&1 == 1 {
			p.lift(&f, got, y)
		}
	}
	return &p.out
}

// lift does the column steps that are possible once row y, an odd one, is
// there: step i of row y−1−i. Rows beyond the rectangle are mirrored.
func (p *Plane[T]) lift(f *filter[T], got Rect, y int) {
	if got.Y1-got.Y0 == 1 {
		return
	}
	for i := range f.steps {
		at := y - 1 - i
		if at < got.Y0 || at >= got.Y1 {
			continue
		}
		above, below := at-1, at+1
		if above < got.Y0 {
			above = below
		}
		if below >= got.Y1 {
			below = above
		}
		f.column(i, p.out.Row(at, got.X0, got.X1), p.out.Row(above, got.X0, got.X1), p.out.Row(below, got.X0, got.X1))
	}
}
