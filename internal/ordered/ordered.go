// Package ordered runs work on goroutines and yields the results in input
// order. It is the only place in the project that starts goroutines.
package ordered

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// Map calls fn for every element of in, on up to workers goroutines, and
// yields the results in the order of in. At most ahead(workers) elements are
// taken from in before the first of them has been yielded, so memory does not
// depend on the length of in. With one worker everything runs on the caller's
// goroutine.
//
// When the consumer stops, or ctx ends, no further element is taken; Map
// returns after every call of fn has returned. Elements that were not computed
// because ctx ended are not yielded: check ctx.Err after the loop. A panic in
// fn is raised again on the caller's goroutine.
func Map[T, R any](ctx context.Context, workers int, in iter.Seq[T], fn func(context.Context, T) R) iter.Seq[R] {
	if workers <= 1 {
		return serial(ctx, in, fn)
	}
	return func(yield func(R) bool) { parallel(ctx, workers, in, fn, yield) }
}

// Batched is Map for elements of very different weight: consecutive elements
// are handed to a worker together until their weights reach limit, so that tiny
// ones do not cost a hand-over each. The results are the same.
func Batched[T, R any](ctx context.Context, workers, limit int, in iter.Seq[T], weight func(T) int, fn func(context.Context, T) R) iter.Seq[R] {
	if workers <= 1 {
		return serial(ctx, in, fn)
	}
	batches := func(yield func([]T) bool) {
		var batch []T
		sum := 0
		for t := range in {
			batch = append(batch, t)
			if sum += weight(t); sum >= limit {
				if !yield(batch) {
					return
				}
				batch, sum = nil, 0
			}
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
	run := func(ctx context.Context, batch []T) []R {
		out := make([]R, 0, len(batch))
		for _, t := range batch {
			if ctx.Err() != nil {
				break
			}
			out = append(out, fn(ctx, t))
		}
		return out
	}
	return func(yield func(R) bool) {
		for batch := range Map(ctx, workers, batches, run) {
			for _, r := range batch {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// Each calls fn for 0 … n−1 on up to workers goroutines and returns the error
// of the smallest index that failed, or ctx.Err.
func Each(ctx context.Context, workers, n int, fn func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	indices := func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
	for err := range Map(ctx, workers, indices, fn) {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// ahead leaves the other workers enough to do while one has an element that
// takes several times as long as most.
func ahead(workers int) int { return 8 * workers }

func serial[T, R any](ctx context.Context, in iter.Seq[T], fn func(context.Context, T) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		for t := range in {
			if ctx.Err() != nil || !yield(fn(ctx, t)) {
				return
			}
		}
	}
}

type slot[T, R any] struct {
	in     T
	out    R
	failed any // recovered panic
	done   chan struct{}
}

func parallel[T, R any](ctx context.Context, workers int, in iter.Seq[T], fn func(context.Context, T) R, yield func(R) bool) {
	ctx, cancel := context.WithCancel(ctx)
	// order holds the slots whose results are still to be yielded; its
	// capacity bounds how far the workers run ahead. work holds those of them
	// that no worker has taken, so that a worker need not wait for the next.
	order := make(chan *slot[T, R], ahead(workers))
	work := make(chan *slot[T, R], ahead(workers))
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	for range workers {
		wg.Go(func() {
			for s := range work {
				if ctx.Err() == nil {
					s.run(ctx, fn)
					// The consumer waits on this processor: let it go on
					// now, not when an idle processor has looked for it.
					runtime.Gosched()
				}
			}
		})
	}
	var feedPanic any
	wg.Go(func() {
		defer close(order)
		defer close(work)
		defer func() { feedPanic = recover() }()
		for t := range in {
			s := &slot[T, R]{in: t, done: make(chan struct{})}
			select {
			case order <- s:
			case <-ctx.Done():
				return
			}
			select {
			case work <- s:
			case <-ctx.Done():
				return
			}
		}
	})
	for s := range order {
		select {
		case <-s.done:
		case <-ctx.Done():
			return
		}
		if s.failed != nil {
			panic(s.failed)
		}
		if !yield(s.out) {
			return
		}
	}
	if feedPanic != nil {
		panic(feedPanic)
	}
}

func (s *slot[T, R]) run(ctx context.Context, fn func(context.Context, T) R) {
	defer close(s.done)
	defer func() { s.failed = recover() }()
	s.out = fn(ctx, s.in)
}
