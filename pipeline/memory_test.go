package pipeline_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/bandprep/bandprep/pipeline"
)

// manyImages writes n greymaps of 4×4 pixels, a thousand in a folder.
func manyImages(t *testing.T, n int) string {
	t.Helper()
	root := t.TempDir()
	for i := range n {
		dir := filepath.Join(root, fmt.Sprintf("%03d", i/1000))
		if i%1000 == 0 {
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		data := append([]byte("P5 4 4 255\n"), bytes.Repeat([]byte{byte(i), byte(i >> 8), byte(i * 7), 9}, 4)...)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%06d.pgm", i)), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// heap returns the bytes that are in use after a collection.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestMemoryPerItem measures what is in use when the last of many small images
// comes, everything since the start of the scan counted, and how it grows with
// their number. The collector may let a third more lie about.
func TestMemoryPerItem(t *testing.T) {
	if testing.Short() {
		t.Skip("20,000 images")
	}
	const few, many = 2000, 20_000
	roots := map[int]string{few: manyImages(t, few), many: manyImages(t, many)}
	grown := func(n int, work func(s *looked, o setup, seen func())) int64 {
		o := options()
		o.Derive.Split.Valid.Fraction = 0.2
		before := heap()
		var last int64
		seen := func() { last = heap() - before }
		o.Images.Progress = &atLast{n: n, seen: seen}
		s := inspect(t, o, roots[n])
		work(s, o, seen)
		runtime.KeepAlive(s)
		return last
	}
	for name, c := range map[string]struct {
		limit int64 // bytes per item
		work  func(s *looked, o setup, seen func())
	}{
		"stats": {230, func(s *looked, o setup, seen func()) {
			if _, _, _, err := statistics(s, o, allItems); err != nil {
				t.Error(err)
			}
		}},
		"run": {400, func(s *looked, o setup, seen func()) {
			d, err := pipeline.Run(context.Background(), s.in, o.Derive, pipeline.LimitsSigma)
			if err != nil {
				t.Error(err)
			}
			seen()
			runtime.KeepAlive(d)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := grown(few, c.work), grown(many, c.work)
			if per := (b - a) / (many - few); per > c.limit {
				t.Errorf("%d bytes per item, limit %d (%d for %d items, %d for %d)", per, c.limit, a, few, b, many)
			} else {
				t.Logf("%d bytes per item", per)
			}
		})
	}
}

// atLast calls seen when the last image has been read.
type atLast struct {
	n    int
	seen func()
}

func (p *atLast) Start(string, int, int64) {}
func (p *atLast) Finish()                  {}
func (p *atLast) Done(int64) {
	if p.n--; p.n == 0 {
		p.seen()
	}
}
