package pipeline_test

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/bandprep/bandprep/pipeline"
)

// manyImages writes a tar of n grey images of 4×4 pixels.
func manyImages(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := range n {
		data := append([]byte("P5 4 4 255\n"), bytes.Repeat([]byte{byte(i), byte(i >> 8), byte(i * 7), 9}, 4)...)
		if err := w.WriteHeader(&tar.Header{Name: fmt.Sprintf("%05d.pgm", i), Size: int64(len(data)), Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "many.tar")
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// heap returns the bytes that are in use after a collection.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestMemoryPerItem measures many small images: what is still in use when the
// last one comes does not grow with their number, but for the rows of a run.
func TestMemoryPerItem(t *testing.T) {
	if testing.Short() {
		t.Skip("20,000 images")
	}
	const few, many = 2000, 20000
	grown := func(n int, work func(s *pipeline.Set, o pipeline.Options, seen func())) int64 {
		o := options()
		o.Split.Valid.Fraction = 0.2
		name := manyImages(t, n)
		s := inspect(t, o, name)
		before := heap()
		var last int64
		work(s, o, func() { last = heap() - before })
		return last
	}
	for name, c := range map[string]struct {
		limit int64 // bytes per item
		work  func(s *pipeline.Set, o pipeline.Options, seen func())
	}{
		"stats": {250, func(s *pipeline.Set, o pipeline.Options, seen func()) {
			o.Progress = &atLast{n: s.Images.Len(), seen: seen}
			if _, _, err := pipeline.Stats(context.Background(), s, o, 1, pipelineAll, nil); err != nil {
				t.Error(err)
			}
		}},
		"run": {1024, func(s *pipeline.Set, o pipeline.Options, seen func()) {
			d, err := pipeline.Run(context.Background(), s, o, 0, pipeline.LimitsSigma)
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
