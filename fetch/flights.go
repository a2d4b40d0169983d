package fetch

import (
	"context"
	"sync"
)

// flights makes one value for each key. Those who ask while it is being made
// wait for it; values worth keeping are kept.
type flights[V any] struct {
	mu sync.Mutex
	m  map[string]*flight[V]
}

type flight[V any] struct {
	landed chan struct{}
	value  V
	err    error
	spoilt bool // by the end of the context of who made it
}

// get returns the value of a key, which make makes where nobody has; make says
// whether its result is kept.
func (f *flights[V]) get(ctx context.Context, key string, make func(context.Context) (v V, err error, keep bool)) (V, error) {
	for {
		f.mu.Lock()
		if f.m == nil {
			f.m = map[string]*flight[V]{}
		}
		one, ok := f.m[key]
		if !ok {
			one = &flight[V]{landed: newSignal()}
			f.m[key] = one
		}
		f.mu.Unlock()
		if !ok {
			var keep bool
			one.value, one.err, keep = make(ctx)
			one.spoilt = ctx.Err() != nil && one.err != nil
			if !keep || one.spoilt {
				f.mu.Lock()
				delete(f.m, key)
				f.mu.Unlock()
			}
			close(one.landed)
			return one.value, one.err
		}
		select {
		case <-one.landed:
		case <-ctx.Done():
			return one.value, ctx.Err()
		}
		if !one.spoilt {
			return one.value, one.err
		}
	}
}

func newSignal() chan struct{} { return make(chan struct{}) }
