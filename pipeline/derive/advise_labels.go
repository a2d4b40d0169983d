package derive

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/presets"
	"github.com/bandprep/bandprep/stats"
)

// fewImages is the number of images of train below which a class is too small
// to count on.
const fewImages = 10

// classes says which classes are too small.
func (d *advisor) classes() {
	train, valid := make(map[string]int), make(map[string]int)
	for i, r := range d.t.Rows.All() {
		switch d.t.Rows.Split(i) {
		case "train":
			train[r.Label]++
		case "valid":
			valid[r.Label]++
		}
	}
	if _, none := train[""]; none || len(train) < 2 {
		return
	}
	var small, unseen []string
	names := slices.Sorted(maps.Keys(train))
	for _, name := range names {
		if train[name] < fewImages {
			small = append(small, fmt.Sprintf("%s (%d)", name, train[name]))
		}
		if valid[name] == 0 && len(valid) > 0 {
			unseen = append(unseen, name)
		}
	}
	var parts []string
	if small != nil {
		parts = append(parts, fmt.Sprintf("fewer than %d images in train: %s", fewImages, words.Few(small)))
	}
	if unseen != nil {
		parts = append(parts, "none in valid: "+words.Few(unseen))
	}
	if parts != nil {
		d.say(Measured, "", "Classes too small: %s.", strings.Join(parts, "; "))
	}
}

// manyBands says what to do with more than three bands.
func (d *advisor) manyBands() error {
	if len(d.t.Bands) <= MaxBandsWithoutPCA {
		return nil
	}
	sum, err := Sum(d.t, func(i int) bool { return d.t.Rows.Split(i) == "train" })
	if err != nil {
		return err
	}
	s := sum.Summary(0)
	if s.Images == 0 {
		return nil
	}
	if text := d.kept(&s); text != "" {
		d.say(Measured, "", "%s", text)
	}
	native := "weights made for these bands"
	if list := presets.ForBands(d.t.Bands); len(list) > 0 {
		var names []string
		for _, p := range list {
			names = append(names, p.Name)
		}
		native += " (constants: " + words.Few(names) + ")"
	}
	d.say(Published, "torchgeo-bench docs/interesting-findings.md@0660813, PR #85; isaaccorley/resize-is-all-you-need results",
		"More than three bands, in this order: %s; RGB; three components; a first layer for all bands with everything fine-tuned. Never a repeated first layer on frozen weights: −3.9 points, worse in 16 of 17.", native)
	return nil
}

// kept says how much of the variance three components keep.
func (d *advisor) kept(s *stats.Summary) string {
	model, _, _, err := fit(s, d.t.Bands, FitOptions{Options: pca.Options{Components: len(d.t.Bands)}})
	if err != nil {
		return ""
	}
	kept := model.Cumulative()
	need := len(kept)
	for k, v := range kept {
		if v >= 0.997 {
			need = k + 1
			break
		}
	}
	return fmt.Sprintf("Three components keep %.1f %% of the variance; 99.7 %% takes %s.", 100*kept[min(2, len(kept)-1)], words.Count(need, "component", "components"))
}

// probe says what simple statistics reach, and what is a shortcut.
func (d *advisor) probe() error {
	p, err := NewProbe(d.t)
	if errors.Is(err, ErrNoProbe) {
		return nil
	} else if err != nil {
		return err
	}
	d.a.Probe = p
	var parts []string
	for i := range p.Features {
		a, name := p.Features[i].Best(), p.Features[i].Name
		if len(p.Features) == 1 {
			name = ""
		}
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %.0f %% (%.0f to %.0f)", name, 100*a.Accuracy, 100*a.Low, 100*a.High)))
	}
	d.say(Measured, "", "Simple statistics reach %s of %s; chance is %.0f %%. A model has to beat this.", strings.Join(parts, ", "), words.Count(p.Valid, "valid image", "valid images"), 100*p.Features[0].Best().Chance)
	if d.a.Shortcuts, err = Shortcuts(d.t); err != nil {
		return err
	}
	if len(d.a.Shortcuts) == 0 {
		d.a.Shortcuts = []Shortcut{}
		return nil
	}
	list := slices.Clone(d.a.Shortcuts)
	slices.SortStableFunc(list, func(x, y Shortcut) int { return cmp.Compare(y.Accuracy.Low, x.Accuracy.Low) })
	text := "Shortcut: " + list[0].Text + "."
	if n := len(list) - 1; n > 0 {
		var names []string
		for _, s := range list[1:] {
			if !slices.Contains(names, s.Fact) {
				names = append(names, s.Fact)
			}
		}
		text += " Also: " + words.Few(names) + "."
	}
	d.say(Measured, "", "%s", text)
	return nil
}
