package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// steps collects the flags that are steps, in the order given.
type steps []string

// step is one such flag; its value is written into the chain after word.
type step struct {
	list *steps
	word string
}

func (s step) String() string { return "" }

// Type implements [pflag.Value]; a bool takes no value.
func (s step) Type() string {
	if s.alone() {
		return "bool"
	}
	return "value"
}

// alone reports whether the word takes no value.
func (s step) alone() bool { return s.word == "normalize" || s.word == "physical" }

func (s step) Set(v string) error {
	if s.alone() {
		*s.list = append(*s.list, s.word)
		return nil
	}
	word := s.word
	if word == "constants" { // normalizes with others than the manifest's
		word = "normalize"
	}
	*s.list = append(*s.list, word+"="+v)
	return nil
}

// chain reads the steps; what they need comes from the manifest.
func (s *session) chain(o *applyOptions, d *derive.Dataset, set *imageset.Set) (transforms.Chain, error) {
	words := append(steps{}, o.steps...)
	for i, w := range words {
		if strings.HasPrefix(w, "project=") && !strings.Contains(w, ",to=") {
			words[i] += ",to=uint8"
		}
	}
	percentile := pipeline.TrainPercentile(s.ctx, set, d.Table.Skip)
	var failed error // which is no mistake of usage
	chain, err := transforms.Parse(strings.Join(words, ";"), transforms.Resolver{
		Normalize: func(name string) (t transforms.Normalize, err error) {
			n := &d.Normalization
			switch {
			case n.Applied != nil:
				return t, errors.New("the images are normalized already: there is nothing to apply, leave out --normalize")
			case name != "":
				return t, nil // once the bands are known, see fitConstants
			}
			return transforms.Normalize{Mean: floats(n.Mean), Std: floats(n.Std), Scale: n.Scale}, nil
		},
		Percentile: func(p float64) (v []float64, err error) {
			v, err = percentile(p)
			failed = err
			return v, err
		},
		Project: func(name string) (t transforms.Project, err error) {
			m, err := readModel(name)
			if err != nil {
				failed = err
				return t, err
			}
			t.Model = m
			if m.Output != nil {
				t.Low, t.High = m.Output.Low, m.Output.High
			}
			return t, nil
		},
	})
	switch {
	case failed != nil:
		return nil, failed
	case err != nil:
		return nil, usageError{err}
	}
	for i, t := range chain {
		if p, ok := t.(transforms.Project); ok {
			if p.Name = filepath.Base(p.Name); p.To == raster.Float32 {
				p.Low, p.High = nil, nil
			}
			chain[i] = p
		}
	}
	return fitConstants(chain, set.BandNames(), func(name string, bands []string) (transforms.Normalize, error) {
		return s.otherConstants(o, d, name, bands)
	})
}

// fitConstants gives a normalization, or percentiles, behind a choice of bands
// the constants of these; named ones come from other. It refuses them behind
// steps that change values, which the constants do not know.
func fitConstants(chain transforms.Chain, bands []string, other func(name string, bands []string) (transforms.Normalize, error)) (transforms.Chain, error) {
	h := raster.Header{Width: 1, Height: 1, Type: raster.Float64}
	for _, name := range bands {
		h.Bands = append(h.Bands, raster.Band{Name: name})
	}
	for i, t := range chain {
		switch t := t.(type) {
		case transforms.Bands:
			var err error
			if h, err = t.Header(h); err != nil {
				return nil, usageError{fmt.Errorf("--bands: %w", err)}
			}
		case transforms.Normalize:
			flag, names := "--normalize", transforms.BandNames(h)
			if t.Name == "" {
				t.Mean, t.Std = chosen(t.Mean, bands, h.Bands), chosen(t.Std, bands, h.Bands)
			} else {
				var err error
				if t, err = other(t.Name, names); err != nil {
					return nil, err
				}
				flag = "--constants"
			}
			t.Bands = names
			chain[i] = t
			if err := ofStored(chain[:i], flag, "constants"); err != nil {
				return nil, err
			}
		case transforms.Project:
			if err := ofStored(chain[:i], "--project", "components"); err != nil {
				return nil, err
			}
		case transforms.Stretch:
			t.Low, t.High = chosen(t.Low, bands, h.Bands), chosen(t.High, bands, h.Bands)
			chain[i] = t
			if err := ofStored(chain[:i], "--percentile", "percentiles"); err != nil {
				return nil, err
			}
		}
	}
	return chain, nil
}

// chosen returns the values, one per band, of some of the bands.
func chosen(v []float64, bands []string, some []raster.Band) []float64 {
	out := make([]float64, 0, len(some))
	for _, b := range some {
		out = append(out, v[slices.Index(bands, b.Name)])
	}
	return out
}

// ofStored fails where a step before one that needs stored samples changes
// their values.
func ofStored(before transforms.Chain, flag, what string) error {
	for _, t := range before {
		switch t.(type) {
		case transforms.Physical, transforms.Clip, transforms.Scale, transforms.Stretch, transforms.Project, transforms.Normalize:
			return usageError{fmt.Errorf("%s behind %q: the %s are for samples as stored; give %s first", flag, t, what, flag)}
		}
	}
	return nil
}

func floats(v []derive.Number) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}
