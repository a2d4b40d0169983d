package ordered

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// count yields 0 … n−1 and notes how many were taken.
func count(n int, taken *atomic.Int64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			taken.Add(1)
			if !yield(i) {
				return
			}
		}
	}
}

func square(_ context.Context, i int) int { return i * i }

// TestOrder holds for any number of workers and elements that results come in
// the order of the input, also when early elements take longest.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		workers, n := rapid.IntRange(-1, 9).Draw(t, "workers"), rapid.IntRange(0, 60).Draw(t, "n")
		slow := rapid.SliceOfN(rapid.IntRange(0, 3), n, n).Draw(t, "slow")
		var taken atomic.Int64
		got := slices.Collect(Map(context.Background(), workers, count(n, &taken), func(_ context.Context, i int) int {
			time.Sleep(time.Duration(slow[i]*10) * time.Microsecond)
			return i * i
		}))
		if len(got) != n || taken.Load() != int64(n) {
			t.Fatalf("%d results of %d taken, want %d", len(got), taken.Load(), n)
		}
		for i, v := range got {
			if v != i*i {
				t.Fatalf("result %d is %d, want %d", i, v, i*i)
			}
		}
	})
}

// TestLookAhead holds the first element back: no more than ahead(workers)
// elements, and the one in the hand of the feeder, are taken meanwhile.
func TestLookAhead(t *testing.T) {
	for _, workers := range []int{2, 5} {
		var taken atomic.Int64
		hold := make(chan struct{})
		go func() {
			// Wait until nothing moves any more, then release.
			for last := int64(-1); ; time.Sleep(20 * time.Millisecond) {
				if n := taken.Load(); n == last && n > 0 {
					break
				} else {
					last = n
				}
			}
			if n := taken.Load(); n > int64(ahead(workers))+2 {
				t.Errorf("%d workers: %d elements taken before the first result", workers, n)
			}
			close(hold)
		}()
		n := 0
		for range Map(context.Background(), workers, count(1000, &taken), func(_ context.Context, i int) int {
			if i == 0 {
				<-hold
			}
			return i
		}) {
			n++
		}
		if n != 1000 {
			t.Errorf("%d results", n)
		}
	}
}

// TestSlowConsumer bounds how far the work runs ahead of the reader.
func TestSlowConsumer(t *testing.T) {
	var taken atomic.Int64
	const workers = 3
	yielded := int64(0)
	for range Map(context.Background(), workers, count(200, &taken), square) {
		yielded++
		if yielded%20 == 0 {
			time.Sleep(time.Millisecond)
		}
		if ran := taken.Load() - yielded; ran > int64(ahead(workers))+2 {
			t.Fatalf("%d elements ahead", ran)
		}
	}
}

// TestBreak stops taking elements when the consumer does.
func TestBreak(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		var taken, running atomic.Int64
		for v := range Map(context.Background(), workers, count(1_000_000, &taken), func(_ context.Context, i int) int {
			running.Add(1)
			defer running.Add(-1)
			return i
		}) {
			if v == 10 {
				break
			}
		}
		if n := running.Load(); n != 0 {
			t.Errorf("%d workers: %d calls still run", workers, n)
		}
		if n := taken.Load(); n > int64(11+ahead(workers)+2) {
			t.Errorf("%d workers: %d taken", workers, n)
		}
	}
}

// TestCancel ends the sequence early; calls see the end of their context and
// have returned when Map does.
func TestCancel(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		ctx, cancel := context.WithCancel(context.Background())
		var taken, running atomic.Int64
		n := 0
		for v := range Map(ctx, workers, count(1000, &taken), func(ctx context.Context, i int) int {
			running.Add(1)
			defer running.Add(-1)
			if i > 20 {
				<-ctx.Done()
			}
			return i
		}) {
			if v != n {
				t.Fatalf("%d workers: result %d is %d", workers, n, v)
			}
			if n++; n == 20 {
				cancel()
			}
		}
		if running.Load() != 0 || n >= 1000 || ctx.Err() == nil {
			t.Errorf("%d workers: %d results, %d calls still run", workers, n, running.Load())
		}
		cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, workers := range []int{1, 4} {
		var taken atomic.Int64
		if got := slices.Collect(Map(ctx, workers, count(100, &taken), square)); len(got) == 100 {
			t.Errorf("%d workers: a cancelled context gives all results", workers)
		}
	}
}

// panics returns what f panics with.
func panics(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// TestPanic raises a panic of the function, or of the input, on the caller's
// goroutine, after the results in front of it.
func TestPanic(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		var got []int
		var taken atomic.Int64
		v := panics(func() {
			for r := range Map(context.Background(), workers, count(100, &taken), func(_ context.Context, i int) int {
				if i == 17 {
					panic("seventeen")
				}
				return i
			}) {
				got = append(got, r)
			}
		})
		if v != "seventeen" || len(got) != 17 {
			t.Errorf("%d workers: panic %v after %d results", workers, v, len(got))
		}
		v = panics(func() {
			in := func(yield func(int) bool) {
				yield(1)
				panic("input")
			}
			for range Map(context.Background(), workers, in, square) {
			}
		})
		if v != "input" {
			t.Errorf("%d workers: panic of the input: %v", workers, v)
		}
		v = panics(func() {
			for range Map(context.Background(), workers, count(100, &taken), square) {
				panic("consumer")
			}
		})
		if v != "consumer" {
			t.Errorf("%d workers: panic of the consumer: %v", workers, v)
		}
	}
}

// TestEach returns the error of the smallest index, whichever comes first.
func TestEach(t *testing.T) {
	one, two := errors.New("one"), errors.New("two")
	for _, workers := range []int{1, 2, 7} {
		var sum atomic.Int64
		if err := Each(context.Background(), workers, 50, func(_ context.Context, i int) error { sum.Add(int64(i)); return nil }); err != nil || sum.Load() != 1225 {
			t.Errorf("%d workers: %v, sum %d", workers, err, sum.Load())
		}
		err := Each(context.Background(), workers, 50, func(_ context.Context, i int) error {
			switch i {
			case 3:
				time.Sleep(2 * time.Millisecond)
				return one
			case 4:
				return two
			}
			return nil
		})
		if err != one {
			t.Errorf("%d workers: %v, want the error of index 3", workers, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		err = Each(ctx, workers, 50, func(_ context.Context, i int) error {
			if i == 5 {
				cancel()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%d workers: %v, want the end of the context", workers, err)
		}
	}
}
