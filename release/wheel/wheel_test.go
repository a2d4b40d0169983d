package main

import (
	"archive/zip"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestInstall builds a wheel of this system, installs it with pip and without a
// network, and runs what was installed.
func TestInstall(t *testing.T) {
	pip := ""
	for _, py := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(py, "-m", "pip", "--version").Run() == nil {
			pip = py
			break
		}
	}
	if pip == "" || testing.Short() {
		t.Skip("needs Python with pip")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "bandprep")
	cmd := exec.Command("go", "build", "-o", program, "github.com/bandprep/bandprep/cmd/bandprep")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	target := runtime.GOOS + "/" + runtime.GOARCH
	name, err := build(program, "", target, dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := build(program, "", target, filepath.Join(dir, "again"))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := contents(t, name), contents(t, again); !bytes.Equal(a, b) {
		t.Error("equal programs give other wheels")
	}
	to := filepath.Join(dir, "installed")
	if out, err := exec.Command(pip, "-m", "pip", "install", "--no-index", "--no-deps", "--target", to, name).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command(filepath.Join(to, "bin", "bandprep"), "--version").CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "bandprep ") {
		t.Errorf("%v: %s", err, out)
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 4 {
		t.Errorf("%d files in the wheel, want the program and three of metadata", len(z.File))
	}
}

func contents(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestTargets holds that every system of .goreleaser.yaml has a wheel, and none
// else.
func TestTargets(t *testing.T) {
	text := string(contents(t, filepath.FromSlash("../../.goreleaser.yaml")))
	for _, list := range []string{"goos: [linux, darwin, windows]", "goarch: [amd64, arm64]"} {
		if !strings.Contains(text, list) {
			t.Errorf(".goreleaser.yaml has no %s", list)
		}
	}
	if len(platforms) != 6 {
		t.Errorf("%d wheels", len(platforms))
	}
	if _, err := build("x", "", "plan9/amd64", t.TempDir()); err == nil {
		t.Error("a wheel for plan9")
	}
}

// TestImage holds that the image has certificates of authorities and a user who
// is not root, and that nothing of it but the program runs.
func TestImage(t *testing.T) {
	text := string(contents(t, filepath.FromSlash("../../Dockerfile")))
	last := text[strings.LastIndex(text, "\nFROM "):]
	for _, want := range []string{"FROM scratch", "ca-certificates.crt", "USER 65532:65532", `ENTRYPOINT ["/bandprep"]`} {
		if !strings.Contains(last, want) {
			t.Errorf("the image has no %s: %s", want, last)
		}
	}
}
