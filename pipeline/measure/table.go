package measure

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// ErrEnough, returned by a visitor, ends the pass: what was measured so far is
// the table.
var ErrEnough = errors.New("enough images were measured")

// Table measures some images of the set and returns their rows. Damaged images
// are skipped and listed, or end the pass where the set's options are strict.
// Visit, where not nil, sees the row of each image that was measured, in the order
// given, or where some are known already, those first.
func Table(ctx context.Context, set *imageset.Set, images imageset.Images, o Options, visit func(*table.Row, *Measured) error) (_ *table.Table, err error) {
	t := NewTable(set)
	defer func() {
		if err != nil {
			t.Close()
		}
	}()
	if len(set.Bands) > table.MaxBandsWithProducts && !o.ProductsPerItem {
		if err := t.Rows.KeepProductsInFile(len(set.Bands)); err != nil {
			return nil, err
		}
	}
	look, sparse, approximate := newSuspects(set), 0, 0
	var hidden transparent
	var classes map[string][]manifest.ClassPixels
	if !o.NoFingerprints {
		var unknown []decision.Decision
		classes, unknown = labelClasses(ctx, set, images)
		t.Decisions = append(t.Decisions, unknown...)
	}
	for m, err := range known(ctx, set, images, o) {
		if err != nil {
			return nil, err
		}
		if m.Err == nil {
			m.Err = inRange(set, &m)
		}
		if m.Err != nil {
			if set.Options().Strict {
				return nil, fmt.Errorf("%s: %w", m.Image.ID, m.Err)
			}
			t.Skipped = append(t.Skipped, Skipped(m.Image.Path, m.Err))
			continue
		}
		if validShare(&m.Moments) < set.View.Chips.MinValid {
			sparse++
			continue
		}
		look.add(&m)
		hidden.add(set, &m)
		if set.Layouts[m.Image.Layout].Header.Approximate {
			approximate++
		}
		row := Row(set, &m)
		row.ClassPixels = classes[row.ID]
		if err := t.Rows.Add(&row); err != nil {
			return nil, err
		}
		if visit == nil {
			continue
		}
		if err := visit(&row, &m); errors.Is(err, ErrEnough) {
			break
		} else if err != nil {
			return nil, err
		}
	}
	if t.Rows.Len() == 0 {
		return t, imageset.ErrNoImages
	}
	t.Rows.Sort()
	t.SortSkipped()
	if sparse > 0 {
		t.Decisions = append(t.Decisions, decision.Decision{Kind: "sparse_chips", Count: int64(sparse), Flag: "--min-valid", Stage: decision.Measured, Effect: decision.LeftOut,
			Sentence: fmt.Sprintf("left out %s with too few valid samples", words.Count(sparse, "chip", "chips"))})
	}
	var sums Sums
	if o.Known != nil {
		sums = o.Known
	}
	found, err := look.decisions(ctx, sums)
	if err != nil {
		return nil, err
	}
	t.Decisions = append(append(t.Decisions, hidden.decisions(set)...), found...)
	t.DecideRadiometry()
	decideKept(t)
	if approximate > 0 {
		t.Warn(fmt.Sprintf("%s read by a decoder that only approximates libjpeg-turbo", words.Count(approximate, "image was", "images were")))
	}
	return t, nil
}

// NewTable returns a table without rows for the images of a set, with what was
// found out from their headers.
func NewTable(set *imageset.Set) *table.Table {
	t := &table.Table{
		Meta:      table.Meta{Bands: set.BandNames(), Type: set.Type, View: set.View, Declared: set.Declared, GivenBy: table.GivenByFolder},
		Warnings:  slices.Clone(set.Warnings),
		Decisions: slices.Clone(set.Decisions),
	}
	t.Columns = furtherColumns(set)
	if set.SplitsFromTable() {
		t.GivenBy = table.GivenByTable
	}
	for _, r := range set.Roots {
		t.Roots = append(t.Roots, pathText(r))
	}
	slices.Sort(t.Roots)
	for _, s := range set.Skipped {
		t.Skipped = append(t.Skipped, Skipped(s.Path, s.Err))
	}
	t.SortSkipped()
	return t
}

// Row turns a measured image into a row.
func Row(set *imageset.Set, m *Measured) table.Row {
	r := Unmeasured(set, m.Image)
	r.ContentHash, r.PHash, r.Picture = m.Hash, m.PHash, m.Picture
	moments := m.Moments
	r.Histogram = m.Histogram
	if set.Layouts[m.Image.Layout].Grey {
		moments = moments.GreyToRGB()
		r.Histogram = slices.Concat(m.Histogram, m.Histogram, m.Histogram)
	}
	r.SetMoments(&moments)
	return r
}

// Unmeasured returns the row of an image as far as it is known from its header
// and from what lies beside it.
func Unmeasured(set *imageset.Set, im *imageset.Image) table.Row {
	layout := &set.Layouts[im.Layout]
	r := table.Row{Type: layout.Type, Row: manifest.Row{
		ID: im.ID, Path: pathText(im.Path), Width: im.Width, Height: im.Height,
		Bands: int32(len(layout.Seen)), SampleType: layout.Type.String(),
		Label: im.Label, Group: im.Group, Split: im.Split, Fold: -1,
		Bytes: im.Bytes, Decoder: "exact",
	}}
	if layout.Header.Approximate {
		r.Decoder = "approximate"
	}
	if w := im.Window; w != (raster.Window{}) {
		r.Window = &[4]int32{int32(w.X), int32(w.Y), int32(w.W), int32(w.H)}
	}
	r.Member = dataset.Text(im.Member)
	setFacts(set, im, &r.Row)
	if im.Paged {
		r.Page = &im.Page
	}
	if im.Stack != nil {
		if im.Member == "" {
			r.Path = pathText(im.Stack.Paths[0])
		}
		for _, p := range im.Stack.Paths {
			r.Files = append(r.Files, pathText(p))
		}
		for _, m := range im.Stack.Masks {
			r.Files = append(r.Files, pathText(m.Path))
		}
	}
	if p := im.Place(); p != nil {
		if r.Footprint = p.Footprint; p.CRS != "" {
			r.CRS, r.BBox = p.CRS, &p.BBox
		}
	}
	return r
}

// pathText writes a path with slashes and as UTF-8.
func pathText(p string) string { return dataset.Text(filepath.ToSlash(p)) }

// Skipped says why a file was skipped, without its path, which stands beside.
func Skipped(path string, err error) table.Skipped {
	text := err.Error()
	if e, ok := err.(*fs.PathError); ok && e.Path == path {
		text = e.Err.Error()
	}
	return table.Skipped{Path: pathText(path), Error: text}
}

// validShare is the share of valid samples over all bands.
func validShare(m *stats.Moments) float64 {
	var valid int64
	for _, n := range m.Valid {
		valid += n
	}
	if m.Pixels == 0 {
		return 0
	}
	return float64(valid) / float64(m.Pixels) / float64(m.Bands)
}
