package apply

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
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

// modelsDigest hashes the models and constants that a chain names.
func modelsDigest(c transforms.Chain) (string, error) {
	h := sha256.New()
	for _, t := range c {
		switch p := t.(type) {
		case transforms.Normalize:
			if p.Name != "" {
				fmt.Fprintln(h, p.Mean, p.Std, p.Scale)
			}
		case transforms.Project:
			if m, ok := p.Model.(interface{ Write(io.Writer) error }); ok {
				if err := m.Write(h); err != nil {
					return "", err
				}
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// rowsDigest hashes what the outputs of a table depend on.
func rowsDigest(t *table.Table, constants string) (string, error) {
	h := sha256.New()
	view, err := json.Marshal(t.View)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(h, "%s %q %s\n", view, t.Bands, constants)
	for _, r := range t.Rows.All() {
		fmt.Fprintf(h, "%q %q %q %q %x\n", r.ID, r.Split, r.Label, r.Group, r.ContentHash)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Folder is a folder that is being filled with images.
type Folder struct {
	*output.Folder
	resume bool
}

// Begin prepares dir for the images of a table, changed as a says. Constants is
// the digest of the constants that the chain may apply. Outputs of another chain
// or another table are refused unless overwrite is set; of the same, they are
// kept: set a.Resume to Resumes.
func Begin(dir string, t *table.Table, constants string, a *Options, overwrite bool) (*Folder, error) {
	models, err := modelsDigest(a.Chain)
	if err != nil {
		return nil, err
	}
	rows, err := rowsDigest(t, constants)
	if err != nil {
		return nil, err
	}
	want := state{a.Chain.String(), a.Format, a.Shards, rows, models}
	var have state
	text, err := os.ReadFile(filepath.Join(dir, stateName))
	there := err == nil && json.Unmarshal(text, &have) == nil
	same := there && have == want
	if there && !same && !overwrite {
		what := "of another manifest, model, format or size of shards"
		if have.Manifest == want.Manifest && have.Chain != want.Chain {
			what = fmt.Sprintf("made with %q", have.Chain)
		}
		return nil, fmt.Errorf("%s holds images %s: give --overwrite to replace them, or another -o", dir, what)
	}
	folder, err := output.NewFolder(dir, overwrite || same)
	if err != nil {
		return nil, err
	}
	if folder.Holds(dataset.ManifestName) && !overwrite && !same {
		err = fmt.Errorf("%s holds a manifest of an earlier run: give --overwrite to replace it, or another -o", dir)
	} else if err = output.RemoveIfThere(folder.Path(dataset.ManifestName)); err == nil {
		err = output.WriteFile(folder.Path(stateName), true, output.JSON(want))
	}
	if err != nil {
		folder.Close()
		return nil, err
	}
	return &Folder{folder, same && !overwrite}, nil
}

// Resumes reports whether outputs that lie in the folder are to be kept.
func (f *Folder) Resumes() bool { return f.resume }

// Close lets other writers in, and removes what Begin made where there is nothing to go on with.
func (f *Folder) Close(done *Applied) {
	if !f.resume && (done == nil || !done.Begun) {
		output.RemoveIfThere(f.Path(stateName))
	}
	f.Folder.Close()
}

// Measure measures the images that were written into dir, in the splits and with
// the labels that they have. Strict is set: what was just written can be read.
func Measure(ctx context.Context, dir string, w *Applied, a *Options, o imageset.Options) (*imageset.Set, *table.Table, error) {
	l := dataset.NewListing([]string{dir})
	for i, item := range w.Items {
		im := item.Image
		it := dataset.Item{ID: item.Path, Label: im.Label, Group: im.Group, Split: im.Split}
		file := item.Path
		if a.Shards > 0 {
			var member string
			file, member, _ = strings.Cut(item.Path, "#")
			l.InArchive(&it, member)
		}
		it.Path = filepath.Join(dir, filepath.FromSlash(file))
		if item.Label != "" {
			l.SetFact(i, dataset.Fact{Fold: -1, LabelRaster: filepath.Join(dir, filepath.FromSlash(item.Label))})
		}
		l.Items.Add(it)
	}
	l.Sort()
	o.Strict, o.Prefetch = true, nil
	steps, constants := made(&o.View, a.Chain)
	o.View = table.View{Chain: steps, Normalized: constants, Color: table.ColorAsIs, Alpha: table.AlphaBand, Axes: w.axes}
	set, err := imageset.New(ctx, l, o)
	if err != nil {
		return nil, nil, err
	}
	if len(set.Bands) == len(w.bands) {
		set = set.Named(w.bands)
	}
	if set.Images.Len() != l.Items.Len() {
		return nil, nil, errors.New("an image that was written holds several")
	}
	t, err := measure.Table(ctx, set, set.Images, measure.Options{}, nil)
	return set, t, err
}
