package parts_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestReuse takes over the rows of a manifest: only what is new is decoded, also
// where nothing but the bytes of files tells that they are the same, and where
// images are small enough to be measured with their headers.
func TestReuse(t *testing.T) {
	many, added := 10_000, 100
	if testing.Short() {
		many, added = 1000, 10
	}
	base := t.TempDir()
	dir := filepath.Join(base, "in")
	grow := func(from, to int) {
		for i := from; i < to; i++ {
			write(t, filepath.Join(dir, fmt.Sprint(i%7), fmt.Sprintf("im%d.npy", i)), array(4, 5, 3, uint64(i)))
		}
		age(t, dir)
	}
	run := func(j job) outcome {
		t.Helper()
		out, err := j.do(context.Background())
		if err != nil {
			t.Fatal(j.Dir, err)
		}
		return out
	}
	grow(0, many-added)
	first := job{Command: "run", Input: dir, Dir: filepath.Join(base, "first")}
	run(first)
	grow(many-added, many)
	fresh := job{Command: "run", Input: dir, Dir: filepath.Join(base, "fresh")}
	if out := run(fresh); out.Decoded != int64(many) {
		t.Fatalf("%d images decoded of %d", out.Decoded, many)
	}
	want := fresh.results(t)
	again := func(name string, decoded int, change func(*job)) {
		t.Helper()
		j := job{Command: "run", Input: dir, Dir: filepath.Join(base, name), Reuse: filepath.Join(first.Dir, "manifest.arrow")}
		change(&j)
		out, got := run(j), j.results(t)
		for file, text := range want {
			if got[file] != text && file != "manifest.cache" {
				t.Errorf("%s: %s is not that of a fresh command", name, file)
			}
		}
		if out.Decoded != int64(decoded) || out.Taken != many-decoded {
			t.Errorf("%s: %d images decoded, %d taken over, want %d and %d", name, out.Decoded, out.Taken, decoded, many-decoded)
		}
	}
	again("time", added, func(*job) {})
	again("headers", 0, func(j *job) { j.Early, j.Reuse = true, filepath.Join(fresh.Dir, "manifest.arrow") })
	again("replaced", added, func(j *job) {
		if err := os.CopyFS(j.Dir, os.DirFS(first.Dir)); err != nil {
			t.Fatal(err)
		}
		j.Reuse = filepath.Join(j.Dir, "manifest.arrow")
	})
	now := time.Now().Add(-time.Minute)
	err := filepath.WalkDir(dir, func(name string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			err = os.Chtimes(name, now, now)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	again("touched", many, func(*job) {})
	again("hash", added, func(j *job) { j.ByHash = true })

	j := job{Command: "run", Input: dir, Dir: filepath.Join(base, "none"), Reuse: filepath.Join(first.Dir, "normalization.json")}
	if _, err := j.do(context.Background()); err == nil {
		t.Error("no error where there is no cache")
	}
}
