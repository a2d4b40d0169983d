package advice

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/presets"
	"github.com/bandprep/bandprep/stats"
)

// explain says what constants are, in sentences.
func explain(t *table.Table, c *Constants, own *summary, split string, estimates []stats.Estimate, bands []VerifiedBand, off bool) ([]string, error) {
	var said []string
	if off && t.View.Applied() != nil {
		return []string{"the images are normalized already: apply nothing"}, nil
	}
	known := c.Preset != nil && c.Preset.Source != ""
	published, reversed := publishedAs(c)
	if published != nil && published != c.Preset {
		known = !reversed
		text := fmt.Sprintf("published as %s: %s", published.Name, published.Title)
		if reversed {
			text += ", with red and blue swapped (BGR for RGB)"
		}
		said = append(said, text)
	}
	if text := plainText(c, own); text != "" {
		return append(said, text), nil
	}
	f := best(t, c, own, !known, both)
	if !f.exact {
		for _, o := range others(c, own) {
			if g := best(t, o.c, o.s, false, both); g.exact {
				said = append(said, o.text)
				return append(said, g.sentences(t, c)...), nil
			}
		}
		for _, name := range slices.Concat(derive.Splits, []string{"all"}) {
			if name == split {
				continue
			}
			other, err := summarized(t, name)
			if err != nil {
				return nil, err
			}
			if other == nil || other.sample.Items() == own.sample.Items() {
				continue
			}
			if g := best(t, c, other, !known, both); g.exact {
				said = append(said, fmt.Sprintf("they are those of %s, not of %s", name, split))
				return append(said, g.sentences(t, c)...), nil
			}
		}
	}
	list := f.sentences(t, c)
	switch {
	case f.exact && len(list) == 0:
		said = append(said, fmt.Sprintf("they are mean and std of all pixels of %s", split))
	case f.exact || off:
		said = append(said, list...)
	}
	if !f.exact && !known {
		if text := apart(t, c, own); text != "" {
			return append(said[:len(said)-len(list)], text), nil
		}
	}
	if off && len(list) == 0 {
		if text := someOff(bands); text != "" {
			said = append(said, text)
		} else if n := batchOf(c, own, estimates); n > 0 && !known {
			said = append(said, fmt.Sprintf("consistent with one batch of about %s of %s", words.Count(n, "image", "images"), split))
		} else if !reversed {
			said = append(said, "no usual mistake explains the difference: they come from other images")
		}
	}
	return said, nil
}

// publishedAs finds the preset that the constants equal, reversed if they do so
// in reverse.
func publishedAs(c *Constants) (p *presets.Preset, reversed bool) {
	if list := presets.Match(c.Mean, c.Std, c.Scale); len(list) > 0 {
		return list[0], false
	}
	mean, std := slices.Clone(c.Mean), slices.Clone(c.Std)
	slices.Reverse(mean)
	slices.Reverse(std)
	if list := presets.Match(mean, std, c.Scale); len(mean) == 3 && len(list) > 0 {
		return list[0], true
	}
	return nil, false
}

// plainText says what constants are that no statistics gave: a division only,
// or decibels for values that are none, and the other way round.
func plainText(c *Constants, own *summary) string {
	negative, none, same := true, true, true
	lowest, above := true, true
	normal, raw := true, false
	for b, m := range c.Mean {
		normal = normal && math.Abs(m) < 0.05 && math.Abs(c.Std[b]-1) < 0.05
		raw = raw || math.Abs(math.Log(own.n.Bands[b].StdDev/c.Scale)) > 0.1
		negative = negative && m < 0
		none = none && m == 0
		same = same && c.Std[b] == c.Std[0]
		lowest = lowest && own.n.Bands[b].Minimum >= 0
		above = above && own.n.Bands[b].Mean < 0
	}
	switch {
	case none && same && c.Std[0] == 1:
		return fmt.Sprintf("they leave values divided by %g as they are", c.Scale)
	case normal && raw:
		return "they are those of values that were normalized already: mean 0 and std 1"
	case none && same:
		return fmt.Sprintf("they only divide, by %g: nothing is centred", c.Scale*c.Std[0])
	case negative && lowest:
		return "their means are negative and no value is: they are for decibels, and these values are none (linear power?)"
	case above && !slices.ContainsFunc(c.Mean, func(m float64) bool { return m < 0 }):
		return "their means are positive and those of all bands are negative: the values look like decibels, the constants are for linear power"
	}
	return ""
}

// sentences says how the constants have to be read.
func (f *fitness) sentences(t *table.Table, c *Constants) (list []string) {
	switch theirs := c.Scale * f.factor; {
	case f.factor == 1:
	case f.solved && f.part == onlyStds:
		list = append(list, fmt.Sprintf("they are %g times as large as that of the pixels", round3(1/f.factor)))
	case f.solved && f.offset == 0:
		list = append(list, unitText(round3(theirs), c.Scale))
	default:
		list = append(list, unitText(theirs, c.Scale))
	}
	switch {
	case f.solved && f.offset != 0:
		list = append(list, fmt.Sprintf("their means lie %g %s, in all bands alike", round3(math.Abs(f.offset)), map[bool]string{true: "below", false: "above"}[f.offset > 0]))
	case f.offset > 0:
		list = append(list, fmt.Sprintf("their means lie %g below: the images carry the offset of Sentinel-2 baseline 04.00 and later, the constants are without it", f.offset))
	case f.offset < 0:
		list = append(list, fmt.Sprintf("their means lie %g above: the constants carry the offset of Sentinel-2 baseline 04.00 and later, the images are without it", -f.offset))
	}
	if f.order != nil {
		if len(f.order) == 3 && f.order[0] == 2 && f.order[1] == 1 {
			list = append(list, "first and third band are swapped (BGR for RGB)")
		} else {
			var names []string
			for _, k := range f.order {
				names = append(names, t.Bands[k])
			}
			list = append(list, "their bands are in another order: "+strings.Join(names, ", "))
		}
	}
	if f.kind.text != "" {
		list = append(list, f.kind.text)
	}
	return list
}

// unitText says for which values constants are.
func unitText(theirs, ours float64) string {
	as := func(v float64) string {
		switch {
		case v == 1:
			return "stored as they are"
		case v < 1:
			return fmt.Sprintf("multiplied by %g", 1/v)
		}
		return fmt.Sprintf("divided by %g", v)
	}
	if ours != 1 && theirs == ours*ours {
		return fmt.Sprintf("they were divided by %g twice", ours)
	}
	return fmt.Sprintf("they are for values %s, and these are %s", as(theirs), as(ours))
}
