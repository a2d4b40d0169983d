package advice

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

// another is something else that constants may be than mean and std of a band.
type another struct {
	text string
	c    *Constants
	s    *summary
}

// others are what constants are taken for where they are no mean and std.
func others(c *Constants, s *summary) []another {
	swapped := *c
	swapped.Mean, swapped.Std = c.Std, c.Mean
	list := []another{{"mean and std are swapped", &swapped, s}}
	if len(c.Mean) > 1 && same(c.Mean) && same(c.Std) {
		list = append(list, another{"one mean and std of all bands together stands for every band", c, s.each(func(stats.BandSummary) stats.BandSummary { return s.together() })})
	}
	for _, factor := range factors {
		if w, ok := fill(c, s, c.Scale*factor); ok {
			list = append(list, another{fmt.Sprintf("samples without data are counted, as %g", round3(w)), c, s.each(func(b stats.BandSummary) stats.BandSummary { return filled(b, w) })})
		}
	}
	return list
}

func same(v []float64) bool {
	return !slices.ContainsFunc(v, func(x float64) bool { return x != v[0] })
}

// each returns s with its bands changed; what is known of single images is left
// out.
func (s *summary) each(f func(stats.BandSummary) stats.BandSummary) *summary {
	out := &summary{n: s.n, n1: s.n1, sample: s.sample}
	for _, n := range [...]*stats.Summary{&out.n, &out.n1} {
		n.Bands = slices.Clone(n.Bands)
		for b := range n.Bands {
			x := f(n.Bands[b])
			nan := math.NaN()
			x.StdDevImageMean, x.StdDevWithin, x.StdDevBetween, x.MeanPerImage, x.StdDevPerImage = nan, nan, nan, nan, nan
			n.Bands[b] = x
		}
	}
	return out
}

// together returns the band of the samples of all bands, with the divisor n.
func (s *summary) together() (all stats.BandSummary) {
	var n, sum, squares float64
	all.Minimum, all.Maximum = math.Inf(1), math.Inf(-1)
	for _, b := range s.n.Bands {
		if b.Valid == 0 {
			continue
		}
		k := float64(b.Valid)
		n, sum = n+k, sum+float64(k*b.Mean)
		all.Valid, all.Total = all.Valid+b.Valid, all.Total+b.Total
		all.Minimum, all.Maximum = min(all.Minimum, b.Minimum), max(all.Maximum, b.Maximum)
	}
	all.Mean = sum / n
	for _, b := range s.n.Bands {
		if b.Valid > 0 {
			d := b.Mean - all.Mean
			squares += float64(float64(b.Valid) * (float64(b.StdDev*b.StdDev) + float64(d*d)))
		}
	}
	all.StdDev = math.Sqrt(squares / n)
	return all
}

// filled returns the band with its samples without data counted as w.
func filled(b stats.BandSummary, w float64) stats.BandSummary {
	if b.Valid == 0 || b.Valid == b.Total {
		return b
	}
	p := float64(b.Valid) / float64(b.Total)
	d := b.Mean - w
	b.Mean = w + float64(p*d)
	b.StdDev = math.Sqrt(float64(p*b.StdDev*b.StdDev) + float64(p*(1-p)*d*d))
	return b
}

// fill returns the value that samples without data have to be counted as for
// the means to be the given ones, as the band that lacks most tells; false where
// too few are without data.
func fill(c *Constants, s *summary, unit float64) (float64, bool) {
	most, share := 0, 0.001
	for b := range s.n.Bands {
		if x := &s.n.Bands[b]; x.Valid > 0 && 1-float64(x.Valid)/float64(x.Total) > share {
			most, share = b, 1-float64(x.Valid)/float64(x.Total)
		}
	}
	x := &s.n.Bands[most]
	w := x.Mean + (c.Mean[most]*unit-x.Mean)/share
	if share == 0.001 || !(math.Abs(w-math.Round(w)) < 0.02*x.StdDev) {
		return w, share > 0.001
	}
	return math.Round(w) + 0, true // no −0
}

// apart reads means and stds each for itself: a sentence where both are told to
// the last digit, or fairly well if only their units differ; else "".
func apart(t *table.Table, c *Constants, s *summary) string {
	means, stds := best(t, c, s, true, onlyMeans), best(t, c, s, true, onlyStds)
	if !means.exact || !means.sharp || !stds.exact || !stds.sharp {
		means, stds = nearestUnit(c, s, onlyMeans), nearestUnit(c, s, onlyStds)
		if max(means.distance, stds.distance) > fairFit || means.factor == stds.factor {
			return ""
		}
	}
	of := func(what string, f *fitness) string {
		if list := f.sentences(t, c); list != nil {
			return "the " + what + ": " + strings.Join(list, ", ")
		}
		return "the " + what + map[bool]string{true: " fit", false: " are in the unit of the images"}[f.exact]
	}
	return of("means", &means) + "; " + of("stds", &stds)
}

// nearestUnit reads a part of constants by the usual factor that fits best.
func nearestUnit(c *Constants, s *summary, p part) (found fitness) {
	found.distance = math.Inf(1)
	for _, factor := range factors {
		r := reading{factor: factor, kind: &stdKinds[0], part: p}
		if f := r.fit(c, s, [2]float64{}); f.distance < found.distance {
			found = f
		}
	}
	return found
}

// someOff names the bands that are off where most are not.
func someOff(bands []VerifiedBand) string {
	var off []string
	for _, b := range bands {
		if b.Off {
			off = append(off, b.Name)
		}
	}
	if n := len(bands) - len(off); len(off) > 0 && n > len(off) {
		return fmt.Sprintf("only %s off; those of the other %s fit", strings.ReplaceAll(words.Few(off), ",", " and")+map[bool]string{true: " is", false: " are"}[len(off) == 1], words.Count(n, "band", "bands"))
	}
	return ""
}
