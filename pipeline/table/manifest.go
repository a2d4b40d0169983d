package table

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"

	"github.com/bandprep/bandprep/histogram"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/raster"
)

// Read makes the table of a manifest.
func Read(f *manifest.File) (*Table, error) {
	t, version1 := &Table{}, f.Meta[manifest.KeyVersion] == "1"
	t.Columns = f.Columns
	if err := t.readMeta(f.Meta); err != nil {
		return nil, err
	}
	for r, err := range f.Rows() {
		if err != nil {
			return nil, err
		}
		typ, err := raster.ParseSampleType(r.SampleType)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.ID, err)
		}
		if want := histogram.Bins(typ) * len(r.Valid); r.Histogram != nil && len(r.Histogram) != want {
			return nil, fmt.Errorf("%s: a histogram of %d bins, where %d bands of %s have %d", r.ID, len(r.Histogram), len(r.Valid), typ, want)
		}
		row := &Row{Row: r, Type: typ}
		if version1 {
			t.version1Place(row)
			if len(row.Valid) == 1 && len(t.Bands) == 3 { // grey beside colour
				m := row.Moments()
				m = m.GreyToRGB()
				row.SetMoments(&m)
			}
		}
		if err := t.Rows.Add(row); err != nil {
			return nil, err
		}
	}
	if t.Rows.Len() == 0 {
		return nil, fmt.Errorf("the manifest has no rows")
	}
	t.Rows.Sort()
	return t, nil
}

// Write writes the table as a manifest; documents are what was derived of it,
// by their keys.
func (t *Table) Write(w io.Writer, documents manifest.Meta) error {
	h, rows, err := t.Manifest(documents)
	if err != nil {
		return err
	}
	return manifest.Write(w, h, rows)
}

// Manifest returns header and rows of the manifest that holds the table;
// documents are what was derived of it, by their keys. What the table itself
// knows replaces what they say of it.
func (t *Table) Manifest(documents manifest.Meta) (manifest.Header, iter.Seq2[manifest.Row, error], error) {
	meta, err := t.meta()
	if err != nil {
		return manifest.Header{}, nil, err
	}
	for key, text := range documents {
		if _, ours := meta[key]; !ours {
			meta[key] = text
		}
	}
	return manifest.Header{Meta: meta, Kind: t.Rows.sums, Columns: t.Columns}, t.Rows.manifest(), nil
}

// manifest yields the rows as a manifest holds them.
func (l *Rows) manifest() iter.Seq2[manifest.Row, error] {
	return func(yield func(manifest.Row, error) bool) {
		for _, r := range l.All() {
			m := r.Moments()
			r.Mean, r.StdDev = MeanStdDev(&m)
			if !yield(r.Row, nil) {
				return
			}
		}
	}
}

// documents are the parts of a table that a manifest holds as JSON.
func (t *Table) documents() map[string]any {
	return map[string]any{
		manifest.KeyOptions:   &t.View,
		manifest.KeyInputs:    &t.Roots,
		manifest.KeyBands:     &t.Bands,
		manifest.KeySkipped:   &t.Skipped,
		manifest.KeyWarnings:  &t.Warnings,
		manifest.KeyDecisions: &t.Decisions,
	}
}

func (t *Table) meta() (manifest.Meta, error) {
	meta := manifest.Meta{manifest.KeySampleType: t.Type.String()}
	for key, v := range t.documents() {
		text, err := json.Marshal(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		if string(text) == "null" {
			text = []byte("[]")
		}
		meta[key] = string(text)
	}
	if t.Declared != nil {
		text, err := json.Marshal(t.Declared)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", manifest.KeyDeclared, err)
		}
		meta[manifest.KeyDeclared] = string(text)
	}
	return meta, nil
}

func (t *Table) readMeta(meta manifest.Meta) (err error) {
	if t.Type, err = raster.ParseSampleType(meta[manifest.KeySampleType]); err != nil {
		return fmt.Errorf("metadata %s: %w", manifest.KeySampleType, err)
	}
	documents := t.documents()
	if meta[manifest.KeyVersion] == "1" {
		if t.View, err = version1View(meta[manifest.KeyOptions]); err != nil {
			return fmt.Errorf("metadata %s: %w", manifest.KeyOptions, err)
		}
		for _, key := range []string{manifest.KeyOptions, manifest.KeySkipped, manifest.KeyWarnings, manifest.KeyDecisions} {
			delete(documents, key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(documents)) {
		if err := json.Unmarshal([]byte(meta[key]), documents[key]); err != nil {
			return fmt.Errorf("metadata %s: %w", key, err)
		}
	}
	if text, ok := meta[manifest.KeyDeclared]; ok {
		err := json.Unmarshal([]byte(text), &t.Declared)
		if err == nil && len(t.Declared) != len(t.Bands) {
			err = fmt.Errorf("%d entries for %d bands", len(t.Declared), len(t.Bands))
		}
		if err != nil {
			return fmt.Errorf("metadata %s: %w", manifest.KeyDeclared, err)
		}
	}
	var splitter struct {
		By string `json:"by"`
	}
	if text, ok := meta[manifest.KeySplitter]; ok {
		if err := json.Unmarshal([]byte(text), &splitter); err != nil {
			return fmt.Errorf("metadata %s: %w", manifest.KeySplitter, err)
		}
	}
	if splitter.By == GivenByFolder || splitter.By == GivenByTable {
		t.GivenBy = splitter.By
	}
	t.Documents = meta
	return t.View.Validate()
}
