package pipeline_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/raster"
)

const damages = 300 // per sample file

// damaged returns a copy of data that is cut off or has a few bits flipped.
func damaged(r *rand.Rand, data []byte) []byte {
	if r.IntN(2) == 0 {
		return data[:r.IntN(len(data))]
	}
	out := append([]byte{}, data...)
	for range 1 + r.IntN(8) {
		at := r.IntN(len(out))
		if r.IntN(2) == 0 {
			at = r.IntN(min(len(out), 512)) // headers hold what breaks most
		}
		out[at] ^= 1 << r.IntN(8)
	}
	return out
}

// TestDamagedFiles sends damaged copies of every sample file through the whole
// line: each is measured or skipped with a typed reason.
func TestDamagedFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("many files: the race detector is slow here")
	}
	for _, c := range []struct {
		folder, kind string
	}{{"photos", "3xuint8"}, {"scenes", "13xint16"}, {"reflectance", "10xfloat32"}, {"landsat", "7xuint16"}} {
		t.Run(c.folder, func(t *testing.T) {
			t.Parallel()
			n := damages
			for i, name := range projectFiles(t, c.folder) {
				data, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				dir := t.TempDir()
				r := rand.New(rand.NewPCG(7, uint64(i)))
				for k := range n {
					file := filepath.Join(dir, fmt.Sprintf("%03d%s", k, filepath.Ext(name)))
					if err := os.WriteFile(file, damaged(r, data), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				throughTheLine(t, c.kind, dir, n)
			}
		})
	}
}

// throughTheLine runs everything on the n files of dir.
func throughTheLine(t *testing.T, kind, dir string, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // a hang, not a measure of speed
	defer cancel()
	o := options()
	o.Images.View.Kind = kind
	o.Images.Limits = raster.Limits{Pixels: 1 << 22, BlockBytes: 64 << 20}
	s := inspect(t, o, dir)
	d, err := pipeline.Run(ctx, s.in, o.Derive, pipeline.LimitsSigma)
	if err != nil {
		t.Fatal(err)
	}
	for _, skipped := range s.Skipped {
		if !raster.IsTyped(skipped.Err) {
			t.Errorf("%s: %v is no typed error", skipped.Path, skipped.Err)
		}
	}
	if d.Table.Rows.Len() == 0 || d.Table.Rows.Len()+len(s.Skipped) > n {
		t.Errorf("%d rows, %d skipped of %d", d.Table.Rows.Len(), len(s.Skipped), n)
	}
	name := filepath.Join(dir, "manifest.arrow")
	if err := writeManifest(d, name); err != nil {
		t.Fatal(err)
	}
}
