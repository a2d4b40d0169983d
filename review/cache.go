package review

import (
	"container/list"
	"context"
	"sync"
)

// images composes pictures, each once, and keeps the latest within a budget of
// bytes. The page asks for the next ones ahead of time; these do not take all
// workers, so that what is looked at now never waits for them.
type images struct {
	compose *composer
	now     chan struct{} // a place per picture that is looked at
	ahead   chan struct{}
	budget  int64

	mu    sync.Mutex
	kept  map[pictureKey]*list.Element
	order list.List // of *picture, the latest first
	bytes int64
}

type pictureKey struct {
	item int
	view view
}

type picture struct {
	key  pictureKey
	done chan struct{}
	data []byte
	err  error
}

// usualMemory is how many bytes of pictures are kept.
const usualMemory = 256 << 20

func newImages(c *composer, workers int, memory int64) *images {
	if memory <= 0 {
		memory = usualMemory
	}
	return &images{compose: c, now: make(chan struct{}, workers), ahead: make(chan struct{}, max(workers-1, 1)), budget: memory, kept: make(map[pictureKey]*list.Element)}
}

// get returns the picture of an item.
func (c *images) get(ctx context.Context, item int, v view, ahead bool) ([]byte, error) {
	key := pictureKey{item, v}
	c.mu.Lock()
	e, ok := c.kept[key]
	if ok {
		c.order.MoveToFront(e)
	} else {
		e = c.order.PushFront(&picture{key: key, done: make(chan struct{})})
		c.kept[key] = e
	}
	p := e.Value.(*picture)
	c.mu.Unlock()
	if ok {
		select {
		case <-p.done:
			return p.data, p.err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	places := c.now
	if ahead {
		places = c.ahead
	}
	c.make(places, e, p)
	return p.data, p.err
}

// make composes a picture; it goes on where the request ends, since another may
// wait for it.
func (c *images) make(places chan struct{}, e *list.Element, p *picture) {
	places <- struct{}{}
	defer func() { <-places }()
	defer close(p.done)
	defer func() {
		if failed := recover(); failed != nil {
			c.drop(e)
			panic(failed)
		}
	}()
	p.data, p.err = c.compose.picture(context.Background(), p.key.item, p.key.view)
	if p.err != nil {
		c.drop(e)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bytes += int64(len(p.data))
	for last := c.order.Back(); c.bytes > c.budget && last != nil && last != e; {
		before := last.Prev()
		if old := last.Value.(*picture); old.data != nil {
			c.bytes -= int64(len(old.data))
			delete(c.kept, old.key)
			c.order.Remove(last)
		}
		last = before
	}
}

func (c *images) drop(e *list.Element) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.kept, e.Value.(*picture).key)
	c.order.Remove(e)
}
