package main

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bandprep/bandprep/internal/testfile"
)

// do runs the program and returns its standard error; it fails unless it ends with
// the status.
func do(t *testing.T, want int, args ...string) string {
	t.Helper()
	status, _, stderr := bandprep(args...)
	if status != want {
		t.Fatalf("%v: status %d, want %d: %s", args, status, want, stderr)
	}
	return stderr
}

// sameRun fails where two folders of a run differ in more than the page.
func sameRun(t *testing.T, a, b string, pca bool) {
	t.Helper()
	names := []string{"manifest.arrow", "normalization.json", "skipped.csv"}
	if pca {
		if _, err := os.Stat(filepath.Join(a, "pca.json")); err != nil {
			t.Error(err)
		}
		names = append(names, "pca.json")
	}
	for _, name := range names {
		x, errX := os.ReadFile(filepath.Join(a, name))
		y, errY := os.ReadFile(filepath.Join(b, name))
		if os.IsNotExist(errX) && os.IsNotExist(errY) && name == "skipped.csv" {
			continue
		}
		if errX != nil || errY != nil || !bytes.Equal(x, y) {
			t.Errorf("%s differs: %v, %v", name, errX, errY)
		}
	}
}

// copyFiles copies the files of a folder that match a pattern into dir.
func copyFiles(t *testing.T, dir, pattern string) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatal(pattern, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, filepath.Base(name)), b, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestShards holds that the results of one process, and of shards that were measured
// in any order, some of them interrupted and repeated, are the same bytes, and that
// the merge reads no pixel: by then, none is left.
func TestShards(t *testing.T) {
	cases := []struct {
		name  string
		args  []string
		pca   bool
		files func(t *testing.T, dir string)
	}{
		{"photos", nil, false, func(t *testing.T, dir string) {
			for _, label := range []string{"dress", "pants", "shoes"} {
				os.Mkdir(filepath.Join(dir, label), 0o755)
				copyFiles(t, filepath.Join(dir, label), testfile.Project("photos", label, "*.jpg"))
			}
		}},
		{"grey beside colour", []string{"--percentiles", "2,98", "--histograms"}, false, func(t *testing.T, dir string) {
			copyFiles(t, dir, testfile.Project("photos", "dress", "*.jpg"))
			for i := range 5 {
				grey := image.NewGray(image.Rect(0, 0, 140, 130))
				for k := range grey.Pix {
					grey.Pix[k] = byte(k * k * (i + 3))
				}
				var b bytes.Buffer
				if err := jpeg.Encode(&b, grey, nil); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("a-grey-%d.jpg", i)), b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}},
		{"chips", []string{"--chip", "24", "--edge", "keep", "--min-valid", "0.9"}, true, func(t *testing.T, dir string) {
			copyFiles(t, dir, testfile.Project("scenes", "*.tif"))
		}},
		{"chips of 13 bands", []string{"--chip", "128"}, true, func(t *testing.T, dir string) {
			copyFiles(t, dir, testfile.Shared(t, "multispectral", "floods-13band", "*.tif"))
		}},
		{"products", []string{"--physical"}, true, func(t *testing.T, dir string) {
			for _, name := range []string{"S2A_MSIL2A_20221005T110751_N0400_R023_T30TXM_20221005T164454.SAFE", "S2A_MSIL2A_20221015T110751_N0400_R023_T30TXM_20221015T164454.SAFE"} {
				if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(testfile.Project("products", name))); err != nil {
					t.Fatal(err)
				}
			}
		}},
		{"table", []string{"--by", "temporal", "--histograms"}, false, func(t *testing.T, dir string) {
			copyFiles(t, dir, testfile.Project("photos", "dress", "*.jpg"))
			text := "path,label,group,time,camera\n"
			for i := range 10 {
				text += fmt.Sprintf("set/dress-%02d.jpg,%d,%d,2024-01-%02dT00:00:00Z,c%d\n", i, i%2, i%5, i+1, i%3)
			}
			if err := os.WriteFile("items.csv", []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}},
		{"tar", []string{"--limits", "sigma"}, true, func(t *testing.T, dir string) {
			for shard := range 3 {
				f, err := os.Create(filepath.Join(dir, fmt.Sprintf("train-%d.tar", shard)))
				if err != nil {
					t.Fatal(err)
				}
				w := tar.NewWriter(f)
				names, _ := filepath.Glob(testfile.Project("scenes", "*.tif"))
				for i, name := range names {
					if i%3 != shard {
						continue
					}
					b, _ := os.ReadFile(name)
					if err := w.WriteHeader(&tar.Header{Name: filepath.Base(name), Mode: 0o644, Size: int64(len(b))}); err != nil {
						t.Fatal(err)
					}
					w.Write(b)
				}
				w.Close()
				f.Close()
			}
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			os.Mkdir("set", 0o755)
			c.files(t, "set")
			tars, _ := filepath.Glob("set/*.tar")
			tables, _ := filepath.Glob("*.csv")
			inputs := append(tars, tables...)
			if inputs == nil {
				inputs = []string{"set"}
			}
			do(t, exitDone, slices.Concat([]string{"run", "-q", "-o", "one", "--no-report"}, c.args, inputs)...)
			do(t, exitDone, slices.Concat([]string{"plan", "-q", "--shards", "7"}, c.args, inputs)...)
			draw := rand.New(rand.NewPCG(1, 2))
			for _, i := range draw.Perm(7) {
				shard := fmt.Sprintf("%d/7", i)
				ctx, cancel := context.WithTimeout(context.Background(), time.Duration(draw.IntN(30))*time.Millisecond)
				var none bytes.Buffer
				run(ctx, []string{"run", "-q", "--plan", "plan.arrow", "--shard", shard, "-o", "parts"}, &none, &none)
				cancel()
				if i != 3 { // it is measured with what is missing
					do(t, exitDone, "run", "-q", "--plan", "plan.arrow", "--shard", shard, "-o", "parts", "--workers", fmt.Sprint(1+i%3))
				}
			}
			do(t, exitDone, "run", "-q", "--plan", "plan.arrow", "-o", "parts")
			before, _ := os.ReadFile(filepath.Join("parts", "part-000007-of-000007.part"))
			do(t, exitDone, "run", "-q", "--plan", "plan.arrow", "-o", "parts")
			after, _ := os.ReadFile(filepath.Join("parts", "part-000007-of-000007.part"))
			if len(before) == 0 || !bytes.Equal(before, after) {
				t.Error("a repetition changed what was added up")
			}
			do(t, exitDone, "merge", "-q", "plan.arrow", "parts", "-o", "merged")
			sameRun(t, "one", "merged", c.pca)
			if c.name == "tar" || c.name == "products" { // whose headers lie between the pixels, or behind them
				return
			}
			spoil(t, "set")
			do(t, exitDone, "merge", "-q", "plan.arrow", "parts", "-o", "blind")
			sameRun(t, "one", "blind", c.pca)
		})
	}
}

