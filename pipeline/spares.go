package pipeline

import "sync"

// spares holds values between uses. Other than a [sync.Pool] it keeps them when
// garbage is collected, which happens often where the heap is small; there are
// never more of them than were in use at one time.
type spares[T any] struct {
	mu   sync.Mutex
	free []*T
	make func() *T // nil: the zero value
}

func (s *spares[T]) get() *T {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.free)
	switch {
	case n > 0:
		v := s.free[n-1]
		s.free = s.free[:n-1]
		return v
	case s.make != nil:
		return s.make()
	}
	return new(T)
}

func (s *spares[T]) put(v *T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, v)
}
