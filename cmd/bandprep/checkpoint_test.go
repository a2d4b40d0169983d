package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/parts"
	"github.com/bandprep/bandprep/raster/codec"
)

// TestGoesOn gives a command again after one that measured all images and was
// killed before it had a result.
func TestGoesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	photos := testfile.Project("photos")
	var o pipeline.Options
	o.Images.Open, o.Some, o.Measure.NoFingerprints = codec.Open, true, true
	o.Parts = parts.Options{Dir: dir, Every: 1, Version: versionText()}
	in, err := pipeline.Open(context.Background(), []string{photos}, o)
	if err == nil {
		_, err = in.Table(context.Background(), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	stats := func(args ...string) (string, string) {
		t.Helper()
		var out, stderr bytes.Buffer
		if status := run(context.Background(), append([]string{"stats", photos}, args...), &out, &stderr); status != exitDone {
			t.Fatal(status, stderr.String())
		}
		return out.String(), stderr.String()
	}
	want, _ := stats()
	got, said := stats("--checkpoint", dir)
	if got != want || !strings.Contains(said, "going on: an interrupted command measured 30 images\ntaken over from earlier commands: 30 images\n") {
		t.Errorf("%q\n%s", said, got)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("left behind: %v", err)
	}
}
