package derive

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

// Dataset is a table whose items have their splits, and what follows: what a
// manifest holds.
type Dataset struct {
	Table         *table.Table
	Splitter      Splitter
	Summaries     map[string]stats.Summary // by split: train, valid, test; splits without items are missing
	Distribution  table.Distribution       // of train, where percentiles were asked for
	Normalization Normalization            // constants of train
	Certificate   Certificate
	Model         *pca.Model // of train; nil up to three bands
	Warnings      []string   // of split, constants and model, besides those of the table
	options       Options
}

// Splitter says how a split was made.
type Splitter struct {
	By       string `json:"by"`
	Valid    string `json:"valid"`
	Test     string `json:"test"`
	Folds    int    `json:"folds"`
	Sentence string `json:"sentence"`
}

// Splits are the names of the parts of a dataset, in the order of reports.
var Splits = []string{"train", "valid", "test"}

// MaxBandsWithoutPCA is the number of bands that needs no PCA.
const MaxBandsWithoutPCA = 3

// Split assigns every row to train, valid or test, and derives constants and
// model of train. What an earlier run chose is chosen anew; what folders or a
// table gave is a wish of the user's.
func Split(t *table.Table, o Options) (*Dataset, error) {
	res, err := assign(t, &o)
	if err != nil {
		return nil, err
	}
	d := &Dataset{Table: t, options: o, Warnings: slices.Clone(res.Warnings),
		Splitter: Splitter{res.By.String(), o.Split.Valid.String(), o.Split.Test.String(), o.Split.Folds, res.Sentence}}
	if err := d.summarize(); err != nil {
		return nil, err
	}
	if err := d.constants(); err != nil {
		return nil, err
	}
	d.Warnings = append(d.Warnings, absentLabels(&t.Rows)...)
	d.Certificate, err = certify(t, &res.Certificate, o.Split.Seed)
	return d, err
}

// Load returns the dataset that the manifest of a table holds.
func Load(t *table.Table) (*Dataset, error) {
	d := &Dataset{Table: t}
	for key, v := range map[string]any{
		manifest.KeySplitter: &d.Splitter, manifest.KeyNormalization: &d.Normalization, manifest.KeyCertificate: &d.Certificate,
		manifest.KeySeed: &d.options.Split.Seed,
	} {
		if err := json.Unmarshal([]byte(t.Documents[key]), v); err != nil {
			return nil, fmt.Errorf("metadata %s: %w", key, err)
		}
	}
	if text, ok := t.Documents[manifest.KeyPCA]; ok {
		var err error
		if d.Model, err = pca.Read(strings.NewReader(text)); err != nil {
			return nil, fmt.Errorf("metadata %s: %w", manifest.KeyPCA, err)
		}
	}
	d.options.Scale = d.Normalization.Scale
	if d.Normalization.Divisor == "n-1" {
		d.options.DDOF = 1
	}
	if err := d.summarize(); err != nil {
		return nil, err
	}
	if text, ok := t.Documents[manifest.KeyRunWarnings]; ok { // else those that the summaries give
		if err := json.Unmarshal([]byte(text), &d.Warnings); err != nil {
			return nil, fmt.Errorf("metadata %s: %w", manifest.KeyRunWarnings, err)
		}
	}
	return d, nil
}

// Options returns the options that constants were derived with.
func (d *Dataset) Options() Options { return d.options }

// summarize adds up the rows of each split.
func (d *Dataset) summarize() error {
	d.Summaries = make(map[string]stats.Summary)
	rows := &d.Table.Rows
	for _, name := range Splits {
		sum, err := Sum(d.Table, func(i int) bool { return rows.Split(i) == name })
		if err != nil {
			return err
		}
		s := sum.Summary(d.options.DDOF)
		if s.Images == 0 {
			continue
		}
		d.Summaries[name] = s
		if name == "train" {
			d.Warnings = append(d.Warnings, lackingWarning(&s, sum)...)
			d.Warnings = append(d.Warnings, uselessWarnings(&s, d.Table.Bands)...)
		}
	}
	return nil
}

