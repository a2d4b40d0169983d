package parts_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// writeArrays writes 8 arrays of two labels, one with a sidecar.
func writeArrays(t *testing.T, dir string, side int) {
	t.Helper()
	for i := range 8 {
		label := []string{"dress", "shoes"}[i%2]
		write(t, filepath.Join(dir, label, fmt.Sprintf("%s-0%d.npy", label, i/2)), array(side, side+2, 3, uint64(i)))
	}
	write(t, filepath.Join(dir, "dress", "dress-00.npy.aux.xml"), []byte("<PAMDataset/>"))
	age(t, dir)
}

// TestChangedBetween changes files between an interrupted command and the next:
// what is in the parts is not taken over for them, and the results are those of a
// fresh command.
func TestChangedBetween(t *testing.T) {
	const first = "shoes/shoes-00.npy"
	replace := func(t *testing.T, dir string) { // by another file of equal size
		if err := os.Rename(filepath.Join(dir, "shoes", "shoes-01.npy"), filepath.Join(dir, first)); err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]struct {
		do      func(t *testing.T, dir string)
		decoded int64 // -1: any number
	}{
		"nothing": {func(*testing.T, string) {}, 0},
		"changed in place, of equal size": {func(t *testing.T, dir string) {
			data := read(t, filepath.Join(dir, first))
			data[len(data)-1] ^= 1
			write(t, filepath.Join(dir, first), data)
		}, 1},
		"changed in place, times set back": {func(t *testing.T, dir string) {
			data := read(t, filepath.Join(dir, first))
			data[len(data)-1] ^= 1
			write(t, filepath.Join(dir, first), data)
			age(t, filepath.Join(dir, first))
		}, 1},
		"replaced by a file with equal size and times": {replace, 1},
		"replaced by a file with earlier times": {func(t *testing.T, dir string) {
			replace(t, dir)
			earlier := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
			if err := os.Chtimes(filepath.Join(dir, first), earlier, earlier); err != nil {
				t.Fatal(err)
			}
		}, 1},
		"grown within": {func(t *testing.T, dir string) { write(t, filepath.Join(dir, first), array(10, 11, 3, 5)) }, 1},
		"grown by a file": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "shoes", "new.npy"), read(t, filepath.Join(dir, first)))
		}, 1},
		"cut": {func(t *testing.T, dir string) {
			if err := os.Truncate(filepath.Join(dir, first), 300); err != nil {
				t.Fatal(err)
			}
		}, 0}, // it cannot be opened
		"removed": {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, first)) }, 0},
		"moved to another name": {func(t *testing.T, dir string) {
			os.Rename(filepath.Join(dir, first), filepath.Join(dir, "shoes", "z.npy"))
		}, 1},
		"moved to another label": {func(t *testing.T, dir string) {
			os.Rename(filepath.Join(dir, first), filepath.Join(dir, "dress", "shoes-00.npy"))
		}, 1},
		"a sidecar changed": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "dress", "dress-00.npy.aux.xml"), []byte("<PAMDataset><!-- 2 --></PAMDataset>"))
		}, 1},
		"a sidecar of equal size and times": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "dress", "dress-00.npy.aux.xml"), []byte("<PAMDataset />"[:13]))
			age(t, dir)
		}, 8}, // all times were set, of each file
		"a sidecar came": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "dress", "dress-01.npy.aux.xml"), []byte("<PAMDataset/>"))
		}, 1},
		"a sidecar went": {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "dress", "dress-00.npy.aux.xml")) }, 1},
		"a part was damaged": {func(t *testing.T, dir string) {
			for i, name := range partFiles(t, dir) {
				data := read(t, name)
				data[len(data)*(i+1)/12] ^= 4
				write(t, name, data)
			}
		}, -1},
		"a part was cut": {func(t *testing.T, dir string) {
			name := partFiles(t, dir)[0]
			if err := os.Truncate(name, int64(len(read(t, name))-1)); err != nil {
				t.Fatal(err)
			}
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			dir := filepath.Join(base, "in")
			writeArrays(t, dir, 9)
			j := job{Command: "run", Input: dir, Dir: filepath.Join(base, "out"), Every: time.Nanosecond}
			j.stop = func(r *reading) bool { return r.passed.Load() == 2 } // the rows are there
			j.Percentiles = []float64{50}
			if _, err := j.do(context.Background()); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			if n := len(partFiles(t, dir)); n != 8 {
				t.Fatalf("%d parts", n)
			}
			time.Sleep(5 * time.Millisecond)
			change.do(t, dir)
			j.stop, j.Percentiles = nil, nil
			again, err := j.do(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			fresh := j
			fresh.Dir = filepath.Join(t.TempDir(), "out")
			if _, err := fresh.do(context.Background()); err != nil {
				t.Fatal(err)
			}
			got := j.results(t)
			for file, text := range fresh.results(t) {
				if file != "manifest.cache" && got[file] != text {
					t.Errorf("%s is not that of a fresh command", file)
				}
			}
			if change.decoded >= 0 && again.Decoded != change.decoded {
				t.Errorf("%d images decoded, want %d", again.Decoded, change.decoded)
			}
		})
	}
}

