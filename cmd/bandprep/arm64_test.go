package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// TestARM64 builds the program for another architecture, runs it under user
// mode emulation and compares statistics of all bands and manifests
// byte for byte.
func TestARM64(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program for another architecture")
	}
	emulator, err := exec.LookPath("qemu-aarch64")
	if err != nil || runtime.GOARCH == "arm64" {
		t.Skip("needs qemu-aarch64 and another architecture")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "bandprep")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "GOARCH=arm64", "GOOS=linux", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Chdir(testfile.Root())
	for _, folder := range []string{"photos", "scenes", "reflectance"} {
		input := filepath.Join("testdata", folder)
		args := []string{"stats", "--json", "-q", "--percentiles", "2,50,98", input}
		there, err := exec.Command(emulator, append([]string{program}, args...)...).Output()
		if err != nil {
			t.Fatal(folder, err)
		}
		if status, here, stderr := bandprep(args...); status != exitDone || here != string(there) {
			t.Errorf("%s: statistics differ: %s\n%s\n%s", folder, stderr, here, there)
		}
		// Statistics, split, constants and, of more than three bands, a PCA.
		ours, theirs := filepath.Join(dir, folder+"-here"), filepath.Join(dir, folder+"-there")
		args = []string{"split", "-q", input, "-o"}
		if status, _, stderr := bandprep(append(args, ours)...); status != exitDone {
			t.Fatal(folder, stderr)
		}
		if out, err := exec.Command(emulator, append(append([]string{program}, args...), theirs)...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", folder, err, out)
		}
		a, errA := os.ReadFile(ours)
		b, errB := os.ReadFile(theirs)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: manifests differ (%v, %v)", folder, errA, errB)
		}
	}
}
