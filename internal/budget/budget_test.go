package budget

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bandprep/bandprep/internal/ordered"
)

// TestNeverMore: what is taken at one time never exceeds the whole, and all are
// served, also those that ask for more than there is.
func TestNeverMore(t *testing.T) {
	const whole = 100
	b := New(whole)
	var taken, most atomic.Int64
	err := ordered.Each(context.Background(), 16, 500, func(ctx context.Context, i int) error {
		n := int64(i*37%140 + 1)
		release, err := b.Take(ctx, n)
		if err != nil {
			return err
		}
		defer release()
		now := taken.Add(min(n, whole))
		for m := most.Load(); now > m && !most.CompareAndSwap(m, now); m = most.Load() {
		}
		time.Sleep(10 * time.Microsecond)
		taken.Add(-min(n, whole))
		return nil
	})
	if err != nil || most.Load() > whole || b.free != whole {
		t.Errorf("%v; at most %d taken, %d free at the end", err, most.Load(), b.free)
	}
}

// TestGivenUp: a request that is given up blocks nobody.
func TestGivenUp(t *testing.T) {
	b := New(10)
	release, err := b.Take(context.Background(), 6)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := b.Take(ctx, 8); err != context.DeadlineExceeded {
		t.Errorf("%v", err)
	}
	small, err := b.Take(context.Background(), 4)
	if err != nil {
		t.Fatal(err)
	}
	release()
	release()
	small()
	if b.free != 10 || len(b.waiting) != 0 {
		t.Errorf("%d free, %d waiting", b.free, len(b.waiting))
	}
}
