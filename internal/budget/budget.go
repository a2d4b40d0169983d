// Package budget shares a number of bytes among work that goes on at the same
// time, so that it waits before memory grows.
package budget

import (
	"context"
	"slices"
	"sync"
)

// Bytes is what is to be shared. Whoever asks for more than there is gets all of
// it, alone, so that nothing is ever refused. Make one with [New].
type Bytes struct {
	mu      sync.Mutex
	whole   int64
	free    int64
	waiting []*request // in the order in which they came
}

type request struct {
	n     int64
	ready chan struct{} // closed once the bytes are given
}

// New returns n bytes to be shared; 0 or less is a budget without bounds.
func New(n int64) *Bytes { return &Bytes{whole: n, free: n} }

// Take waits until n bytes are free and takes them until release is called,
// which may be called more than once. Requests are served in order, so that a
// large one is not overtaken for ever. It returns the error of ctx where that
// ends first.
func (b *Bytes) Take(ctx context.Context, n int64) (release func(), err error) {
	if b.whole <= 0 {
		return func() {}, nil
	}
	n = min(max(n, 0), b.whole)
	r := &request{n, make(chan struct{})}
	b.mu.Lock()
	b.waiting = append(b.waiting, r)
	b.serve()
	b.mu.Unlock()
	give := sync.OnceFunc(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.free += n
		b.serve()
	})
	select {
	case <-r.ready:
		return give, nil
	case <-ctx.Done():
	}
	b.mu.Lock()
	at := slices.Index(b.waiting, r)
	if at >= 0 {
		b.waiting = slices.Delete(b.waiting, at, at+1)
		b.serve()
	}
	b.mu.Unlock()
	if at < 0 { // it was served meanwhile
		give()
	}
	return nil, ctx.Err()
}

// serve gives to those who came first, as far as there is enough.
func (b *Bytes) serve() {
	for len(b.waiting) > 0 && b.waiting[0].n <= b.free {
		b.free -= b.waiting[0].n
		close(b.waiting[0].ready)
		b.waiting = b.waiting[1:]
	}
}
