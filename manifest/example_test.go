package manifest_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/manifest"
)

// A manifest is written and read back; training code takes the items of a
// split from it.
func Example() {
	dir, err := os.MkdirTemp("", "manifest")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	sums := func(v int64) []exact.Sum { return []exact.Sum{exact.IntSum(exact.FromInt64(v))} }
	rows := func(yield func(manifest.Row, error) bool) {
		for i, split := range []string{"train", "valid"} {
			if !yield(manifest.Row{
				ID: fmt.Sprintf("cat/%d.png", i), Path: fmt.Sprintf("photos/cat/%d.png", i), Width: 2, Height: 1, Bands: 1,
				SampleType: "uint8", Label: "cat", Split: split, Fold: -1,
				Valid: []int64{2}, Total: 2, Minimum: []float64{10}, Maximum: []float64{20},
				Sum: sums(30), SumSquares: sums(500), Complete: 2, SumComplete: sums(30),
				Extra: []manifest.Value{manifest.Float64Value(0.25)},
			}, nil) {
				return
			}
		}
	}
	name := filepath.Join(dir, "items.parquet")
	f, err := os.Create(name)
	if err != nil {
		log.Fatal(err)
	}
	header := manifest.Header{Kind: manifest.SumsInt64, Columns: []manifest.Column{{Name: "cloud", Type: manifest.Float64}}}
	if err := manifest.WriteParquet(f, header, rows); err != nil {
		log.Fatal(err)
	}
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}

	m, err := manifest.Open(name)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	for r, err := range m.Rows() {
		if err != nil {
			log.Fatal(err)
		}
		if r.Split == "train" {
			fmt.Println(r.Path, r.Label, r.Sum[0].Int(), m.Columns[0].Name, r.Extra[0].Float64())
		}
	}
	// Output: photos/cat/0.png cat 30 cloud 0.25
}
