package walls

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// Limits of files in bytes, and of packages in lines.
const (
	fileBytes     = 8 << 10
	packageLines  = 3500
	pipelineLines = 700
)

// TestSizes holds that files have one idea each and packages stay readable. Tests,
// assembly with its declarations and generators do not count; formats, the
// splitter and the commands may be larger packages.
func TestSizes(t *testing.T) {
	cmd := exec.Command("git", "ls-files", "-co", "--exclude-standard", "*.go")
	cmd.Dir = testfile.Root()
	out, err := cmd.Output()
	if err != nil {
		t.Skip("not a checkout: ", err)
	}
	lines := make(map[string]int)
	for name := range strings.FieldsSeq(string(out)) {
		if strings.HasSuffix(name, "_test.go") || strings.Contains(name, "_amd64") || strings.Contains(name, "_gen/") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(testfile.Root(), name))
		if err != nil {
			continue // removed, but not yet in the index
		}
		if len(data) > fileBytes {
			t.Errorf("%s has %d bytes: it is two files", name, len(data))
		}
		lines[filepath.ToSlash(filepath.Dir(name))] += bytes.Count(data, []byte("\n"))
	}
	for room, n := range lines {
		limit := packageLines
		switch {
		case room == "pipeline":
			limit = pipelineLines
		case strings.HasPrefix(room, "raster"), room == "split", strings.HasPrefix(room, "cmd/"), strings.HasPrefix(room, "bench"):
			continue
		}
		if n > limit {
			t.Errorf("%s has %d lines: it is two rooms", room, n)
		}
	}
}
