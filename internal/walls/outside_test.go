package walls

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// outside is a program of another module: it computes the constants of a folder,
// splits it, fits components and reads the manifest that it wrote.
const outside = `package main

import (
	"context"
	"fmt"
	"os"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/split"
)

func main() {
	ctx := context.Background()
	in, err := pipeline.Open(ctx, []string{os.Args[1]}, pipeline.Options{Images: imageset.Options{Open: codec.Open}})
	check(err)
	d, err := pipeline.Run(ctx, in, derive.Options{Split: split.Options{Valid: split.Share{Fraction: 0.25}, Seed: 3}}, pipeline.LimitsSigma)
	check(err)
	fit, err := derive.Fit(d.Table, nil, 0, derive.FitOptions{Options: pca.Options{Components: 2}})
	check(err)
	f, err := os.Create(os.Args[2])
	check(err)
	check(pipeline.WriteManifest(f, d))
	check(f.Close())
	m, err := manifest.Open(os.Args[2])
	check(err)
	defer m.Close()
	n := 0
	for _, err := range m.Rows() {
		check(err)
		n++
	}
	fmt.Println(n, "rows,", len(d.Normalization.Mean), "means,", len(fit.Model.Components), "components")
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`

// TestOutsideModule builds and runs a program outside the module, which can
// import public packages only.
func TestOutsideModule(t *testing.T) {
	root := testfile.Root()
	dir := t.TempDir()
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(mod), "module github.com/bandprep/bandprep", "module example.org/outside", 1)
	text += "\nrequire github.com/bandprep/bandprep v0.0.0\n\nreplace github.com/bandprep/bandprep => " + root + "\n"
	for name, data := range map[string]string{"go.mod": text, "go.sum": string(sum), "main.go": outside} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "run", "-mod=mod", ".", testfile.Project("scenes"), filepath.Join(dir, "m.arrow"))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "12 rows, 13 means, 2 components\n" {
		t.Fatalf("%v: %s", err, out)
	}
}
