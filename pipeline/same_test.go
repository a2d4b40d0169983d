package pipeline_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

// manifestBytes runs the line and returns the bytes of the manifest.
func manifestBytes(t *testing.T, find dataset.Options, o setup, inputs ...string) []byte {
	t.Helper()
	s := look(t, find, o, inputs...)
	d, err := pipeline.Run(context.Background(), s.in, o.Derive, pipeline.LimitsPercentile)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "manifest.arrow")
	if err := writeManifest(d, name); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// tarOf packs files into one tar under their base names.
func tarOf(t *testing.T, files []string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "images.tar")
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err == nil {
			err = w.WriteHeader(&tar.Header{Name: filepath.Base(f), Size: int64(len(data)), Mode: 0o644})
		}
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestEqualManifests compares bytes for 1, 2 and 7 workers and for inputs in
// another order: photos, chips of scenes, stacks, archives.
func TestEqualManifests(t *testing.T) {
	chips := table.Chips{W: 16, H: 16, StrideX: 12, StrideY: 12, Edge: table.EdgePad}
	for name, c := range map[string]struct {
		find   dataset.Options
		chips  table.Chips
		inputs []string
	}{
		"photos":      {inputs: projectFiles(t, "photos")},
		"scenes":      {inputs: projectFiles(t, "scenes")},
		"reflectance": {inputs: projectFiles(t, "reflectance")},
		"chips":       {inputs: projectFiles(t, "scenes"), chips: chips},
		"stack":       {find: dataset.Options{Stack: "{scene}_{band}.tif"}, inputs: []string{imagePath("patch_B0*.tif")}},
		"archives":    {inputs: []string{tarOf(t, projectFiles(t, "photos")), tarOf(t, projectFiles(t, "photos/dress"))}},
	} {
		t.Run(name, func(t *testing.T) {
			var want []byte
			r := rand.New(rand.NewPCG(1, 2))
			for _, workers := range []int{1, 2, 7} {
				o := options()
				o.Images.Workers, o.Images.View.Chips = workers, c.chips
				o.Derive.Split.Valid.Fraction, o.Derive.Split.Seed = 0.25, 42
				inputs := slices.Clone(c.inputs)
				if workers > 1 {
					r.Shuffle(len(inputs), func(i, j int) { inputs[i], inputs[j] = inputs[j], inputs[i] })
				}
				got := manifestBytes(t, c.find, o, inputs...)
				if want == nil {
					want = got
				} else if !bytes.Equal(got, want) {
					t.Errorf("%d workers: %d bytes differ from those of 1 worker", workers, len(got))
				}
			}
		})
	}
}

// TestArchiveEqualsFolder compares the rows of a tar with those of its files.
func TestArchiveEqualsFolder(t *testing.T) {
	for _, folder := range []string{"photos/dress", "scenes", "reflectance", "landsat"} {
		o := options()
		files := projectFiles(t, folder)
		plain := measureAll(t, inspect(t, o, testfile.Project(folder)), o)
		packed := measureAll(t, inspect(t, o, tarOf(t, files)), o)
		equalMoments(t, plain, packed, "images.tar#")
	}
}

// TestZipEqualsFolder compares stored and deflated members with plain files.
func TestZipEqualsFolder(t *testing.T) {
	o := options()
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		name := filepath.Join(t.TempDir(), "images.zip")
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, file := range projectFiles(t, "scenes") {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			m, err := w.CreateHeader(&zip.FileHeader{Name: filepath.Base(file), Method: method})
			if err == nil {
				_, err = m.Write(data)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		equalMoments(t, measureAll(t, inspect(t, o, testfile.Project("scenes")), o), measureAll(t, inspect(t, o, name), o), "images.zip#")
	}
}

// TestParquetEqualsFiles compares embedded photos with their files; their
// labels come from the column.
func TestParquetEqualsFiles(t *testing.T) {
	o := options()
	packed := measureAll(t, inspect(t, o, filepath.FromSlash("../internal/parquet/testdata/shoes.parquet")), o)
	plain := make(map[string]measure.Measured)
	for i := range 4 {
		file := testfile.Project("photos", "shoes", fmt.Sprintf("shoes-%02d.jpg", i))
		plain[fmt.Sprint(i)] = one(t, measureAll(t, inspect(t, o, file), o))
		if label := packed[fmt.Sprintf("shoes.parquet#%d", i)].Image.Label; label != fmt.Sprint(i%2) {
			t.Errorf("row %d has label %q", i, label)
		}
	}
	equalMoments(t, plain, packed, "shoes.parquet#")
}

func equalMoments(t *testing.T, plain, packed map[string]measure.Measured, prefix string) {
	t.Helper()
	if len(plain) != len(packed) {
		t.Fatalf("%d members, %d files", len(packed), len(plain))
	}
	for id, p := range plain {
		q, ok := packed[prefix+id]
		if !ok || p.Image.Width != q.Image.Width || p.Image.Height != q.Image.Height || p.Hash != q.Hash || !slices.Equal(p.Moments.Valid, q.Moments.Valid) ||
			!slices.Equal(p.Moments.Min, q.Moments.Min) || !slices.Equal(p.Moments.Max, q.Moments.Max) || !slices.Equal(p.Moments.Sum, q.Moments.Sum) ||
			!slices.Equal(p.Moments.SumProducts, q.Moments.SumProducts) {
			t.Errorf("%s differs in the archive", id)
		}
	}
}
