package output

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test program be a writer that is killed: see TestKilled.
func TestMain(m *testing.M) {
	if dir := os.Getenv("BANDPREP_TEST_HOLD"); dir != "" {
		hold(dir)
	}
	os.Exit(m.Run())
}

// hold takes a folder, begins a file and waits to be killed.
func hold(dir string) {
	if _, err := NewFolder(dir, false); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	WriteFile(filepath.Join(dir, "half"), false, func(f *os.File) error {
		f.WriteString("half")
		fmt.Println("holding")
		time.Sleep(time.Minute)
		return nil
	})
}

// TestKilled: a second writer is refused while the first lives; once that was
// killed, the folder is free and what it left is gone.
func TestKilled(t *testing.T) {
	if !canLock {
		t.Skip("no locks here")
	}
	dir := filepath.Join(t.TempDir(), "out")
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "BANDPREP_TEST_HOLD="+dir)
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	io.ReadFull(out, make([]byte, len("holding\n")))
	want := fmt.Sprintf("process %d is writing into %s", c.Process.Pid, dir)
	if _, err := NewFolder(dir, true); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("second writer: %v, want %q", err, want)
	}
	if err := Writable(filepath.Join(dir, "other")); err != nil {
		t.Error(err)
	}
	if n := len(list(t, dir)); n != 2 {
		t.Errorf("a live writer has %v", list(t, dir))
	}
	c.Process.Kill()
	c.Wait()
	d, err := NewFolder(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if names := list(t, dir); len(names) != 1 || names[0] != lockName {
		t.Errorf("left behind: %v", names)
	}
	d.Close()
	if _, err := os.Stat(dir); err != nil {
		t.Errorf("a folder that was there is gone: %v", err)
	}
	if names := list(t, dir); len(names) != 0 {
		t.Errorf("left behind: %v", names)
	}
}

func list(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func text(s string) func(*os.File) error {
	return func(f *os.File) error { _, err := f.WriteString(s); return err }
}

// TestPutAllOrNone: where one file may not be replaced, none is.
func TestPutAllOrNone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	put := func(overwrite bool, files ...File) error {
		d, err := NewFolder(dir, overwrite)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		return d.Put(files)
	}
	broken := errors.New("disk full")
	if err := put(false, File{"x", text("1")}, File{"y", func(*os.File) error { return broken }}); err != broken {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an empty folder stays: %v", err)
	}
	if err := put(false, File{"x", text("1")}, File{"y", text("1")}, File{"z", nil}); err != nil {
		t.Fatal(err)
	}
	if err := put(false, File{"x", text("1")}, File{"y", text("1")}); err != nil {
		t.Errorf("equal: %v", err)
	}
	for _, files := range [][]File{{{"new", text("2")}, {"y", text("2")}}, {{"new", text("2")}, {"y", nil}}} {
		if err := put(false, files...); err == nil || !strings.Contains(err.Error(), "--overwrite") {
			t.Errorf("%v", err)
		}
	}
	if names := list(t, dir); strings.Join(names, " ") != "x y" {
		t.Errorf("holds %v", names)
	}
	if err := put(true, File{"x", text("2")}, File{"y", nil}); err != nil {
		t.Error(err)
	}
	if data, _ := os.ReadFile(filepath.Join(dir, "x")); string(data) != "2" || len(list(t, dir)) != 1 {
		t.Errorf("%q, %v", data, list(t, dir))
	}
}

// TestReplacedMeanwhile: what appears under the name during the work is looked
// at again before the file takes it.
func TestReplacedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out")
	for what, change := range map[string]func() error{
		"another result": func() error { return os.WriteFile(name, []byte("theirs"), 0o600) },
		"a folder":       func() error { return os.Mkdir(name, 0o755) },
		"a link":         func() error { return os.Symlink("/nowhere", name) },
	} {
		err := WriteFile(name, false, func(f *os.File) error { return errors.Join(change(), text("ours")(f)) })
		if err == nil {
			t.Errorf("%s was written over", what)
		}
		os.Remove(name)
		if names := list(t, dir); len(names) > 0 {
			t.Errorf("%s: left behind %v", what, names)
		}
	}
	// The folder is removed: nothing can be left.
	gone := filepath.Join(dir, "gone")
	os.Mkdir(gone, 0o755)
	if err := WriteFile(filepath.Join(gone, "x"), false, func(f *os.File) error { return os.RemoveAll(gone) }); err == nil || !strings.Contains(err.Error(), "its folder does not exist") {
		t.Errorf("%v", err)
	}
}

// TestMode: a new file can be read by all, a replaced one as before.
func TestMode(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out")
	for i, want := range []os.FileMode{0o644, 0o600} {
		if err := WriteFile(name, true, text(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(name)
		if err != nil || i == 0 && info.Mode().Perm() != want {
			t.Fatal(info.Mode(), err)
		}
		if i == 1 && info.Mode().Perm() != want {
			t.Errorf("mode %v, want %v", info.Mode().Perm(), want)
		}
		os.Chmod(name, 0o600)
	}
}

// TestForsake: a writer that is given up leaves nothing.
func TestForsake(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	d, err := NewFolder(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	_ = WriteFile(d.Path("x"), false, func(f *os.File) error {
		Forsake()
		ours.mu.Unlock()
		return errors.New("given up")
	})
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder stays: %v", err)
	}
	d.Close()
}
