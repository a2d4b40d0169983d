package fetch

import (
	"container/heap"
	"context"
	"iter"
	"net/url"
	"strings"
	"sync"
	"time"
)

// task is one link to follow, for all entries that want it.
type task struct {
	url   *url.URL
	rows  []*row
	tries int
	host  *host
}

// host is what the schedule knows of one host.
type host struct {
	queue []*task
	busy  int           // requests under way
	since time.Time     // no request before
	every time.Duration // between requests, as robots.txt asks
	ready bool          // stands among those that may be asked
	timed bool          // waits for since
	dead  int           // links in a row that failed for want of a connection
}

// deadLinks is how many links in a row a host leaves without a connection
// before its further links get one try each.
const deadLinks = 5

// schedule hands out tasks: to each host so many at a time, hosts in turn, and
// none before its time.
type schedule struct {
	perHost int
	wake    chan struct{} // holds a token after every change

	mu     sync.Mutex
	hosts  map[string]*host
	ready  []*host
	events events
	left   int // tasks that are not finished
}

func newSchedule(perHost int) *schedule {
	return &schedule{perHost: perHost, wake: make(chan struct{}, 1), hosts: map[string]*host{}}
}

// add takes a task in, before the first is handed out.
func (s *schedule) add(t *task) {
	name := strings.ToLower(t.url.Host)
	h := s.hosts[name]
	if h == nil {
		h = new(host)
		s.hosts[name] = h
	}
	t.host = h
	h.queue = append(h.queue, t)
	s.left++
	s.place(h, time.Time{})
}

// tasks yields tasks when they may be worked on, until all are finished or ctx
// ends.
func (s *schedule) tasks(ctx context.Context) iter.Seq[*task] {
	return func(yield func(*task) bool) {
		timer := time.NewTimer(time.Hour)
		defer timer.Stop()
		for ctx.Err() == nil {
			t, wait, more := s.next(time.Now())
			if !more {
				return
			}
			if t != nil {
				if !yield(t) {
					return
				}
				continue
			}
			timer.Reset(wait)
			select {
			case <-s.wake:
			case <-timer.C:
			case <-ctx.Done():
			}
		}
	}
}

// next returns the next task, or how long to wait for one.
func (s *schedule) next(now time.Time) (t *task, wait time.Duration, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.events) > 0 && !s.events[0].at.After(now) {
		e := heap.Pop(&s.events).(event)
		if e.task != nil {
			e.host.queue = append(e.host.queue, e.task)
		} else {
			e.host.timed = false
		}
		s.place(e.host, now)
	}
	for len(s.ready) > 0 {
		h := s.ready[0]
		s.ready = s.ready[1:]
		h.ready = false
		if len(h.queue) == 0 || h.busy >= s.perHost || h.since.After(now) {
			s.place(h, now)
			continue
		}
		t, h.queue = h.queue[0], h.queue[1:]
		h.busy++
		if h.every > 0 {
			h.since = now.Add(h.every)
		}
		s.place(h, now)
		return t, 0, true
	}
	if len(s.events) > 0 {
		return nil, s.events[0].at.Sub(now), true
	}
	return nil, time.Hour, s.left > 0
}

// place puts a host where it belongs.
func (s *schedule) place(h *host, now time.Time) {
	switch {
	case len(h.queue) == 0 || h.busy >= s.perHost || h.ready || h.timed:
	case h.since.After(now):
		h.timed = true
		heap.Push(&s.events, event{h.since, h, nil})
	default:
		h.ready = true
		s.ready = append(s.ready, h)
	}
}

// finish ends a task.
func (s *schedule) finish(t *task) {
	s.change(t, func() { s.left-- })
}

// retry gives a task back, to be handed out after a wait. Where the host itself
// asked to wait, its other tasks wait too.
func (s *schedule) retry(t *task, wait time.Duration, wholeHost bool) {
	s.change(t, func() {
		at := time.Now().Add(wait)
		if wholeHost && at.After(t.host.since) {
			t.host.since = at
		}
		heap.Push(&s.events, event{at, t.host, t})
	})
}

// pace keeps requests to the host of a task apart.
func (s *schedule) pace(t *task, every time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if h := t.host; h.every != every {
		h.every = every
		if at := time.Now().Add(every); every > 0 && at.After(h.since) {
			h.since = at
		}
	}
}

func (s *schedule) change(t *task, what func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.host.busy--
	what()
	s.place(t.host, time.Now())
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// event is a time at which a host may be asked again, or a task comes back.
type event struct {
	at   time.Time
	host *host
	task *task
}

type events []event

func (e events) Len() int           { return len(e) }
func (e events) Less(i, j int) bool { return e[i].at.Before(e[j].at) }
func (e events) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *events) Push(v any)        { *e = append(*e, v.(event)) }
func (e *events) Pop() any {
	last := len(*e) - 1
	v := (*e)[last]
	*e = (*e)[:last]
	return v
}
