package ordered

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// Completed calls fn for every element of in, on up to workers goroutines, and
// yields the results as they come: for work such as requests, whose time others
// decide, where one slow element must not hold back the rest. The consumer owes
// whatever order its results need.
//
// Elements are taken from in only when a worker is free, so in may decide late
// what comes next. When the consumer stops, or ctx ends, no further element is
// taken; an input that waits has to end with ctx too. Completed returns after
// every call of fn has returned. Elements that were not computed because ctx
// ended are not yielded. A panic in fn or in is raised again on the caller's
// goroutine. With one worker everything runs on that.
func Completed[T, R any](ctx context.Context, workers int, in iter.Seq[T], fn func(context.Context, T) R) iter.Seq[R] {
	if workers <= 1 {
		return serial(ctx, in, fn)
	}
	return func(yield func(R) bool) { completed(ctx, workers, in, fn, yield) }
}

func completed[T, R any](ctx context.Context, workers int, in iter.Seq[T], fn func(context.Context, T) R, yield func(R) bool) {
	ctx, cancel := context.WithCancel(ctx)
	work := make(chan T)
	done := make(chan *slot[T, R], workers)
	var wg, working sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	for range workers {
		working.Add(1)
		wg.Go(func() {
			defer working.Done()
			for t := range work {
				s := &slot[T, R]{in: t, done: make(chan struct{})}
				s.run(ctx, fn)
				select {
				case done <- s:
					runtime.Gosched()
				case <-ctx.Done():
				}
			}
		})
	}
	var feedPanic any
	wg.Go(func() {
		defer close(done)
		defer working.Wait()
		defer close(work)
		defer func() { feedPanic = recover() }()
		for t := range in {
			select {
			case work <- t:
			case <-ctx.Done():
				return
			}
		}
	})
	for s := range done {
		if s.failed != nil {
			panic(s.failed)
		}
		if ctx.Err() != nil || !yield(s.out) {
			return
		}
	}
	if feedPanic != nil {
		panic(feedPanic)
	}
}
