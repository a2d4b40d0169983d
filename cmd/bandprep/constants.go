package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/advice"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/presets"
	"github.com/bandprep/bandprep/transforms"
)

// otherConstants returns the constants of --constants for some bands, and says
// whose they are.
func (s *session) otherConstants(o *applyOptions, d *derive.Dataset, name string, bands []string) (t transforms.Normalize, err error) {
	p, err := findPreset(name)
	if err != nil {
		return t, err
	}
	whose := p.Title
	if presets.Find(name) == nil {
		if whose, err = s.whoseFile(o, name); err != nil {
			return t, err
		}
	}
	c, known, err := advice.For(p, d.Table, bands)
	if err != nil {
		return t, fmt.Errorf("%s: %w", name, err)
	}
	text := fmt.Sprintf("constants of %s", printable(name))
	if whose != "" {
		text += " (" + oneLine(whose) + ")"
	}
	s.notice(fmt.Sprintf("%s, of values %s", text, advice.Step(c.Scale)))
	if !known && p.Unit != (presets.Unit{}) {
		s.notice(fmt.Sprintf("warning: they are for %s, and the values of these images do not tell their unit", p.Unit))
	}
	return transforms.Normalize{Mean: c.Mean, Std: c.Std, Scale: c.Scale, Name: filepath.Base(name)}, nil
}

// whoseFile says which images the constants of a file come from. A
// normalization.json that lies beside a manifest and is not of its items, as
// after a new split, is refused unless the options say to take it.
func (s *session) whoseFile(o *applyOptions, name string) (string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	var n derive.Normalization
	if json.Unmarshal(data, &n) != nil || n.Type != "normalization" {
		return "", nil // somebody's own
	}
	whose := fmt.Sprintf("%d images, %s", n.Images, n.Split)
	beside := manifestIn(filepath.Dir(name))
	if _, err := os.Stat(beside); errors.Is(err, fs.ErrNotExist) {
		return whose, nil
	}
	in, err := pipeline.Open(s.ctx, []string{beside}, pipeline.Options{Images: o.read.Images})
	if err != nil {
		return "", err
	}
	own, err := derive.Load(in.Head())
	if err != nil {
		return "", err
	}
	m := &own.Normalization
	if n.Digest == m.Digest && n.Scale == m.Scale && slices.Equal(n.Mean, m.Mean) && slices.Equal(n.Std, m.Std) {
		return whose, nil
	}
	if !o.stale {
		return "", fmt.Errorf("%s no longer belongs to %s beside it, which was split or made anew: --normalize applies the constants of the manifest, --stale these", name, filepath.Base(beside))
	}
	return whose + ", not those of the manifest beside them", nil
}
