package codestream

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// FuzzLoad walks headers and packets, without decoding.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("../../testdata/*.j2k")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	limits := raster.Limits{Pixels: 1 << 18, BlockBytes: 1 << 22, TagBytes: 1 << 20}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Open(bytes.NewReader(data), 0, int64(len(data)), limits)
		if err == nil {
			for i := range min(c.Across*c.Down, 8) {
				if _, err = c.Load(i); err != nil {
					break
				}
			}
		}
		if err != nil && !raster.IsTyped(err) {
			t.Fatalf("error without a type: %v", err)
		}
	})
}
