package measure

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/bandkind"
	"github.com/bandprep/bandprep/raster/undeclared"
)

// undeclared tells what was found in the images that were looked at.
func (s *suspects) undeclared(found []undeclared.Finding, list []*suspect) (decisions []decision.Decision) {
	names := s.set.BandNames()
	for _, f := range found {
		share, value, where := f.Share, number(f.Value, s.set.Type), "in every band"
		flag := "--nodata"
		if stored, ok := s.set.AsStored(f.Bands[0], f.Value); ok {
			flag += " " + number(stored, s.set.Type)
		}
		of := "pixels"
		if f.Kind == undeclared.Spike {
			share = s.share(&f, list)
			of = "samples of " + words.Few(pick(names, f.Bands))
			where = "and lie far outside the others"
		} else {
			share *= s.overall(list)
			where += " along the border"
		}
		about := ""
		if s.looked.Pixels < s.pixels {
			about = "about "
		}
		decisions = append(decisions, decision.Decision{Kind: table.UndeclaredNoData, Count: int64(len(f.Bands)), Flag: flag,
			Stage: decision.Measured, Effect: decision.Rival,
			Sentence: fmt.Sprintf("%s%.2g %% of the %s are %s %s", about, 100*share, of, value, where)})
	}
	return decisions
}

// share estimates which share of the samples of a band, at most, are a value. Images
// that do not reach it at an end of the band hold none of it.
func (s *suspects) share(f *undeclared.Finding, list []*suspect) float64 {
	most := 0.0
	for _, b := range f.Bands {
		for side := range 2 {
			e := &s.ends[b][side]
			if e.value != f.Value || e.images == 0 {
				continue
			}
			var all, with int64 // pixels of the images that were looked at
			for _, c := range list {
				all += c.pixels
				if [2]float64{c.low[b], c.high[b]}[side] == f.Value {
					with += c.pixels
				}
			}
			if with > 0 {
				most = max(most, f.Share*float64(all)/float64(with)*float64(e.pixels)/float64(s.pixels))
			}
		}
	}
	if most == 0 {
		return f.Share // it stands behind another value at the end
	}
	return min(most, 1)
}

// overall estimates by what a share of the pixels looked at, all of them 0, is to be
// multiplied for that of all pixels.
func (s *suspects) overall(list []*suspect) float64 {
	var all, with int64
	for _, c := range list {
		all += c.pixels
		if slices.Max(c.low) <= 0 && slices.Min(c.high) >= 0 {
			with += c.pixels
		}
	}
	if with == 0 {
		return 1
	}
	return float64(all) / float64(with) * float64(s.zeros.pixels) / float64(s.pixels)
}

// kindDecisions names bands that are no measurements like the others.
func kindDecisions(verdicts []bandkind.Verdict, names []string) []decision.Decision {
	if len(verdicts) == 0 || len(verdicts) == len(names) {
		return nil
	}
	var what []string
	out := make([]bool, len(names))
	for _, v := range verdicts {
		out[v.Band] = true
		what = append(what, names[v.Band]+" "+v.Sentence)
	}
	return []decision.Decision{{Kind: "band_kinds", Count: int64(len(verdicts)), Flag: "--bands " + rest(out), Stage: decision.Measured, Effect: decision.Rival,
		Sentence: "constants and components mix " + words.Count(len(verdicts), "band that is no measurement", "bands that are no measurements") + " with others: " + strings.Join(what, "; ")}}
}

// rest writes the numbers, from 1, of what is not out: "1-4,6".
func rest(out []bool) string {
	var parts []string
	for i := 0; i < len(out); i++ {
		if out[i] {
			continue
		}
		first := i
		for i+1 < len(out) && !out[i+1] {
			i++
		}
		part := strconv.Itoa(first + 1)
		if i > first {
			part += "-" + strconv.Itoa(i+1)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ",")
}

func pick(names []string, at []int) (list []string) {
	for _, i := range at {
		list = append(list, names[i])
	}
	return list
}

// number writes a sample of type t with the fewest digits that find it again.
func number(v float64, t raster.SampleType) string {
	switch {
	case math.Abs(v) < 1e15 && v == math.Trunc(v):
		return strconv.FormatFloat(v, 'f', -1, 64)
	case t == raster.Float32 || t == raster.Float16:
		return strconv.FormatFloat(v, 'g', -1, 32)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
