package pipeline_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/split"
)

// Constants of every image of a folder.
func ExampleStats() {
	ctx := context.Background()
	o := pipeline.Options{Images: imageset.Options{Open: codec.Open, Workers: 2}}
	in, err := pipeline.Open(ctx, []string{"../testdata/photos"}, o)
	if err != nil {
		log.Fatal(err)
	}
	_, parts, _, err := pipeline.Stats(ctx, in, pipeline.StatsOptions{})
	if err != nil {
		log.Fatal(err)
	}
	n := parts[0].Document().Normalization
	fmt.Printf("mean %.4f, std %.4f, of %d images, for values divided by %g\n", n.Mean, n.Std, n.Images, n.Scale)
	// Output: mean [0.5369 0.4700 0.4443], std [0.2720 0.2575 0.2427], of 30 images, for values divided by 255
}

// The whole line: a split, the constants of train, components, and a manifest.
func ExampleRun() {
	ctx := context.Background()
	o := pipeline.Options{Images: imageset.Options{Open: codec.Open, Workers: 2}}
	in, err := pipeline.Open(ctx, []string{"../testdata/scenes"}, o)
	if err != nil {
		log.Fatal(err)
	}
	d, err := pipeline.Run(ctx, in, derive.Options{Split: split.Options{Valid: split.Share{Fraction: 0.2}, Seed: 42}}, pipeline.LimitsSigma)
	if err != nil {
		log.Fatal(err)
	}
	defer d.Table.Close()
	fmt.Println(d.Splitter.Sentence)
	fmt.Printf("%d bands, first mean %.2f, %d components\n", len(d.Table.Bands), d.Normalization.Mean[0], len(d.Model.Components))
	// Output:
	// Split by cells of the map (every item is georeferenced), seed 42: 2 valid, 10 train.
	// 13 bands, first mean 1463.54, 3 components
}

// The rows of a manifest, and another split of them; no image is read.
func Example_manifest() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "manifest.arrow")
	in, err := pipeline.Open(ctx, []string{"../testdata/photos"}, pipeline.Options{Images: imageset.Options{Open: codec.Open}})
	if err != nil {
		log.Fatal(err)
	}
	d, err := pipeline.Run(ctx, in, derive.Options{Split: split.Options{Valid: split.Share{Fraction: 0.2}}}, pipeline.LimitsSigma)
	if err != nil {
		log.Fatal(err)
	}
	f, err := os.Create(name)
	if err != nil {
		log.Fatal(err)
	}
	if err := pipeline.WriteManifest(f, d); err != nil {
		log.Fatal(err)
	}
	f.Close()

	m, err := manifest.Open(name)
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	t, err := table.Read(m)
	if err != nil {
		log.Fatal(err)
	}
	folds, err := derive.Split(t, derive.Options{Split: split.Options{Folds: 5, Seed: 1}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(t.Rows.Len(), "rows:", t.Rows.At(0).ID)
	fmt.Println(folds.Splitter.Sentence)
	// Output:
	// 30 rows: dress/dress-00.jpg
	// Split stratified by 3 labels, seed 1: 6 fold 0, 6 fold 1, 6 fold 2, 6 fold 3, 6 fold 4.
}
