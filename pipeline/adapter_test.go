package pipeline_test

import (
	"context"
	"os"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/stats"
)

// setup is how a test finds, sees, measures and derives.
type setup struct {
	pipeline.Options
	Derive derive.Options
	Per    string
}

func options() setup {
	var o setup
	o.Images.Open, o.Images.Workers = codec.Open, 2
	o.Some = true // images are opened when they are measured
	return o
}

// looked is a set whose headers were read.
type looked struct {
	*imageset.Set
	in *pipeline.Input
}

// allItems draws no sample.
var allItems derive.Sampling

// look scans and reads headers with the given way of finding items.
func look(t *testing.T, find dataset.Options, o setup, inputs ...string) *looked {
	t.Helper()
	o.Find = find
	in, err := pipeline.Open(context.Background(), inputs, o.Options)
	if err != nil {
		t.Fatal(err)
	}
	return &looked{in.Set(), in}
}

// inspect lists and inspects inputs.
func inspect(t *testing.T, o setup, inputs ...string) *looked {
	t.Helper()
	return look(t, dataset.Options{}, o, inputs...)
}

// inspectError returns the error of inspecting.
func inspectError(t *testing.T, o setup, input string) error {
	t.Helper()
	_, err := pipeline.Open(context.Background(), []string{input}, o.Options)
	if err == nil {
		t.Fatal("no error")
	}
	return err
}

// measured returns what measuring gives, by id; every image must be readable.
func measureAll(t *testing.T, s *looked, o setup) map[string]measure.Measured {
	t.Helper()
	got := make(map[string]measure.Measured)
	for m, err := range measure.Images(context.Background(), s.Set, s.Images, o.Measure) {
		if err == nil {
			err = m.Err
		}
		if err != nil {
			t.Fatal(err)
		}
		got[m.Image.ID] = m
	}
	if len(s.Skipped) > 0 {
		t.Fatal(s.Skipped)
	}
	return got
}

// parts returns the statistics of a set, with all warnings.
func parts(t *testing.T, s *looked, o setup, p derive.Sampling) ([]*derive.Part, []string) {
	t.Helper()
	table, list, warnings, err := statistics(s, o, p)
	if err != nil {
		t.Fatal(err)
	}
	return list, append(table.Warnings, warnings...)
}

func statistics(s *looked, o setup, p derive.Sampling) (*table.Table, []*derive.Part, []string, error) {
	if o.Derive.Scale == 0 {
		o.Derive.Scale = 1
	}
	return pipeline.Stats(context.Background(), s.in, pipeline.StatsOptions{Options: o.Derive, Per: o.Per, Sampling: p})
}

// summary returns the statistics of all images of a folder.
func summary(t *testing.T, o setup, dir string) stats.Summary {
	t.Helper()
	return summaryOf(t, o, inspect(t, o, dir))
}

// summaryOf returns the statistics of all images of a set.
func summaryOf(t *testing.T, o setup, s *looked) stats.Summary {
	t.Helper()
	table, list, _, err := statistics(s, o, allItems)
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Skipped) > 0 {
		t.Fatalf("skipped %v", table.Skipped)
	}
	return list[0].Summary()
}

// fit fits a model on all images.
func fit(ctx context.Context, s *looked, o setup, f pipeline.FitOptions) (*derive.Fitted, error) {
	f.DDOF = o.Derive.DDOF
	_, r, err := pipeline.Fit(ctx, s.in, f)
	return r, err
}

func writeManifest(d *derive.Dataset, name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return pipeline.WriteManifest(f, d)
}

// opening returns options with an opener and a number of workers.
func opening(open imageset.Opener, workers int) setup {
	o := options()
	o.Images.Open, o.Images.Workers = open, workers
	return o
}
