package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// TestInterrupted ends commands with status 130 and leaves nothing behind.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	photos := testfile.Project("photos")
	for _, args := range [][]string{
		{"run", "-q", photos}, {"run", "-q", photos, "-o", "out"}, {"stats", "-q", photos}, {"check", "-q", photos},
		{"split", "-q", photos}, {"pca", "fit", "-q", testfile.Project("scenes")},
	} {
		var out, stderr bytes.Buffer
		if status := run(ctx, args, &out, &stderr); status != exitInterrupted || !strings.Contains(stderr.String(), "interrupted; nothing was written") {
			t.Errorf("%v: status %d\n%s", args, status, stderr.String())
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
