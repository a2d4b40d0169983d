package derive

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// Shortcut is a fact about images that is not what they show, and that tells
// their labels: a model may learn it in place of the content.
type Shortcut struct {
	Fact     string   `json:"fact"`
	Accuracy Accuracy `json:"accuracy"` // of valid, by the fact alone
	Label    string   `json:"label,omitempty"`
	Text     string   `json:"text"`
}

// tellsLabels is the part of what chance leaves that a fact must tell, surely,
// to be a shortcut.
const tellsLabels = 0.5

// fact is one column that is not content: a name, or a number as its class.
type fact struct {
	name string
	of   func(r *table.Row) (text string, number float64) // the text, or "" and the number
}

// facts are those that a row has; the further columns of a table come besides.
func facts(t *table.Table) []fact {
	number := func(name string, f func(r *table.Row) float64) fact {
		return fact{name, func(r *table.Row) (string, float64) { return "", f(r) }}
	}
	text := func(name string, f func(r *table.Row) string) fact {
		return fact{name, func(r *table.Row) (string, float64) { return "=" + f(r), 0 }}
	}
	list := []fact{
		number("file size", func(r *table.Row) float64 { return float64(r.Bytes) }),
		number("width", func(r *table.Row) float64 { return float64(r.Width) }),
		number("height", func(r *table.Row) float64 { return float64(r.Height) }),
		number("bytes per pixel", func(r *table.Row) float64 { return float64(r.Bytes) / (float64(r.Width) * float64(r.Height)) }),
		text("file format", func(r *table.Row) string { return strings.ToLower(path.Ext(r.ID)) }),
		text("sample type", func(r *table.Row) string { return r.SampleType }),
		text("bands in the file", func(r *table.Row) string { return strconv.Itoa(int(r.Bands)) }),
		text("folder", folderBesidesLabel),
		text("coordinate system", func(r *table.Row) string { return r.CRS }),
		number("time", func(r *table.Row) float64 {
			if r.Time.IsZero() {
				return math.NaN()
			}
			return float64(r.Time.Unix())
		}),
	}
	for i, c := range t.Columns {
		cell := func(r *table.Row) manifest.Value {
			if i < len(r.Extra) {
				return r.Extra[i]
			}
			return manifest.Value{}
		}
		switch c.Type {
		case manifest.Text:
			list = append(list, text(c.Name, func(r *table.Row) string {
				if v := cell(r); v.Type() == manifest.Text {
					return v.Text()
				}
				return ""
			}))
		case manifest.Float64, manifest.Int64, manifest.Time:
			list = append(list, number(c.Name, func(r *table.Row) float64 {
				switch v := cell(r); v.Type() {
				case manifest.Float64:
					return v.Float64()
				case manifest.Int64, manifest.Time:
					return float64(v.Int64())
				}
				return math.NaN()
			}))
		}
	}
	if len(t.Bands) == 3 && t.Type == raster.Uint8 {
		list = append(list, number("brightness", func(r *table.Row) float64 {
			m := r.Moments()
			sum := 0.0
			for b := range m.Bands {
				mean, _ := m.MeanStdDev(b, 0)
				sum += mean
			}
			return sum
		}))
	}
	return list
}

// folderBesidesLabel returns the folder of an item without the parts that name
// its label or split.
func folderBesidesLabel(r *table.Row) string {
	var parts []string
	for part := range strings.SplitSeq(path.Dir(r.ID), "/") {
		if part != "." && !strings.EqualFold(part, r.Label) && !slices.Contains(Splits, strings.ToLower(part)) {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "/")
}

// Shortcuts looks for facts that are not content and tell the labels of valid
// from those of train: all labels, or one against the others.
func Shortcuts(t *table.Table) ([]Shortcut, error) {
	p, err := chooseProbed(t)
	if err != nil {
		return nil, err
	}
	rows := func(at []int) (list []*table.Row, truth []int) {
		for _, i := range at {
			r := t.Rows.At(i)
			list, truth = append(list, r), append(truth, p.class[r.Label])
		}
		return list, truth
	}
	train, trainTruth := rows(p.train)
	valid, truth := rows(p.valid)
	groups := p.groups(p.valid)
	var found []Shortcut
	for _, f := range facts(t) {
		said := byFact(f, train, valid, trainTruth, len(p.labels))
		if said == nil {
			continue
		}
		a := accuracy(said, truth, groups)
		if a.skill(a.Low) >= tellsLabels {
			found = append(found, Shortcut{f.name, a, "", fmt.Sprintf("%s alone tells the label of %.0f %% of valid (chance %.0f %%): a model may learn it and not the content", f.name, 100*a.Accuracy, 100*a.Chance)})
			continue
		}
		if len(p.labels) == 2 {
			continue
		}
		for k, label := range p.labels {
			one := accuracy(against(said, k), against(truth, k), groups)
			if one.Chance < 1 && one.skill(one.Low) >= tellsLabels {
				found = append(found, Shortcut{f.name, one, label, fmt.Sprintf("%s alone tells label %s from all others (%.0f %% right, chance %.0f %%): a model may learn it and not the content", f.name, label, 100*one.Accuracy, 100*one.Chance)})
			}
		}
	}
	return found, nil
}

func against(classes []int, k int) []int {
	out := make([]int, len(classes))
	for i, c := range classes {
		if c == k {
			out[i] = 1
		}
	}
	return out
}

// mostValues is how many different numbers count as names; more are cut into
// so many classes of equally many rows of train.
const mostValues = 30

// byFact gives every row of valid the label that most rows of train with the
// same fact have; of facts that train lacks, the most frequent label. Nil where
// the fact is the same everywhere.
func byFact(f fact, train, valid []*table.Row, truth []int, classes int) []int {
	var numbers []float64
	for _, r := range train {
		if s, v := f.of(r); s == "" && !math.IsNaN(v) {
			numbers = append(numbers, v)
		}
	}
	slices.Sort(numbers)
	var edges []float64
	if distinct := slices.Compact(slices.Clone(numbers)); len(distinct) > mostValues {
		for k := 1; k < mostValues; k++ {
			edges = append(edges, numbers[k*len(numbers)/mostValues])
		}
	}
	value := func(r *table.Row) string {
		s, v := f.of(r)
		switch {
		case s != "":
			return s
		case math.IsNaN(v):
			return "none"
		case edges == nil:
			return strconv.FormatFloat(v, 'g', -1, 64)
		}
		at, exact := slices.BinarySearch(edges, v)
		if exact {
			at++
		}
		return strconv.Itoa(at)
	}
	counts := make(map[string][]int)
	all := make([]int, classes)
	for i, r := range train {
		s := value(r)
		if counts[s] == nil {
			counts[s] = make([]int, classes)
		}
		counts[s][truth[i]]++
		all[truth[i]]++
	}
	if len(counts) < 2 {
		return nil
	}
	most := func(n []int) int { return slices.Index(n, slices.Max(n)) }
	said := make([]int, len(valid))
	for i, r := range valid {
		n := counts[value(r)]
		if n == nil {
			n = all
		}
		said[i] = most(n)
	}
	return said
}
