package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/split"
	"github.com/bandprep/bandprep/stats"
)

// Dataset is everything that is known of a measured set: what a manifest holds.
type Dataset struct {
	Set           *Set
	Rows          Rows // by id
	Split         *split.Result
	Summaries     map[string]stats.Summary // by split: train, valid, test; splits without items are missing
	Distribution  Distribution             // of train, where percentiles were asked for
	Normalization Normalization            // constants of train
	Certificate   Certificate
	Model         *pca.Model // of train; nil up to three bands
	Warnings      []string
	bands         []string
	options       Options
	scale         float64
	given         bool // of a manifest: folders or a table gave the split
}

// Splits are the names of the parts of a dataset, in the order of reports.
var Splits = []string{"train", "valid", "test"}

// MaxBandsWithoutPCA is the number of bands that needs no PCA.
const MaxBandsWithoutPCA = 3

// Run measures the set, splits it, and derives constants and model of train.
// Scale 0 means [DefaultScale].
func Run(ctx context.Context, s *Set, o Options, scale float64, limits Limits) (*Dataset, error) {
	if s.Images.Len() == 0 {
		return nil, ErrNoImages
	}
	d := &Dataset{Set: s, bands: s.BandNames(), options: o, scale: scale, Summaries: make(map[string]stats.Summary)}
	if d.scale == 0 {
		d.scale = DefaultScale(s.Type)
	}
	spill, err := newSpill(len(s.Bands), o)
	if err != nil {
		return nil, err
	}
	defer spill.close()
	first := o
	first.Percentiles = nil // of train: a second pass, once the split is known
	spikes, approximate := newSpikes(s), 0
	err = MeasureAll(ctx, s, first, func(m Measured) error {
		row := s.row(&m)
		if s.Forms[m.Image.Form].Header.Approximate {
			approximate++
		}
		spikes.add(&m)
		if err := spill.take(&row); err != nil {
			return err
		}
		return d.Rows.Add(&row)
	})
	if err != nil {
		return nil, err
	}
	if d.Rows.Len() == 0 {
		return nil, ErrNoImages
	}
	d.Rows.sort()
	sparseNotice(s)
	suspicions, err := spikes.warnings(ctx, d.bands, o)
	if err != nil {
		return nil, err
	}
	d.Warnings = append(slices.Clone(s.Warnings), suspicions...)
	d.Warnings = append(d.Warnings, approximateWarning(approximate)...)
	if d.Split, err = assignOrTrain(&d.Rows, d.Set.Times, o.Split); err != nil {
		return nil, err
	}
	d.Warnings = append(d.Warnings, d.Split.Warnings...)
	if err := d.derive(spill); err != nil {
		return nil, err
	}
	if d.Model != nil {
		if err := SetLimits(ctx, s, d.images("train"), d.Model, o, limits); err != nil {
			return nil, err
		}
	}
	return d, d.percentiles(ctx)
}

// derive computes what follows from rows and split.
func (d *Dataset) derive(spill *spill) error {
	for _, name := range Splits {
		fold, n := NewFold(len(d.Set.Bands)), 0
		for i := range d.Rows.in(name) {
			m := d.Rows.Moments(i)
			if err := spill.give(&d.Rows, i, &m); err != nil {
				return err
			}
			if err := fold.Add(d.Rows.ID(i), m); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			continue
		}
		s := fold.Summary(d.options.DDOF)
		d.Summaries[name] = s
		if name == "train" {
			d.Warnings = append(d.Warnings, lackingWarning(&s, fold)...)
			d.Warnings = append(d.Warnings, uselessWarnings(&s, d.bands)...)
		}
	}
	var err error
	train, ok := d.Summaries["train"]
	if !ok {
		return fmt.Errorf("no item is in train: constants come from train only")
	}
	digest := newDigester(&d.options, d.scale)
	for i := range d.Rows.in("train") {
		m := d.Rows.Moments(i)
		digest.add(d.Rows.ID(i), &m)
	}
	d.Normalization = Normalize(&train, d.bands, d.scale, "train", digest.sum())
	d.fit(&train)
	d.Certificate, err = d.certificate()
	return err
}

// fit fits the model of train; where that is impossible, a warning says why.
// Limits by standard deviation need no pixels, so every model has them.
func (d *Dataset) fit(train *stats.Summary) {
	d.Model = nil
	if len(d.bands) <= MaxBandsWithoutPCA {
		return
	}
	model, warnings, err := Fit(train, d.bands, pca.Options{Components: 3})
	d.Warnings = append(d.Warnings, warnings...)
	if err != nil {
		d.Warnings = append(d.Warnings, err.Error())
		return
	}
	d.Warnings = append(d.Warnings, model.Warnings...)
	model.SampleType, model.Divisor = d.Set.Type.String(), train.Divisor
	model.Output = model.NormalOutput()
	d.Model = model
}

// images returns the images of a split.
func (d *Dataset) images(name string) Images {
	var ids []string
	for i := range d.Rows.in(name) {
		ids = append(ids, d.Rows.ID(i))
	}
	return d.Set.Images.Where(func(im *Image) bool {
		_, found := slices.BinarySearch(ids, im.ID)
		return found
	})
}

// percentiles makes the second pass over train that they need.
func (d *Dataset) percentiles(ctx context.Context) error {
	if len(d.options.Percentiles) == 0 {
		return nil
	}
	o := d.options
	o.NoFingerprints = true
	for m, err := range Measure(ctx, d.Set, d.images("train"), o) {
		if err == nil {
			err = m.Err
		}
		if err != nil {
			return err
		}
		d.Distribution.Add(&m.Distribution, len(d.bands))
	}
	return nil
}

// Meta returns the documents of the manifest's metadata.
func (d *Dataset) Meta() (manifest.Meta, error) {
	meta := manifest.Meta{
		manifest.KeySeed:       strconv.FormatUint(d.options.Split.Seed, 10),
		manifest.KeySampleType: d.Set.Type.String(),
	}
	roots := make([]string, len(d.Set.Roots))
	for i, r := range d.Set.Roots {
		roots[i] = pathText(r)
	}
	slices.Sort(roots)
	summaries := make(map[string]*Statistics)
	for _, name := range Splits {
		summaries[name] = d.Statistics(name)
	}
	documents := map[string]any{
		manifest.KeyOptions:       d.options.valueChanging(),
		manifest.KeyInputs:        roots,
		manifest.KeyBands:         d.bands,
		manifest.KeySplitter:      splitter{d.Split.By.String(), d.options.Split.Valid.String(), d.options.Split.Test.String(), d.options.Split.Folds, d.Split.Sentence},
		manifest.KeyCertificate:   d.Certificate,
		manifest.KeySummaries:     summaries,
		manifest.KeyNormalization: d.Normalization,
	}
	if d.Model != nil {
		documents[manifest.KeyPCA] = d.Model
	}
	for key, v := range documents {
		if list, ok := v.([]string); ok && list == nil {
			v = []string{}
		}
		text, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		meta[key] = string(text)
	}
	return meta, nil
}

type splitter struct {
	By       string `json:"by"`
	Valid    string `json:"valid"`
	Test     string `json:"test"`
	Folds    int    `json:"folds"`
	Sentence string `json:"sentence"`
}

// Statistics returns the document of a split, or nil where it has no items.
func (d *Dataset) Statistics(name string) *Statistics {
	s, ok := d.Summaries[name]
	if !ok {
		return nil
	}
	doc := Describe(&s, d.bands, d.Set.Type)
	doc.Split = name
	if name == "train" {
		doc.SetPercentiles(&d.Distribution, d.options.Percentiles)
	}
	return &doc
}