// spoil replaces the second half of every file.
func spoil(t *testing.T, dir string) {
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		clear(b[len(b)/2:])
		return os.WriteFile(path, b, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestShardsDamaged holds that an image whose pixels are damaged is skipped by its
// shard with the reason that one run gives, and that chips of a damaged scene go
// together.
func TestShardsDamaged(t *testing.T) {
	for _, chip := range []string{"", "--chip=24"} {
		t.Chdir(t.TempDir())
		os.Mkdir("set", 0o755)
		copyFiles(t, "set", testfile.Project("scenes", "*.tif"))
		b, err := os.ReadFile("set/chip-11.tif")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("set/chip-11.tif", b[:len(b)-len(b)/4], 0o644); err != nil {
			t.Fatal(err)
		}
		args := []string{"set", "-q", "--allow-skipped", "10%"}
		if chip != "" {
			args = append(args, chip)
		}
		do(t, exitDone, append([]string{"run", "-o", "one", "--no-report"}, args...)...)
		do(t, exitDone, append([]string{"plan", "--shards", "2"}, args...)...)
		skipped := 0
		for _, shard := range []string{"1/2", "0/2"} {
			skipped += strings.Count(do(t, exitDone, "run", "-q", "--plan", "plan.arrow", "--shard", shard, "-o", "parts"), "chip-11.tif")
		}
		if skipped != 1 {
			t.Errorf("%d shards skipped the image, want 1", skipped)
		}
		do(t, exitDone, "run", "-q", "--plan", "plan.arrow", "-o", "parts")
		do(t, exitDone, "merge", "-q", "plan.arrow", "parts", "-o", "merged")
		sameRun(t, "one", "merged", true)
		if b, _ := os.ReadFile("merged/skipped.csv"); !bytes.Contains(b, []byte("chip-11.tif")) {
			t.Errorf("skipped.csv: %s", b)
		}
	}
}

// TestBrokenParts holds that parts and plans of any other bytes are errors that name
// them.
func TestBrokenParts(t *testing.T) {
	t.Chdir(t.TempDir())
	do(t, exitDone, "plan", "-q", testfile.Project("photos"), "--shards", "2")
	do(t, exitDone, "run", "-q", "--plan", "plan.arrow", "-o", "parts")
	name := filepath.Join("parts", "part-000001-of-000002.part")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(whole); at += 97 {
		b := bytes.Clone(whole)
		b[at] ^= 1
		for _, b := range [][]byte{b, whole[:at]} {
			if err := os.WriteFile(name, b, 0o644); err != nil {
				t.Fatal(err)
			}
			if stderr := do(t, exitFailed, "merge", "-q", "plan.arrow", "parts", "-o", "out"); !strings.Contains(stderr, "part-000001-of-000002.part") {
				t.Fatalf("byte %d: %s", at, stderr)
			}
		}
	}
}
