package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/split"
	"github.com/bandprep/bandprep/transforms"
)

// stateName is the file in an output folder that says what the folder is being
// filled with, so that an interrupted run goes on and another one is refused.
const stateName = ".bandprep-apply.json"

// state is the content of that file.
type state struct {
	Chain    string `json:"chain"`
	Format   string `json:"format"`
	Shards   int    `json:"shards"`
	Manifest string `json:"manifest"` // digest of the rows
	Models   string `json:"models"`   // digest of the models in the chain
}

// modelsDigest hashes the models that a chain names.
func modelsDigest(c transforms.Chain) (string, error) {
	h := sha256.New()
	for _, t := range c {
		if p, ok := t.(transforms.Project); ok {
			if m, ok := p.Model.(*pca.Model); ok {
				if err := m.Write(h); err != nil {
					return "", err
				}
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// rowsDigest hashes what the outputs of a manifest depend on.
func (d *Dataset) rowsDigest() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %s\n", d.options.valueChanging(), d.bands, d.Normalization.Digest)
	for _, r := range d.Rows.All() {
		fmt.Fprintf(h, "%q %q %q %q %x\n", r.ID, r.Split, r.Label, r.Group, r.ContentHash)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Ready is a dataset that Prepare wrote.
type Ready struct {
	*Dataset
	Applied *Applied
	Left    int // items without a split, which were left out
}

// Prepare writes the images of d that have a split below dir, changed by the
// chain, and then measures what it wrote: the folder gets a manifest and
// constants of its own. Set holds the images of d. An interrupted run goes on
// where it was; outputs of another chain or another manifest are refused unless
// overwrite is set.
func (d *Dataset) Prepare(ctx context.Context, set *Set, dir string, a ApplyOptions, o Options, overwrite bool) (r *Ready, err error) {
	folder, resume, err := d.readyFolder(dir, a, overwrite)
	if err != nil {
		return nil, err
	}
	defer folder.Abandon()
	defer func() {
		if !resume && (r == nil || !r.Applied.Begun) { // nothing to go on with
			removeIfThere(folder.path(stateName))
		}
	}()
	a.Resume = resume
	all := set.Images.Len()
	set.Images = set.Images.Where(func(im *Image) bool { return im.Split != "" })
	r = &Ready{Left: all - set.Images.Len(), Applied: new(Applied)}
	if r.Applied, err = Apply(ctx, set, dir, a, o); err != nil {
		return r, err
	}
	if r.Dataset, err = measureReady(ctx, dir, r.Applied, a, o); err != nil {
		return r, fmt.Errorf("measuring what was written: %w", err)
	}
	r.Set.Skipped = append(set.Skipped, r.Set.Skipped...)
	return r, Write(folder, r.Dataset)
}

// readyFolder prepares dir and tells whether what lies there is to be kept.
func (d *Dataset) readyFolder(dir string, a ApplyOptions, overwrite bool) (*Folder, bool, error) {
	models, err := modelsDigest(a.Chain)
	if err != nil {
		return nil, false, err
	}
	want := state{a.Chain.String(), a.Format, a.Shards, d.rowsDigest(), models}
	var have state
	text, err := os.ReadFile(filepath.Join(dir, stateName))
	there := err == nil && json.Unmarshal(text, &have) == nil
	same := there && have == want
	if there && !same && !overwrite {
		what := "of another manifest, model, format or size of shards"
		if have.Manifest == want.Manifest && have.Chain != want.Chain {
			what = fmt.Sprintf("made with %q", have.Chain)
		}
		return nil, false, fmt.Errorf("%s holds images %s: give --overwrite to replace them, or another -o", dir, what)
	}
	folder, err := NewFolder(dir, overwrite || same)
	if err != nil {
		return nil, false, err
	}
	if err := removeIfThere(folder.path(dataset.ManifestName)); err != nil {
		return nil, false, err
	}
	return folder, same && !overwrite, WriteFile(folder.path(stateName), jsonTo(want))
}

// measureReady measures the images that were written, in the splits and with
// the labels that they have.
func measureReady(ctx context.Context, dir string, w *Applied, a ApplyOptions, o Options) (*Dataset, error) {
	l := dataset.NewListing([]string{dir})
	for _, item := range w.Items {
		im := item.Image
		it := dataset.Item{ID: item.Path, Label: im.Label, Group: im.Group, Split: im.Split}
		file, _, _ := strings.Cut(item.Path, "#")
		if a.Shards == 0 {
			file = item.Path
		}
		l.SetPath(&it, filepath.Join(dir, filepath.FromSlash(file)))
		l.Items.Add(it)
	}
	l.Items.Sort()
	o = Options{Open: o.Open, Workers: o.Workers, Limits: o.Limits, Progress: o.Progress, Strict: true, DDOF: o.DDOF,
		Chain: a.Chain.String(), Color: ColorAsIs, Alpha: AlphaBand, Split: split.Options{By: split.Folder}}
	s, err := Inspect(ctx, l, o)
	if err != nil {
		return nil, err
	}
	if s.Images.Len() != l.Items.Len() {
		return nil, errors.New("an image that was written holds several")
	}
	d, err := Run(ctx, s, o, 0, LimitsSigma)
	if err == nil {
		d.Normalization.Note = imageNetNote(s)
	}
	return d, err
}

// TrainPercentile returns percentile p of every band over the images of train
// in s. It reads them once, however often it is called.
func (d *Dataset) TrainPercentile(ctx context.Context, s *Set, p float64) ([]float64, error) {
	if d.Distribution.Bands() == 0 {
		o := d.options
		o.NoFingerprints, o.Percentiles = true, []float64{50}
		train := s.Images.Where(func(im *Image) bool { return im.Split == "train" })
		for m, err := range Measure(ctx, s, train, o) {
			if err == nil {
				err = m.Err
			}
			if err != nil {
				return nil, err
			}
			d.Distribution.Add(&m.Distribution, len(d.bands))
		}
	}
	v := make([]float64, d.Distribution.Bands())
	for b := range v {
		v[b] = d.Distribution.Percentile(b, p)
	}
	return v, nil
}

// imageNetNote says which constants go with 8-bit RGB images, "" for others.
func imageNetNote(s *Set) string {
	if len(s.Bands) != 3 || s.Type != raster.Uint8 {
		return ""
	}
	return "for weights that were trained on ImageNet use ImageNet's constants: mean 0.485, 0.456, 0.406, std 0.229, 0.224, 0.225"
}
