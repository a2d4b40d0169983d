// Package pool keeps values between uses.
package pool

import "sync"

// Pool holds values of one type that are not in use. Other than a [sync.Pool]
// it keeps them when garbage is collected, which happens often where the heap
// is small; there are never more of them than were in use at one time. The
// zero value makes zero values.
type Pool[T any] struct {
	// New makes a value where none is free; nil makes the zero value.
	New func() *T

	mu   sync.Mutex
	free []*T
}

// Get returns a value that nobody else uses, in the state in which it was put
// back.
func (p *Pool[T]) Get() *T {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.free)
	switch {
	case n > 0:
		v := p.free[n-1]
		p.free = p.free[:n-1]
		return v
	case p.New != nil:
		return p.New()
	}
	return new(T)
}

// Put gives a value back.
func (p *Pool[T]) Put(v *T) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, v)
}