// constants derives constants and model of train.
func (d *Dataset) constants() error {
	train, ok := d.Summaries["train"]
	if !ok {
		return fmt.Errorf("no item is in train: constants come from train only")
	}
	digest, err := newDigester(d.Table, &d.options)
	if err != nil {
		return err
	}
	for i := range d.Table.Rows.In("train") {
		m := d.Table.Rows.Moments(i)
		digest.add(d.Table.Rows.ID(i), &m)
	}
	d.Normalization = Normalize(d.Table, &train, d.options.scale(d.Table), "train", digest.sum())
	d.fit(&train)
	return d.foldConstants()
}

// foldConstants derives the constants of the training part of each fold.
func (d *Dataset) foldConstants() error {
	rows, folds := &d.Table.Rows, make(map[int32]bool)
	for i := range rows.Len() {
		if f := rows.Fold(i); f >= 0 {
			folds[f] = true
		}
	}
	for _, f := range slices.Sorted(maps.Keys(folds)) {
		sum, err := Sum(d.Table, func(i int) bool { return rows.Fold(i) >= 0 && rows.Fold(i) != f })
		if err != nil {
			return err
		}
		s := sum.Summary(d.options.DDOF)
		n := Normalize(d.Table, &s, d.Normalization.Scale, "train", "")
		d.Normalization.Folds = append(d.Normalization.Folds, FoldConstants{f, n.Mean, n.Std, n.Images})
	}
	return nil
}

// fit fits the model of train; where that is impossible, a warning says why.
// Limits by standard deviation need no pixels, so every model has them.
func (d *Dataset) fit(train *stats.Summary) {
	d.Model = nil
	if len(d.Table.Bands) <= MaxBandsWithoutPCA {
		return
	}
	model, _, warnings, err := fit(train, d.Table.Bands, FitOptions{Options: pca.Options{Components: 3}})
	d.Warnings = append(d.Warnings, warnings...)
	if err != nil {
		d.Warnings = append(d.Warnings, err.Error())
		return
	}
	d.Warnings = append(d.Warnings, model.Warnings...)
	model.SampleType, model.Divisor = d.Table.Type.String(), train.Divisor
	model.Output = model.NormalOutput()
	d.Model = model
}

// Documents returns what was derived, for the metadata of a manifest.
func (d *Dataset) Documents() (manifest.Meta, error) {
	meta := manifest.Meta{manifest.KeySeed: strconv.FormatUint(d.options.Split.Seed, 10)}
	summaries := make(map[string]*Statistics)
	for _, name := range Splits {
		summaries[name] = d.Statistics(name)
	}
	documents := map[string]any{
		manifest.KeySplitter:      d.Splitter,
		manifest.KeyCertificate:   d.Certificate,
		manifest.KeySummaries:     summaries,
		manifest.KeyNormalization: d.Normalization,
		manifest.KeyRunWarnings:   slices.Concat([]string{}, d.Warnings),
	}
	if d.Model != nil {
		documents[manifest.KeyPCA] = d.Model
	}
	for key, v := range documents {
		text, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		meta[key] = string(text)
	}
	return meta, nil
}

// AllWarnings returns the warnings of the table and of what was derived from it.
func (d *Dataset) AllWarnings() []string {
	return slices.Concat([]string{}, d.Table.Warnings, d.Warnings)
}

// Statistics returns the document of a split, or nil where it has no items.
func (d *Dataset) Statistics(name string) *Statistics {
	s, ok := d.Summaries[name]
	if !ok {
		return nil
	}
	doc := describeSummary(&s, d.Table)
	doc.Split = name
	if name == "train" {
		doc.SetPercentiles(&d.Distribution, d.options.Percentiles)
	}
	return &doc
}
