package pipeline_test

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
)

// TestPercentilesEqualNumpy compares with method="inverted_cdf".
func TestPercentilesEqualNumpy(t *testing.T) {
	for folder, want := range map[string]map[string][]float64{"photos": expected.Photos.Percentiles, "scenes": expected.Scenes.Percentiles} {
		o := options()
		for p := range want {
			v, _ := strconv.ParseFloat(p, 64)
			o.Derive.Percentiles = append(o.Derive.Percentiles, v)
		}
		s := inspect(t, o, testfile.Project(folder))
		list, _ := parts(t, s, o, allItems)
		doc := list[0].Document()
		for p, values := range want {
			for b, w := range values {
				if got := float64(doc.Bands[b].Percentiles[p]); got != w {
					t.Errorf("%s, band %d, %s %%: %v, want %v", folder, b+1, p, got, w)
				}
			}
		}
	}
}

// TestEqualWeights lets every photo count alike.
func TestEqualWeights(t *testing.T) {
	o := options()
	o.Derive.EqualWeights = true
	s := inspect(t, o, testfile.Project("photos"))
	list, _ := parts(t, s, o, allItems)
	doc, sum := list[0].Document(), list[0].Summary()
	for b := range sum.Bands {
		near(t, b, "mean", sum.Bands[b].Mean, &expected.Photos.EqualMean[b], 1e-13)
		near(t, b, "stddev", sum.Bands[b].StdDev, &expected.Photos.EqualStdDev[b], 1e-13)
	}
	if doc.Normalization.StdKind != "image" {
		t.Errorf("std_kind %q", doc.Normalization.StdKind)
	}
}

// TestCovarianceEqualsNumpy measures 13 bands of integers.
func TestCovarianceEqualsNumpy(t *testing.T) {
	o := options()
	list, _ := parts(t, inspect(t, o, testfile.Project("scenes")), o, allItems)
	sum := list[0].Summary()
	if sum.Complete != expected.Scenes.Complete {
		t.Errorf("%d complete pixels, want %d", sum.Complete, expected.Scenes.Complete)
	}
	(&moment{expected.Scenes.Mean, expected.Scenes.Covariance}).equal(t, &sum)
}

// TestPCAEqualsNumpy fits a model on all scenes: eigenvectors of numpy's eigh,
// and percentiles of the projected pixels as limits.
func TestPCAEqualsNumpy(t *testing.T) {
	o := options()
	for _, workers := range []int{1, 3} {
		o.Images.Workers = workers
		s := inspect(t, o, testfile.Project("scenes"))
		fitted, err := fit(context.Background(), s, o, pipeline.FitOptions{FitOptions: derive.FitOptions{Options: pca.Options{Components: 3}}, Limits: pipeline.LimitsPercentile})
		if err != nil {
			t.Fatal(err)
		}
		m := fitted.Model
		want := &expected.Scenes
		close2(t, "mean", [][]float64{m.Mean}, [][]float64{want.Mean}, 1e-12)
		close2(t, "variance", [][]float64{m.ExplainedVariance}, [][]float64{want.Variance}, 1e-9)
		for c := range want.Components {
			near(t, c, "variance ratio", m.ExplainedVarianceRatio[c], ptr(want.Variance[c]/want.TotalVariance), 1e-9)
			for b, w := range want.Components[c] {
				if math.Abs(m.Components[c][b]-w) > 1e-9 {
					t.Errorf("component %d, band %d: %v, want %v", c+1, b+1, m.Components[c][b], w)
				}
			}
			// Limits are exact to 1/1024 of a standard deviation, see pca.Limits.
			bin := math.Sqrt(want.Variance[c]) / 1024
			if math.Abs(m.Output.Low[c]-want.Low[c]) > bin || math.Abs(m.Output.High[c]-want.High[c]) > bin {
				t.Errorf("component %d: limits %v … %v, want %v … %v", c+1, m.Output.Low[c], m.Output.High[c], want.Low[c], want.High[c])
			}
		}
		sigmaFit, err := fit(context.Background(), s, o, pipeline.FitOptions{FitOptions: derive.FitOptions{Options: pca.Options{Components: 3}}, Limits: pipeline.LimitsSigma})
		if err != nil {
			t.Fatal(err)
		}
		sigma := sigmaFit.Model
		for c, v := range want.Variance { // 2.0537489… is the 98 % quantile of the normal distribution
			near(t, c, "sigma limit", sigma.Output.High[c], ptr(2.0537489106318225*math.Sqrt(v)), 1e-9)
			near(t, c, "sigma limit", sigma.Output.Low[c], ptr(-2.0537489106318225*math.Sqrt(v)), 1e-9)
		}
	}
}

