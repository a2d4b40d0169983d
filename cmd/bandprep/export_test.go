package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// python returns a Python that has the modules, or skips the test.
func python(t *testing.T, modules ...string) string {
	t.Helper()
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(name, "-c", "import "+strings.Join(modules, ", ")).Run() == nil {
			return name
		}
	}
	t.Skip("needs Python with " + strings.Join(modules, ", "))
	return ""
}

// runs runs the program in this process and fails where it fails.
func runs(t *testing.T, args ...string) string {
	t.Helper()
	status, out, stderr := bandprep(args...)
	if status != exitDone {
		t.Fatalf("bandprep %s: status %d: %s", strings.Join(args, " "), status, stderr)
	}
	return out
}

// TestSnippets executes what export gives for each tool: the pixels of train
// come out with mean 0 and standard deviation 1.
func TestSnippets(t *testing.T) {
	for set, modules := range map[string][]string{"photos": {"numpy", "PIL"}, "scenes": {"numpy", "PIL", "rasterio"}} {
		t.Run(set, func(t *testing.T) {
			py := python(t, modules...)
			dir := t.TempDir()
			made, items := filepath.Join(dir, "out"), filepath.Join(dir, "items.csv")
			runs(t, "run", "-q", testfile.Project(set), "-o", made, "--test", "0.2")
			runs(t, "export", made, "--to", "csv", "-o", items)
			tools := []string{"torchvision", "albumentations", "keras", "torchgeo", "monai"}
			if set == "photos" {
				tools = append(tools, "timm", "fastai")
			}
			args := []string{testfile.Project("loaders", "snippets.py"), items}
			for _, tool := range tools {
				code := filepath.Join(dir, tool+".py")
				if err := os.WriteFile(code, []byte(runs(t, "export", made, "--to", "snippet:"+tool)), 0o644); err != nil {
					t.Fatal(err)
				}
				args = append(args, code)
			}
			out, err := exec.Command(py, args...).CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			t.Logf("%s", out)
		})
	}
}
