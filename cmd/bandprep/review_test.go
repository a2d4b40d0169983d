package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// TestReviewInBrowser presses random keys in a real browser, with reloads,
// several windows and kills of the server; testdata/review/session.mjs holds
// that the log says what the keys mean.
func TestReviewInBrowser(t *testing.T) {
	script := testfile.Project("review", "session.mjs")
	browser, err := exec.LookPath("chromium")
	if err != nil || testing.Short() {
		t.Skip("needs chromium")
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(script), "node_modules")); err != nil {
		t.Skip("needs npm ci in testdata/review")
	}
	dir := t.TempDir()
	program, made := filepath.Join(dir, "bandprep"), filepath.Join(dir, "made")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if o := outcomeOf(t, []string{"run", "-q", testfile.Project("photos"), "-o", made}); o.Status != exitDone {
		t.Fatal(o.Stderr)
	}
	out, err := exec.Command("node", script, program, browser, made, "1", "3").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
