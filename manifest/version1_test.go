package manifest_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bandprep/bandprep/manifest"
)

// unzipped returns a file of testdata.
func unzipped(t testing.TB, name string) []byte {
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if data, err = io.ReadAll(z); err != nil {
		t.Fatal(err)
	}
	return data
}

// TestVersion1 reads manifests that the program wrote before version 2: the
// rows of example, the first with the grade "7", the second with "fine", which
// is none of 1 to 9.
func TestVersion1(t *testing.T) {
	for name, kind := range map[string]manifest.SumKind{"int64": manifest.SumsInt64, "decimal": manifest.SumsDecimal, "triple": manifest.SumsTriple} {
		h, rows, err := read(filepath.Join(t.TempDir(), "m.arrow"), unzipped(t, "version1-"+name+".arrow.gz"))
		if err != nil {
			t.Fatal(err)
		}
		want := example(kind)
		want[0].Grade = 7
		if d := cmp.Diff(want, rows, sameRows); d != "" || h.Kind != kind || h.Columns != nil || h.Meta[manifest.KeySeed] != "42" {
			t.Errorf("%s: header %+v; rows (-want +got):\n%s", name, h, d)
		}
	}
}
