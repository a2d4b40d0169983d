package fetch

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

var long = flag.Bool("long", false, "kill 30 runs instead of a few")

// job is one run in a process of its own.
type job struct {
	Dir     string
	Entries []Entry
}

// runJob is that process.
func runJob(text string) int {
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	o := options(&names{asked: map[string]int{}})
	o.Resize, o.KeepOriginals, o.PerHost, o.Timeout = 120, true, 3, 10*time.Second
	if _, err := Run(context.Background(), &List{Entries: j.Entries, Columns: []string{"license"}}, j.Dir, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func (j job) start(t *testing.T) *exec.Cmd {
	text, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "FETCH_TEST_JOB="+string(text))
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestKill ends runs at random moments, without warning, and gives the same
// call again: the folder and its log are in the end those of a run that nothing
// disturbed, and what stood in the log was not asked for again.
func TestKill(t *testing.T) {
	s := newServer(t, "127.0.0.1")
	var entries []Entry
	ranks := map[string]int{}
	add := func(label, path string) {
		ranks[label]++
		entries = append(entries, Entry{URL: s.link(fmt.Sprintf("h%d.test", len(entries)%5), path), Label: label, Rank: ranks[label],
			Extra: []string{fmt.Sprint("licence ", len(entries))}})
	}
	labels := []string{"a/b", "a_b", "cat", "Cat", ""}
	for i := range 120 {
		kind := []string{"good", "good", "good", "moved", "page", "half", "gone", "placeholder", "good", "cut", "flaky"}[i%11]
		add(labels[i%len(labels)], fmt.Sprintf("/%s/%d.jpg", kind, i))
	}
	for i := range 10 { // the same link under two labels
		e := entries[3*i]
		e.Label, e.Rank = "twice", i+1
		entries = append(entries, e)
	}
	outer := t.TempDir()
	began := time.Now()
	undisturbed := job{filepath.Join(outer, "undisturbed"), entries}
	if err := undisturbed.start(t).Wait(); err != nil {
		t.Fatal(err)
	}
	length := time.Since(began)
	want := tree(t, undisturbed.Dir)
	if n := len(want); n < 60 {
		t.Fatalf("%d files", n)
	}
	trials := 4
	if *long {
		trials = 30
	}
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 7))
	for trial := range trials {
		j := job{filepath.Join(outer, fmt.Sprint("killed", trial)), entries}
		logged := 0
		for range 3 {
			c := j.start(t)
			moment := time.Duration(rng.Float64() * 0.5 * float64(length)) // three of them in a run
			time.Sleep(moment)
			c.Process.Kill()
			c.Wait()
			if data, err := os.ReadFile(filepath.Join(j.Dir, LogName)); err == nil {
				logged = max(logged, lines(data))
			}
		}
		known := s.askedOf(t, j.Dir, entries)
		if err := j.start(t).Wait(); err != nil {
			t.Fatal(err)
		}
		got := tree(t, j.Dir)
		if !maps.Equal(got, want) {
			for _, name := range slices.Sorted(maps.Keys(want)) {
				if got[name] != want[name] {
					t.Errorf("trial %d: %s differs:\n%.3000s\n%.3000s", trial, name, want[name], got[name])
					break
				}
			}
			t.Errorf("trial %d: files %q\nwant %q", trial, slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
		}
		s.mu.Lock()
		for path, n := range known {
			if s.asked[path] != n {
				t.Errorf("trial %d: %s was in the log and was asked for again", trial, path)
			}
		}
		s.mu.Unlock()
		t.Logf("trial %d: %d lines in the log before the last run", trial, logged)
		if t.Failed() {
			break
		}
	}
}

func lines(data []byte) (n int) {
	for _, b := range data {
		if b == '\n' {
			n++
		}
	}
	return n
}

// askedOf returns how often the paths whose every entry stands in a folder's log were
// asked for up to now.
func (s *server) askedOf(t *testing.T, dir string, entries []Entry) map[string]int {
	known := map[string]int{}
	data, err := os.ReadFile(filepath.Join(dir, LogName))
	if err != nil {
		return known
	}
	l := &log{byKey: map[[2]string]*row{}}
	if err := l.parse(data); err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for _, w := range l.rows {
		rows[w.url]++
	}
	for _, e := range entries { // a link of two labels may have but one row
		rows[e.URL]--
	}
	for _, w := range l.rows {
		if u, _ := parseLink(w.url); rows[w.url] == 0 {
			known[u.RequestURI()] = s.timesAsked(u.RequestURI())
		}
	}
	return known
}
