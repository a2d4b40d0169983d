package fetch

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestDuplicates names copies and images that look alike, keeps all, and takes
// out what came for five links.
func TestDuplicates(t *testing.T) {
	s := newServer(t, "127.0.0.1")
	at := func(path string) string { return s.link("a.test", path) }
	l := list([2]string{"a", at("/good/1")}, [2]string{"a", at("/good/1?again")}, [2]string{"b", at("/good/1?b")}, [2]string{"b", at("/good/2")}, [2]string{"b", at("/good/1")})
	for i := range 5 {
		e := list([2]string{"c", at(fmt.Sprint("/placeholder/", i))}).Entries[0]
		e.Rank = i + 1
		l.Entries = append(l.Entries, e)
	}
	dir := t.TempDir()
	o := options(&names{asked: map[string]int{}})
	r, err := Run(t.Context(), l, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Images != 5 || r.Duplicates != 3 || r.DuplicatesAcross != 2 || r.Failed[Placeholder].Links != 5 {
		t.Errorf("%+v", r)
	}
	if s.timesAsked("/good/1") != 1 {
		t.Errorf("a link under two labels was asked for %d times", s.timesAsked("/good/1"))
	}
	rows := readLog(t, dir)
	for i, want := range []string{"", "a/00001_1.jpg", "a/00001_1.jpg", "", "a/00001_1.jpg"} {
		if rows[i]["duplicate_of"] != want {
			t.Errorf("row %d is a duplicate of %q, want %q", i, rows[i]["duplicate_of"], want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "c")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the folder of placeholders is left")
	}
	// A sixth link of the placeholder is one at once.
	l.Entries = append(l.Entries, Entry{URL: at("/placeholder/9"), Label: "d", Rank: 1})
	if r, err = Run(t.Context(), l, dir, o); err != nil || r.Failed[Placeholder].Links != 6 {
		t.Errorf("%+v %v", r, err)
	}
}

// TestAlike compares the index with all pairs.
func TestAlike(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var hashes []uint64
	for range 300 {
		h := rng.Uint64()
		for range 3 {
			hashes = append(hashes, h)
			for range rng.IntN(6) {
				h ^= 1 << rng.IntN(64)
			}
		}
	}
	a := newAlike()
	for i, h := range hashes {
		best, at := nearBits+1, -1
		for k, o := range hashes[:i] {
			d := 0
			for x := h ^ o; x != 0; x &= x - 1 {
				d++
			}
			if d < best {
				best, at = d, k
			}
		}
		got := a.nearest(h)
		if (got == nil) != (at < 0) || got != nil && got.rank != at {
			t.Fatalf("hash %d: %v, want %d at distance %d", i, got, at, best)
		}
		a.add(h, &row{rank: i})
	}
}

// TestInterrupted ends a run by its context; the next goes on.
func TestInterrupted(t *testing.T) {
	s := newServer(t, "127.0.0.1")
	l := new(List)
	for i := range 29 {
		l.Entries = append(l.Entries, Entry{URL: s.link("a.test", fmt.Sprintf("/good/%d", i)), Label: "x", Rank: i + 1})
	}
	l.Entries = append(l.Entries, Entry{URL: s.link("b.test", "/hang/1"), Label: "x", Rank: 30})
	o := options(&names{asked: map[string]int{}})
	o.Timeout = time.Minute
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(700*time.Millisecond, cancel)
	dir := t.TempDir()
	if r, err := Run(ctx, l, dir, o); !errors.Is(err, context.Canceled) || r != nil {
		t.Fatal(r, err)
	}
	settled := len(readLog(t, dir))
	o.Timeout = 200 * time.Millisecond
	r, err := Run(t.Context(), l, dir, o)
	if err != nil || r.Images != 29 || r.Before != settled || r.Failed[Timeout].Links != 1 {
		t.Fatalf("%+v %v, %d were settled", r, err, settled)
	}
}

// TestOccupied leaves files of others alone, and takes up its own whose rows
// were lost.
func TestOccupied(t *testing.T) {
	s := newServer(t, "127.0.0.1")
	l := list([2]string{"x", s.link("a.test", "/good/1")}, [2]string{"x", s.link("a.test", "/good/2")})
	dir := t.TempDir()
	os.Mkdir(filepath.Join(dir, "x"), 0o755)
	os.WriteFile(filepath.Join(dir, "x", "00001_1.jpg"), s.photos[1], 0o644)
	os.WriteFile(filepath.Join(dir, "x", "00002_2.jpg"), []byte("of somebody else"), 0o644)
	if r, err := Run(t.Context(), l, dir, options(&names{asked: map[string]int{}})); err != nil || r.Images != 2 {
		t.Fatalf("%+v %v", r, err)
	}
	if rows := readLog(t, dir); rows[0]["path"] != "x/00001_1.jpg" || rows[1]["path"] != "x/00002_2-2.jpg" {
		t.Errorf("%s %s", rows[0]["path"], rows[1]["path"])
	}
	if data, _ := os.ReadFile(filepath.Join(dir, "x", "00002_2.jpg")); string(data) != "of somebody else" {
		t.Error("a file of somebody else was replaced")
	}
}

// TestLifted asks again for what robots rules or a private address kept away,
// once that is allowed.
func TestLifted(t *testing.T) {
	s := newServer(t, "127.0.0.1")
	l := list([2]string{"x", s.link("a.test", "/secret/1")}, [2]string{"x", s.link("a.test", "/noai/2")}, [2]string{"x", s.link("inside.test", "/good/3")})
	dir := t.TempDir()
	o := options(&names{asked: map[string]int{}})
	r, err := Run(t.Context(), l, dir, o)
	if err != nil || r.Images != 0 || r.Failed[Robots].Links != 2 || r.Failed[Private].Links != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	o.IgnoreRobots = true
	if r, err = Run(t.Context(), l, dir, o); err != nil || r.Images != 2 || r.Before != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	if rows := readLog(t, dir); rows[0]["robots"] != "ignored" || rows[2]["robots"] != "" {
		t.Errorf("the log does not say that robots were ignored: %v", rows)
	}
}

// TestPerHost counts requests under way at each host, and that a busy one does
// not hold back the others.
func TestPerHost(t *testing.T) {
	sched := newSchedule(3)
	for i := range 300 {
		u, _ := parseLink(fmt.Sprintf("http://h%d.test/%d", min(i%30, 9), i))
		sched.add(&task{url: u})
	}
	busy := map[*host]int{}
	var taken []*task
	handed := 0
	for t1, _, more := sched.next(time.Now()); more; t1, _, more = sched.next(time.Now()) {
		if t1 == nil {
			for _, done := range taken {
				busy[done.host]--
				sched.finish(done)
			}
			taken = nil
			continue
		}
		handed++
		taken = append(taken, t1)
		if busy[t1.host]++; busy[t1.host] > 3 {
			t.Fatal("more than 3 requests to a host")
		}
		if handed == 10 && len(busy) != 10 {
			t.Errorf("the first ten tasks are of %d hosts", len(busy))
		}
	}
	if handed != 300 {
		t.Errorf("%d tasks were handed out", handed)
	}
}

// TestPause holds that a host that asks to wait is left alone, with all its
// links, and that a pace is kept.
func TestPause(t *testing.T) {
	sched := newSchedule(2)
	for i := range 4 {
		u, _ := parseLink(fmt.Sprint("http://h.test/", i))
		sched.add(&task{url: u})
	}
	now := time.Now()
	first, _, _ := sched.next(now)
	sched.retry(first, time.Hour, true)
	if other, wait, more := sched.next(now); other != nil || !more || wait < 50*time.Minute {
		t.Fatalf("a task of a host that asked to wait: %v %v", other, wait)
	}
	for i := range 4 {
		later, _, _ := sched.next(now.Add(2 * time.Hour))
		if later == nil {
			t.Fatalf("task %d does not come back", i)
		}
		sched.finish(later)
	}
	if _, _, more := sched.next(now); more {
		t.Error("tasks are left")
	}
}

// TestMemory decodes images that unpack to much more than they weigh: the peak
// of the heap stays within the budget, and those that alone need more are
// refused, naming what would do.
func TestMemory(t *testing.T) {
	s := newServer(t, "127.0.0.1")
	l := list([2]string{"x", s.link("b.test", "/pixel-bomb/1")}, [2]string{"x", s.link("c.test", "/gzip-bomb/1")}, [2]string{"x", s.link("d.test", "/endless/1")})
	for i := range 28 {
		l.Entries = append(l.Entries, Entry{URL: s.link("a.test", fmt.Sprintf("/good/%d", i)), Label: "y", Rank: i + 1})
	}
	o := options(&names{asked: map[string]int{}})
	o.Resize = 100
	o.MaxBytes = 64 << 20
	o.Timeout = 20 * time.Second
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var peak atomic.Uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapAlloc))
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	dir := t.TempDir()
	r, err := Run(t.Context(), l, dir, o)
	close(stop)
	<-stopped
	if err != nil || r.Images != 28 || r.Failed[TooLarge].Links != 3 {
		t.Fatalf("%+v %v", r, err)
	}
	if rows := readLog(t, dir); !strings.Contains(rows[0]["reason"], "--memory") {
		t.Errorf("the reason names no way out: %s", rows[0]["reason"])
	}
	if grown := int64(peak.Load()) - int64(before.HeapAlloc); grown > o.Memory {
		t.Errorf("the heap grew by %d bytes, the budget is %d", grown, o.Memory)
	} else {
		t.Logf("the heap grew by %d MB of %d", grown>>20, o.Memory>>20)
	}
}
