package manifest_test

import (
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/manifest"
)

func writeParquet(t interface{ Fatal(args ...any) }, h manifest.Header, rows []manifest.Row) []byte {
	var b bytes.Buffer
	if err := manifest.WriteParquet(&b, h, seq(rows)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestParquet holds that rows and header come back from Parquet as they were
// written, and equal those that come back from Arrow.
func TestParquet(t *testing.T) {
	name := filepath.Join(t.TempDir(), "m.parquet")
	rapid.Check(t, func(t *rapid.T) {
		h := manifest.Header{Kind: manifest.SumKind(rapid.IntRange(0, 2).Draw(t, "kind")), Meta: manifest.Meta{}, Columns: anyColumns(t)}
		rows := rapid.SliceOfN(anyRow(h), 0, 9).Draw(t, "rows")
		h.Meta[manifest.KeyPCA] = rapid.String().Draw(t, "model")
		data := writeParquet(t, h, rows)
		got, gotRows, err := read(name, data)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(rows, append([]manifest.Row{}, gotRows...), sameRows); d != "" {
			t.Fatalf("rows differ (-written +read):\n%s", d)
		}
		if got.Meta[manifest.KeyPCA] != h.Meta[manifest.KeyPCA] || got.Kind != h.Kind || !slices.Equal(got.Columns, h.Columns) {
			t.Fatalf("%+v, want %+v", got, h)
		}
		if !bytes.Equal(write(t, got, gotRows), write(t, h, rows)) {
			t.Fatal("written as Arrow, the bytes differ")
		}
	})
}

// TestParquetGroups writes more rows than a row group and a batch hold.
func TestParquetGroups(t *testing.T) {
	rows := photos(16<<10 + 700)
	_, got, err := read(filepath.Join(t.TempDir(), "m.parquet"), writeParquet(t, manifest.Header{}, rows))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(rows, got, sameRows); d != "" {
		t.Error(d)
	}
}

// TestParquetDamaged reads Parquet files with seeded damages.
func TestParquetDamaged(t *testing.T) {
	name := filepath.Join(t.TempDir(), "m.parquet")
	r := rand.New(rand.NewPCG(3, 4))
	data := writeParquet(t, manifest.Header{Kind: manifest.SumsTriple}, example(manifest.SumsTriple))
	for range mutants() {
		readBounded(t, name, mutated(r, data))
	}
	for k := 0; k < len(data); k += 499 {
		if readBounded(t, name, data[:k]) == nil {
			t.Errorf("cut to %d of %d bytes: no error", k, len(data))
		}
	}
}

// FuzzParquet reads any bytes as Parquet, with the bounds of TestDamaged.
func FuzzParquet(f *testing.F) {
	f.Add(writeParquet(f, manifest.Header{Kind: manifest.SumsDecimal}, example(manifest.SumsDecimal)))
	f.Fuzz(func(t *testing.T, data []byte) {
		readBounded(t, filepath.Join(t.TempDir(), "m.parquet"), data)
	})
}