func ptr(v float64) *float64 { return &v }

// TestRunFitsTrain holds that Run's model is that of the train items alone.
func TestRunFitsTrain(t *testing.T) {
	o := options()
	o.Derive.Split.Valid.Fraction, o.Derive.Split.Seed = 0.3, 1
	s := inspect(t, o, testfile.Project("scenes"))
	d, err := pipeline.Run(context.Background(), s.in, o.Derive, pipeline.LimitsPercentile)
	if err != nil {
		t.Fatal(err)
	}
	var train []string
	for _, r := range d.Table.Rows.All() {
		if r.Split == "train" {
			train = append(train, testfile.Project("scenes", r.ID))
		}
	}
	if len(train) == d.Table.Rows.Len() || len(train) == 0 {
		t.Fatalf("%d of %d items in train", len(train), d.Table.Rows.Len())
	}
	fitted, err := fit(context.Background(), inspect(t, o, train...), o, pipeline.FitOptions{FitOptions: derive.FitOptions{Options: pca.Options{Components: 3}}, Limits: pipeline.LimitsPercentile})
	if err != nil {
		t.Fatal(err)
	}
	m := fitted.Model
	for c := range m.Components {
		if !slices.Equal(m.Components[c], d.Model.Components[c]) || m.Output.Low[c] != d.Model.Output.Low[c] || m.Output.High[c] != d.Model.Output.High[c] {
			t.Errorf("component %d differs", c+1)
		}
	}
}

// TestSample draws the same images for any number of workers, in any order of
// inputs, and states intervals.
func TestSample(t *testing.T) {
	var first derive.Statistics
	for i, workers := range []int{1, 2, 7} {
		o := options()
		o.Images.Workers = workers
		s := inspect(t, o, testfile.Project("photos"))
		list, _ := parts(t, s, o, derive.Sampling{Items: 12, Seed: 3})
		doc := list[0].Document()
		if doc.Images != 12 || doc.Sample == nil || doc.Sample.Population != 30 {
			t.Fatalf("%d images, sample %+v", doc.Images, doc.Sample)
		}
		for _, b := range doc.Bands {
			for what, in := range map[string]struct {
				interval *[2]derive.Number
				value    derive.Number
			}{"mean": {b.MeanInterval, b.Mean}, "stddev": {b.StdDevInterval, b.StdDev}} {
				if in.interval == nil || !(in.interval[0] < in.value && in.value < in.interval[1]) {
					t.Errorf("%s of %s: interval %v around %v", what, b.Name, in.interval, in.value)
				}
			}
		}
		if i == 0 {
			first = doc
		} else if doc.Normalization.Digest != first.Normalization.Digest || *doc.Bands[0].MeanInterval != *first.Bands[0].MeanInterval {
			t.Errorf("%d workers: another sample", workers)
		}
	}
	o := options()
	s := inspect(t, o, testfile.Project("photos"))
	list, _ := parts(t, s, o, derive.Sampling{Items: 12, Seed: 4})
	if doc := list[0].Document(); doc.Normalization.Digest == first.Normalization.Digest {
		t.Error("another seed draws the same images")
	}
	// More than there are: all of them, so there is nothing left to doubt.
	s = inspect(t, o, testfile.Project("photos"))
	list, _ = parts(t, s, o, derive.Sampling{Items: 99})
	doc := list[0].Document()
	if in := doc.Bands[0].MeanInterval; doc.Images != 30 || in == nil || in[0] != in[1] {
		t.Errorf("%d images, interval %v", doc.Images, in)
	}
}

// TestTolerance stops when mean and standard deviation are known well enough.
func TestTolerance(t *testing.T) {
	dir := t.TempDir() // 120 items: every photo four times
	for i := range 4 {
		for _, name := range projectFiles(t, "photos") {
			copyFile(t, name, dir+"/"+strconv.Itoa(i)+name[strings.LastIndexByte(name, '/')+1:])
		}
	}
	read := func(tolerance float64, workers int) int {
		o := options()
		o.Images.Workers = workers
		s := inspect(t, o, dir)
		list, _ := parts(t, s, o, derive.Sampling{Tolerance: tolerance, Seed: 5})
		return list[0].Sampled.Images
	}
	loose, tight := read(0.2, 1), read(0.0001, 1)
	if !(loose < 120 && tight == 120) {
		t.Errorf("read %d images for 0.2 and %d for 0.0001 of 120", loose, tight)
	}
	if n := read(0.2, 7); n != loose {
		t.Errorf("7 workers read %d images, 1 reads %d", n, loose)
	}
}
