package manifest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bandprep/bandprep/manifest"
)

func readFolder(dir string) (h manifest.Header, rows []manifest.Row, err error) {
	f, err := manifest.Open(dir)
	if err != nil {
		return h, nil, err
	}
	defer f.Close()
	for r, err := range f.Rows() {
		if err != nil {
			return h, nil, err
		}
		rows = append(rows, r)
	}
	return f.Header, rows, nil
}

// TestParts holds that a folder of parts reads as the rows that went in.
func TestParts(t *testing.T) {
	for _, n := range []int{0, 1, 5, 6} {
		dir, rows := t.TempDir(), photos(n)
		if err := manifest.WriteParts(dir, manifest.Header{Meta: manifest.Meta{manifest.KeySeed: "7"}}, 3, seq(rows)); err != nil {
			t.Fatal(err)
		}
		h, got, err := readFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(rows, append([]manifest.Row{}, got...), sameRows); d != "" || h.Meta[manifest.KeySeed] != "7" {
			t.Errorf("%d rows, %+v: %s", n, h, d)
		}
		if files, _ := filepath.Glob(filepath.Join(dir, "part-*")); len(files) != max(1, (n+2)/3) {
			t.Errorf("%d rows in %d parts of 3", n, len(files))
		}
	}
}

// TestPartsRefused names what is wrong with a folder.
func TestPartsRefused(t *testing.T) {
	for old, c := range map[string][2]string{
		"part-00001.parquet":   {"../x.parquet", "not in the folder"},
		"part-00000.parquet":   {"part-00009.parquet", "no such file"},
		`"type":"manifest"`:    {`"type":"other"`, "no bandprep manifest"},
		`"bandprep.version"`:   {`"x"`, "no bandprep manifest"},
		`"part-00000.parquet"`: {`"part-00001.parquet","part-00000.parquet"`, "not sorted"},
	} {
		dir := t.TempDir()
		if err := manifest.WriteParts(dir, manifest.Header{}, 3, seq(photos(6))); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, manifest.PartsName)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(strings.Replace(string(text), old, c[0], 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := readFolder(dir); err == nil || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s: %v, want %q", c[0], err, c[1])
		}
	}
}
