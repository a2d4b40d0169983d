package ordered

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// TestCompleted yields every result once, whatever the number of workers.
func TestCompleted(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 7} {
		var taken atomic.Int64
		got := slices.Collect(Completed(context.Background(), workers, count(200, &taken), square))
		slices.Sort(got)
		for i, v := range got {
			if v != i*i {
				t.Fatalf("%d workers: result %d is %d", workers, i, v)
			}
		}
		if len(got) != 200 {
			t.Errorf("%d workers: %d results", workers, len(got))
		}
	}
}

// TestCompletedSlow holds the first element back until all others have come.
func TestCompletedSlow(t *testing.T) {
	var taken atomic.Int64
	hold := make(chan struct{})
	var got []int
	for v := range Completed(context.Background(), 2, count(500, &taken), func(_ context.Context, i int) int {
		if i == 0 {
			<-hold
		}
		return i
	}) {
		if got = append(got, v); len(got) == 499 {
			close(hold)
		}
	}
	if len(got) != 500 || got[499] != 0 {
		t.Errorf("%d results, the last is %d", len(got), got[len(got)-1])
	}
}

// TestCompletedFeedback has an input that depends on the results so far.
func TestCompletedFeedback(t *testing.T) {
	for _, workers := range []int{1, 3} {
		more := make(chan int, 100)
		more <- 0
		in := func(yield func(int) bool) {
			for v := range more {
				if !yield(v) {
					return
				}
			}
		}
		n := 0
		for v := range Completed(context.Background(), workers, in, func(_ context.Context, i int) int { return i + 1 }) {
			if n++; v < 50 {
				more <- v
			} else {
				close(more)
			}
		}
		if n != 50 {
			t.Errorf("%d workers: %d results", workers, n)
		}
	}
}

// TestCompletedStops stops taking elements when the consumer does or the
// context ends, and waits for the calls.
func TestCompletedStops(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		var taken, running atomic.Int64
		ctx, cancel := context.WithCancel(context.Background())
		n := 0
		for range Completed(ctx, workers, count(1_000_000, &taken), func(ctx context.Context, i int) int {
			running.Add(1)
			defer running.Add(-1)
			if i > 20 {
				select {
				case <-ctx.Done():
				case <-time.After(5 * time.Second):
					t.Error("the context did not end")
				}
			}
			return i
		}) {
			if n++; n == 10 && workers == 2 {
				break
			}
			if n == 15 {
				cancel()
			}
		}
		cancel()
		if running.Load() != 0 || taken.Load() > 100 {
			t.Errorf("%d workers: %d calls still run, %d elements taken", workers, running.Load(), taken.Load())
		}
	}
}

// TestCompletedPanic raises panics on the caller's goroutine.
func TestCompletedPanic(t *testing.T) {
	for _, workers := range []int{1, 3} {
		var taken atomic.Int64
		v := panics(func() {
			for range Completed(context.Background(), workers, count(100, &taken), func(_ context.Context, i int) int {
				if i == 30 {
					panic("function")
				}
				return i
			}) {
			}
		})
		if v != "function" {
			t.Errorf("%d workers: panic of the function: %v", workers, v)
		}
		v = panics(func() {
			for range Completed(context.Background(), workers, func(func(int) bool) { panic("input") }, square) {
			}
		})
		if v != "input" {
			t.Errorf("%d workers: panic of the input: %v", workers, v)
		}
	}
}
