package dwt

import "sync"

// Memory of areas is kept for the next ones.
var intMemory, floatMemory sync.Pool

func memory[T Sample]() *sync.Pool {
	if Reach[T]() == 2 {
		return &intMemory
	}
	return &floatMemory
}

func allocate[T Sample](n int) []T {
	if p, ok := memory[T]().Get().(*[]T); ok && cap(*p) >= n {
		return *p
	}
	return make([]T, n)
}

// Clear makes a hold r, all zero.
func (a *Area[T]) Clear(r Rect) {
	r.X1, r.Y1 = max(r.X0, r.X1), max(r.Y0, r.Y1)
	a.reset(r)
	clear(a.Data)
}

// Release gives the memory of a back. Its samples must not be used any more.
func (a *Area[T]) Release() {
	if cap(a.Data) > 0 {
		data := a.Data
		memory[T]().Put(&data)
	}
	a.Data = nil
}

// Clone returns a plane with the same bands that works independently. Release
// gives its memory back.
func (p *Plane[T]) Clone() *Plane[T] {
	c := *p
	c.out = Area[T]{}
	if p.Below != nil {
		c.Below = p.Below.Clone()
	}
	return &c
}

// Release gives the memory that a clone works in back.
func (p *Plane[T]) Release() {
	for ; p != nil; p = p.Below {
		p.out.Release()
	}
}
