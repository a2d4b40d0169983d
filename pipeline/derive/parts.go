package derive

import (
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

// Part is the statistics of some of the items: all, or those of one label,
// split, group, fold or class of a mask.
type Part struct {
	Name         string
	Distribution table.Distribution // empty unless it was measured
	Sampled      *Sampled           // nil where every item counts

	totals *Totals
	digest *digester
	table  *table.Table
	o      Options
}

// Key names the part that a row belongs into.
type Key func(r *table.Row) string

// Keys are the ways to group rows, by their names on the command line.
var Keys = map[string]Key{
	"label": func(r *table.Row) string { return r.Label },
	"split": func(r *table.Row) string { return r.Split },
	"group": func(r *table.Row) string { return r.Group },
	"fold": func(r *table.Row) string {
		if r.Fold < 0 {
			return ""
		}
		return strconv.Itoa(int(r.Fold))
	},
}

// Parts are parts by their names. The zero value has none.
type Parts struct{ by map[string]*Part }

// Add counts an item in the part of a name, in the order of ids.
func (p *Parts) Add(t *table.Table, name, id string, m stats.Moments, o Options) error {
	part := p.by[name]
	if part == nil {
		digest, err := newDigester(t, &o)
		if err != nil {
			return err
		}
		if p.by == nil {
			p.by = make(map[string]*Part)
		}
		part = &Part{Name: name, totals: NewTotals(), digest: digest, table: t, o: o}
		p.by[name] = part
	}
	part.digest.add(id, &m)
	return part.totals.Add(id, m)
}

// List returns the parts in the order of their names.
func (p *Parts) List() (list []*Part) {
	for _, name := range slices.Sorted(maps.Keys(p.by)) {
		list = append(list, p.by[name])
	}
	return list
}

// Stats adds up the rows, part by part; nil puts all into one part named "all".
// Parts come back sorted by name, with warnings.
func Stats(t *table.Table, key Key, o Options) ([]*Part, []string, error) {
	if t.Rows.Len() == 0 {
		return nil, nil, errors.New("no such item")
	}
	var parts Parts
	for i := range t.Rows.Len() {
		name := "all"
		if key != nil {
			name = key(t.Rows.At(i))
		}
		m, err := t.Rows.AllMoments(i)
		if err == nil {
			err = parts.Add(t, name, t.Rows.ID(i), m, o)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	list := parts.List()
	return list, Warnings(list), nil
}

// Warnings says what stands in the way of using the constants of the parts.
func Warnings(list []*Part) (warnings []string) {
	for _, p := range list {
		sum := p.totals.Summary(p.o.DDOF)
		warnings = append(warnings, lackingWarning(&sum, p.totals)...)
		if len(list) == 1 {
			warnings = append(warnings, uselessWarnings(&sum, p.table.Bands)...)
		}
	}
	return warnings
}

// Document returns the statistics of the part with its constants.
func (p *Part) Document() Statistics {
	sum := p.Summary()
	doc := describeSummary(&sum, p.table)
	doc.SetPercentiles(&p.Distribution, p.o.Percentiles)
	doc.setSampled(p.Sampled)
	n := Normalize(p.table, &sum, p.o.scale(p.table), p.Name, p.digest.sum())
	if p.o.EqualWeights {
		n.StdKind = "image"
	}
	doc.Normalization = &n
	return doc
}

// Summary returns the statistics of the part.
func (p *Part) Summary() stats.Summary {
	sum := p.totals.Summary(p.o.DDOF)
	if p.o.EqualWeights {
		for b := range sum.Bands {
			x := &sum.Bands[b]
			x.Mean, x.StdDev = x.MeanPerImage, x.StdDevPerImage
		}
	}
	return sum
}