// partFiles returns the parts of the job over the images in dir.
func partFiles(t *testing.T, dir string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "..", "out", ".parts", "part-*"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestSeenOtherwise: what is seen otherwise is measured anew, another seed is not.
func TestSeenOtherwise(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "in")
	writeArrays(t, dir, 9)
	for name, c := range map[string]struct {
		change  func(*job)
		decoded int64
	}{
		"another seed": {func(j *job) { j.Seed = 7 }, 0},
		"chips":        {func(j *job) { j.Chips.W, j.Chips.H = 4, 4 }, 8},
		"bands":        {func(j *job) { j.Bands = "2,1" }, 8},
		"no hashes":    {func(j *job) { j.Command = "stats" }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			j := job{Command: "run", Input: dir, Dir: filepath.Join(t.TempDir(), "out"), Every: time.Nanosecond, Percentiles: []float64{50}}
			j.stop = func(r *reading) bool { return r.passed.Load() == 2 }
			if _, err := j.do(context.Background()); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			j.stop, j.Percentiles = nil, nil
			c.change(&j)
			got, err := j.do(context.Background())
			if err != nil || got.Decoded != c.decoded {
				t.Errorf("%d images decoded, want %d: %v", got.Decoded, c.decoded, err)
			}
		})
	}
}

// TestSecondPass interrupts second passes: neither the first is done again, nor
// what was added up of the second.
func TestSecondPass(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "in")
	writeArrays(t, dir, 300) // so large that images are not handed over together
	for _, c := range []struct {
		j     job
		title string
		train int // images of the second pass
	}{
		{job{Command: "fit"}, "limits of components", 8},
		{job{Command: "run", Percentiles: []float64{2, 98}}, "images", 6},
	} {
		t.Run(c.title, func(t *testing.T) {
			whole := c.j
			whole.Input, whole.Dir, whole.Every = dir, filepath.Join(t.TempDir(), "whole"), time.Nanosecond
			if _, err := whole.do(context.Background()); err != nil {
				t.Fatal(err)
			}
			j := whole
			j.Dir = filepath.Join(t.TempDir(), "out")
			const read = 4 // of the second pass, when it is interrupted
			j.stop = func(r *reading) bool { return r.second.Load() == read }
			out, err := j.do(context.Background())
			if !errors.Is(err, context.Canceled) {
				t.Fatal(out, err)
			}
			j.stop = nil
			again, err := j.do(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			// What other workers had begun when it was interrupted may be in parts, too.
			if again.Taken != 8 || again.Decoded >= int64(c.train) || again.Decoded < 1 {
				t.Errorf("%d taken over, then %d of %d images decoded", again.Taken, again.Decoded, c.train)
			}
			want, got := whole.results(t), j.results(t)
			for name, text := range want {
				if got[name] != text {
					t.Errorf("%s is not that of an undisturbed command", name)
				}
			}
			if c.j.Command != "run" {
				return
			}
			j.Reuse = filepath.Join(j.Dir, "manifest.arrow")
			last, err := j.do(context.Background())
			if err != nil || last.Decoded != 0 {
				t.Errorf("%d images decoded again: %v", last.Decoded, err)
			}
		})
	}
}
