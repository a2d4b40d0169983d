package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// TestInspectOfRealSets holds what inspect says of real images against
// testdata/inspect.golden, which was read line by line and compared with what the
// origin of each set says of it. Sets of the collection are skipped where it does
// not lie beside the checkout.
func TestInspectOfRealSets(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("testdata", "inspect.golden"))
	if err != nil {
		t.Fatal(err)
	}
	sections := strings.Split(string(golden), "== ")[1:]
	if len(sections) != 19 {
		t.Fatalf("%d sections", len(sections))
	}
	for _, section := range sections {
		name, want, _ := strings.Cut(section, "\n")
		t.Run(name, func(t *testing.T) {
			parts := strings.Split(name, "/")
			dir := testfile.Project(parts[1:]...)
			if parts[0] == "shared" {
				dir = testfile.Shared(t, parts[1:]...)
			}
			_, out, stderr := bandprep("inspect", dir)
			if got := strings.ReplaceAll(out+stderr, dir, name); got != want {
				t.Errorf("inspect says\n%swant\n%s", got, want)
			}
		})
	}
}
