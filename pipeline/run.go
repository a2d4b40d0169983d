package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Limits say which values of a component become the darkest and the brightest
// of an 8-bit image.
type Limits uint8

// The choices.
const (
	LimitsPercentile Limits = iota // 2 and 98 % of the pixels: a second pass
	LimitsSigma                    // mean ± 2.054 standard deviations: no pass
)

// Run splits the items of the input and derives constants and components of
// train. Skipped images are in the table of the dataset; where no image could
// be read, it has a table without rows.
func Run(ctx context.Context, in *Input, o derive.Options, l Limits) (*derive.Dataset, error) {
	if err := in.Agree(&o); err != nil {
		return &derive.Dataset{Table: in.Head()}, err
	}
	t, err := in.Table(ctx, nil)
	if err != nil {
		return &derive.Dataset{Table: t}, err
	}
	d, err := derive.Split(t, o)
	if err != nil {
		return &derive.Dataset{Table: t}, err
	}
	train := func(i int) bool { return t.Rows.Split(i) == "train" }
	if d.Model != nil {
		if err := setLimits(ctx, in, t, train, d.Model, l); err != nil {
			return d, err
		}
	}
	if len(o.Percentiles) == 0 {
		return d, nil
	}
	set, images, err := in.ImagesOf(ctx, t, train)
	if err != nil {
		return d, err
	}
	d.Distribution, err = measure.Distribution(ctx, set, images, in.Known(), t.Skip)
	return d, err
}

// setLimits sets the range of the components of a model, which was fitted on
// some rows.
func setLimits(ctx context.Context, in *Input, t *table.Table, keep func(i int) bool, m *pca.Model, l Limits) error {
	m.Output = m.NormalOutput()
	if l == LimitsSigma {
		return nil
	}
	set, images, err := in.ImagesOf(ctx, t, keep)
	if err != nil {
		return fmt.Errorf("limits of components: %w; --limits sigma needs none", err)
	}
	out, err := measure.Limits(ctx, set, images, m, in.Known(), t.Skip)
	if err != nil {
		return err
	}
	m.Output = out
	return nil
}

// FitOptions say how a model is fitted.
type FitOptions struct {
	derive.FitOptions
	MinimumNoise bool // minimum noise fractions instead of principal components
	Limits       Limits
	DDOF         int
}

// Fit fits components on all items of the input. What was fitted comes with its
// warnings even where there is an error, as far as there is any.
func Fit(ctx context.Context, in *Input, o FitOptions) (*table.Table, *derive.Fitted, error) {
	t, err := in.Table(ctx, nil)
	if err != nil {
		return t, nil, err
	}
	if o.MinimumNoise {
		if o.Noise, err = noise(ctx, in, t); err != nil {
			return t, nil, err
		}
	}
	r, err := derive.Fit(t, nil, o.DDOF, o.FitOptions)
	if err != nil {
		return t, r, err
	}
	return t, r, setLimits(ctx, in, t, nil, r.Model, o.Limits)
}

// noise returns the covariance of the noise of the items.
func noise(ctx context.Context, in *Input, t *table.Table) ([][]float64, error) {
	set, images, err := in.ImagesOf(ctx, t, nil)
	if err != nil {
		return nil, fmt.Errorf("noise: %w", err)
	}
	sum := derive.NewTotals()
	if err := measure.Noise(ctx, set, images, t.Skip, sum.Add); err != nil {
		return nil, err
	}
	s := sum.Summary(0)
	if s.Covariance == nil {
		return nil, errors.New("noise: no two neighbouring pixels are valid in all bands")
	}
	for _, row := range s.Covariance {
		for i := range row {
			row[i] /= 2
		}
	}
	return s.Covariance, nil
}

// Check looks for what spoils the dataset of the input; it changes and deletes
// nothing.
func Check(ctx context.Context, in *Input, near int) (*table.Table, []derive.Finding, error) {
	saturated := make(derive.Saturated)
	note := func(id string, d *table.Distribution, t *table.Table) {
		if s := measure.SaturatedShares(d, len(t.Bands), t.Type); slices.ContainsFunc(s, func(v float64) bool { return v > 0 }) {
			saturated[id] = s
		}
	}
	in.KeepDistributions(true)
	head := in.Head()
	t, err := in.Table(ctx, func(r *table.Row, m *measure.Measured) error {
		note(r.ID, &m.Distribution, head)
		return nil
	})
	if err != nil && !errors.Is(err, ErrNoImages) {
		return t, nil, err
	}
	if in.IsManifest() {
		if err := checkSaturation(ctx, in, t, note); err != nil {
			return t, nil, err
		}
	}
	found, err := derive.Check(t, saturated, near)
	return t, found, err
}

// checkSaturation reads the images again that have samples at the largest value
// of their type.
func checkSaturation(ctx context.Context, in *Input, t *table.Table, note func(string, *table.Distribution, *table.Table)) error {
	_, high := t.Type.Range()
	if !t.Type.IsInteger() || t.Type.Bits() > 16 {
		return nil
	}
	full := t.Where(func(i int) bool { return slices.Contains(t.Rows.At(i).Maximum, high) })
	if full.Rows.Len() == 0 {
		return nil
	}
	set, images, err := in.ImagesOf(ctx, full, nil)
	if err != nil {
		return fmt.Errorf("saturated bands: %w", err)
	}
	return measure.Distributions(ctx, set, images, t.Skip, func(im *Image, d *table.Distribution) { note(im.ID, d, t) })
}

// Write puts manifest, constants, model, list of skipped files and what else is
// given into the folder, all of them or none.
func Write(folder *output.Folder, d *derive.Dataset, more ...output.File) error {
	files := []output.File{{Name: "normalization.json", Write: output.JSON(d.Normalization)}, {Name: "pca.json"}, {Name: "skipped.csv"},
		{Name: dataset.ManifestName, Write: func(f *os.File) error { return WriteManifest(f, d) }}}
	if d.Model != nil {
		files[1].Write = func(f *os.File) error { return d.Model.Write(f) }
	}
	if len(d.Table.Skipped) > 0 {
		files[2].Write = func(f *os.File) error { return d.Table.WriteSkipped(f) }
	}
	return folder.Put(append(more, files...))
}

// WriteManifest writes the manifest alone.
func WriteManifest(w io.Writer, d *derive.Dataset) error {
	documents, err := d.Documents()
	if err != nil {
		return err
	}
	return d.Table.Write(w, documents)
}

// WriteParquet writes the manifest as Parquet.
func WriteParquet(w io.Writer, d *derive.Dataset) error {
	documents, err := d.Documents()
	if err != nil {
		return err
	}
	h, rows, err := d.Table.Manifest(documents)
	if err != nil {
		return err
	}
	return manifest.WriteParquet(w, h, rows)
}
