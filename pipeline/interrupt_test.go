package pipeline_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/apply"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
	"io"
)

// tracked counts the sources that are open.
type tracked struct {
	raster.Source
	open *atomic.Int64
}

func (s tracked) Close() error { s.open.Add(-1); return s.Source.Close() }

// TestInterrupt cancels at several points of the line: no goroutine, no open
// source, no file and no folder stays behind.
func TestInterrupt(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	chips := table.Chips{W: 10, H: 10}
	for _, folder := range []string{"photos", "scenes"} {
		for _, at := range []int64{1, 5, 13, 14, 20, 40} { // opened files
			for _, cut := range []table.Chips{{}, chips} {
				if folder == "photos" && cut.W > 0 {
					continue
				}
				interrupted(t, folder, at, cut)
			}
		}
	}
	left, err := os.ReadDir(temp)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind in the temporary folder: %v %v", left, err)
	}
}

func interrupted(t *testing.T, folder string, at int64, cut table.Chips) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var open, opened atomic.Int64
	o := options()
	o.Images.Workers, o.Images.View.Chips = 3, cut
	o.Derive.Split.Valid.Fraction = 0.2
	var armed atomic.Bool // once the headers are read
	o.Images.Open = func(f raster.File, ro raster.Options) (raster.Source, error) {
		if armed.Load() && opened.Add(1) == at {
			cancel()
		}
		src, err := codec.Open(f, ro)
		if err != nil {
			return nil, err
		}
		open.Add(1)
		return tracked{src, &open}, nil
	}
	s := inspect(t, o, testfile.Project(folder))
	armed.Store(true)
	dir := filepath.Join(t.TempDir(), "out")
	out, err := output.NewFolder(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pipeline.Run(ctx, s.in, o.Derive, pipeline.LimitsPercentile)
	out.Close()
	if opened.Load() >= at && !errors.Is(err, context.Canceled) {
		t.Errorf("%s, cancelled at file %d: %v", folder, at, err)
	}
	if n := open.Load(); n != 0 {
		t.Errorf("%s, cancelled at file %d: %d sources stay open", folder, at, n)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s, cancelled at file %d: the output folder stays: %v", folder, at, err)
	}
}

// TestApplyInterrupted leaves whole images only.
func TestApplyInterrupted(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var opened atomic.Int64
	o := options()
	var armed atomic.Bool // once the headers are read
	o.Images.Open = func(f raster.File, ro raster.Options) (raster.Source, error) {
		if armed.Load() && opened.Add(1) == 10 {
			cancel()
		}
		return codec.Open(f, ro)
	}
	s := inspect(t, o, testfile.Project("photos"))
	armed.Store(true)
	dir := t.TempDir()
	create := func(w io.WriteSeeker, format string, h raster.Header, workers int) (apply.RowWriter, error) {
		return codec.Create(w, format, h, codec.CreateOptions{Workers: workers})
	}
	done, err := apply.Apply(ctx, s.Set, dir, apply.Options{Create: create})
	n := 0
	if done != nil {
		n = len(done.Items)
	}
	if !errors.Is(err, context.Canceled) || n >= 30 {
		t.Errorf("%d written, %v", n, err)
	}
	files := 0
	filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		if filepath.Ext(path) != ".png" {
			t.Errorf("left behind: %s", path)
		}
		f, err := os.ReadFile(path)
		if err == nil {
			_, err = codec.Open(raster.Bytes(f), raster.Options{})
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if done.Begun != (files > 0) {
		t.Errorf("%d files, begun %v", files, done.Begun)
	}
	if files < n || files == 30 {
		t.Errorf("%d files, %d written", files, n)
	}
}
