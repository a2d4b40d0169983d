package parts_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/parts"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
)

// counting counts the sources whose pixels are read while a pass over the images
// goes on, and takes its time. It is the progress of that pass, too.
type counting struct {
	raster.Source
	o    *reading
	read atomic.Bool
}

type reading struct {
	early   bool // reading headers is a pass, too
	look    func()
	delay   time.Duration
	fine    bool           // in small tasks
	second  atomic.Int32   // images that second passes came to the end of
	passed  atomic.Int32   // passes that began
	passing atomic.Bool    // a pass over the images goes on
	decoded atomic.Int64   // images in it
	begun   map[string]int // images that each pass was to read
}

func (r *reading) Start(what string, images int, _ int64) {
	if what != "headers" || r.early {
		r.passed.Add(1)
		r.passing.Store(true)
	}
	r.begun[what] += images
}
func (r *reading) Done(int64) {
	if r.passed.Load() >= 2 {
		r.second.Add(1)
		r.look()
	}
}
func (r *reading) Finish() { r.passing.Store(false) }

func (c *counting) Read(ctx context.Context, w raster.Window, b *raster.Block) error {
	if c.o.passing.Load() && !c.read.Swap(true) {
		c.o.decoded.Add(1)
		c.o.look()
	}
	time.Sleep(c.o.delay)
	return c.Source.Read(ctx, w, b)
}

// Tasks makes the grain small, so that scenes are read in many tasks.
func (c *counting) Tasks(w raster.Window) []raster.Window {
	if c.o.fine {
		return w.Rows(8, 1)
	}
	return c.Source.Tasks(w)
}

func (r *reading) open(f raster.File, o raster.Options) (raster.Source, error) {
	src, err := codec.Open(f, o)
	if err != nil {
		return nil, err
	}
	return &counting{Source: src, o: r}, nil
}

// job is a command that a test interrupts.
type job struct {
	Command string // run, stats, fit
	Input   string
	Dir     string // of parts and results
	Every   time.Duration
	Delay   time.Duration
	Chips   table.Chips
	Seed    uint64
	Early   bool // small images are measured with their headers

	Reuse       string
	ByHash      bool
	Percentiles []float64
	Bands       string

	stop func(*reading) bool // interrupts the job, asked at every image
}

// outcome is what a job did.
type outcome struct {
	Images  int
	Taken   int            // images of which nothing was read
	Begun   map[string]int // images that each pass was to read
	Decoded int64          // sources whose pixels were read in passes
}

func (j *job) options(r *reading) pipeline.Options {
	var o pipeline.Options
	o.Images.Open, o.Images.Workers, o.Images.View.Chips, o.Images.Progress = r.open, 2, j.Chips, r
	o.Some, o.Images.View.Bands = !j.Early, j.Bands
	o.Measure.NoFingerprints = j.Command == "stats"
	o.Parts = parts.Options{Dir: filepath.Join(j.Dir, ".parts"), Every: j.Every, Reuse: j.Reuse, ByHash: j.ByHash, Cached: j.Command == "run"}
	return o
}

// do runs the job to its end.
func (j *job) do(ctx context.Context) (out outcome, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &reading{early: j.Early, delay: j.Delay, fine: j.Chips.W > 0, begun: make(map[string]int)}
	r.look = func() {
		if j.stop != nil && j.stop(r) {
			cancel()
		}
	}
	folder, err := output.NewFolder(j.Dir, true)
	if err != nil {
		return out, err
	}
	defer folder.Close()
	in, err := pipeline.Open(ctx, []string{j.Input}, j.options(r))
	if err != nil {
		return out, err
	}
	defer func() {
		out.Decoded, out.Begun, out.Taken = r.decoded.Load(), r.begun, in.Parts().Taken()
		if err != nil {
			in.Parts().Pause()
		}
	}()
	out.Images = in.Len()
	var o derive.Options
	o.Split.Valid.Fraction, o.Split.Seed, o.OrTrain, o.Percentiles = 0.2, j.Seed, true, j.Percentiles
	switch j.Command {
	case "run":
		d, err := pipeline.Run(ctx, in, o, pipeline.LimitsPercentile)
		if err != nil {
			return out, err
		}
		if err := pipeline.Write(folder, d); err != nil {
			return out, err
		}
		if err := in.Parts().WriteCache(folder.Path("manifest.arrow"), d.Table, in.Set()); err != nil {
			return out, err
		}
	case "stats":
		_, list, _, err := pipeline.Stats(ctx, in, pipeline.StatsOptions{Options: o})
		if err != nil {
			return out, err
		}
		if err := output.WriteFile(filepath.Join(j.Dir, "stats.json"), true, output.JSON(list[0].Document())); err != nil {
			return out, err
		}
	case "fit":
		_, fitted, err := pipeline.Fit(ctx, in, pipeline.FitOptions{FitOptions: derive.FitOptions{Options: pca.Options{Components: 2}}})
		if err != nil {
			return out, err
		}
		if err := output.WriteFile(filepath.Join(j.Dir, "pca.json"), true, func(f *os.File) error { return fitted.Model.Write(f) }); err != nil {
			return out, err
		}
	}
	return out, in.Parts().Done()
}

// inParts returns how many images of a job are in finished parts.
func (j *job) inParts(t *testing.T) (n int) {
	t.Helper()
	r := &reading{begun: make(map[string]int), look: func() {}}
	o := j.options(r)
	o.Some = true
	in, err := pipeline.Open(context.Background(), []string{j.Input}, o)
	if err != nil {
		t.Fatal(err)
	}
	wants := o.Measure.Holds()
	for _, im := range in.Set().Images.All() {
		if in.Parts().Has(in.Set(), im, wants) {
			n++
		}
	}
	return n
}

// TestJob is the process that is killed: it runs the job in an environment
// variable.
func TestJob(t *testing.T) {
	text := os.Getenv("BANDPREP_TEST_JOB")
	if text == "" {
		t.Skip("runs in a process of its own")
	}
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		t.Fatal(err)
	}
	if _, err := j.do(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// kill runs a job in a process of its own, and kills it so long after it began.
func (j *job) kill(t *testing.T, after time.Duration) {
	t.Helper()
	text, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestJob$")
	cmd.Env = append(os.Environ(), "BANDPREP_TEST_JOB="+string(text))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if _, err := os.Stat(j.Dir); err == nil {
			break
		}
	}
	time.Sleep(after)
	cmd.Process.Kill()
	cmd.Wait()
}

// results returns the files that a job wrote, and fails where anything else is
// left.
func (j *job) results(t *testing.T) map[string]string {
	t.Helper()
	got := make(map[string]string)
	entries, err := os.ReadDir(j.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("left behind: %s", e.Name())
			continue
		}
		got[e.Name()] = string(read(t, filepath.Join(j.Dir, e.Name())))
	}
	return got
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// age sets the times of files back, so that they are known by them.
func age(t testing.TB, dir string) {
	t.Helper()
	past := time.Date(2024, 5, 6, 7, 8, 9, 10, time.UTC)
	err := filepath.WalkDir(dir, func(name string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			err = os.Chtimes(name, past, past)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
