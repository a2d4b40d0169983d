package pipeline_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/raster/codec"
)

// thief removes a file when the pass of a title begins.
type thief struct{ title, file string }

func (p *thief) Start(what string, _ int, _ int64) {
	if what == p.title {
		os.Remove(p.file)
	}
}
func (p *thief) Done(int64) {}
func (p *thief) Finish()    {}

// TestVanished: an image that vanishes between the passes is left out of the
// second one and named, whatever the number of workers; --strict ends the run.
func TestVanished(t *testing.T) {
	type second struct {
		title string
		run   func(in *pipeline.Input) (any, *derive.Dataset, error)
	}
	ctx := context.Background()
	fitted := func(mnf bool, l pipeline.Limits) func(in *pipeline.Input) (any, *derive.Dataset, error) {
		return func(in *pipeline.Input) (any, *derive.Dataset, error) {
			o := pipeline.FitOptions{MinimumNoise: mnf, Limits: l}
			o.Components = 3
			table, r, err := pipeline.Fit(ctx, in, o)
			if err != nil {
				return nil, nil, err
			}
			return r.Model.Output, &derive.Dataset{Table: table}, nil
		}
	}
	for _, s := range []second{
		{"limits of components", fitted(false, pipeline.LimitsPercentile)},
		{"noise", fitted(true, pipeline.LimitsSigma)},
	} {
		var first any
		for _, workers := range []int{1, 3} {
			for _, strict := range []bool{false, true} {
				dir := t.TempDir()
				if err := os.CopyFS(dir, os.DirFS(testfile.Project("scenes"))); err != nil {
					t.Fatal(err)
				}
				o := opening(codec.Open, workers)
				o.Images.Strict = strict
				o.Images.Progress = &thief{s.title, filepath.Join(dir, "chip-11.tif")}
				in, err := pipeline.Open(ctx, []string{dir}, o.Options)
				if err != nil {
					t.Fatal(err)
				}
				got, d, err := s.run(in)
				if strict {
					if err == nil || !strings.Contains(err.Error(), "chip-11.tif") {
						t.Errorf("%s, strict: %v", s.title, err)
					}
					continue
				}
				if err != nil {
					t.Fatalf("%s: %v", s.title, err)
				}
				if k := d.Table.Skipped; len(k) != 1 || !strings.HasSuffix(k[0].Path, "chip-11.tif") || !strings.HasPrefix(k[0].Error, "left out of the "+s.title) {
					t.Errorf("%s: skipped %v", s.title, k)
				}
				if first == nil {
					first = got
				} else if !reflect.DeepEqual(got, first) {
					t.Errorf("%s: the number of workers shows", s.title)
				}
			}
		}
	}
}
