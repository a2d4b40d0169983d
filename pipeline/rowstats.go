package pipeline

import (
	"maps"
	"slices"
)

// RowStats adds up the rows of a manifest that keep accepts, part by part, as
// [Stats] does with images; it reads no pixel. Parts come back sorted by name.
func (d *Dataset) RowStats(keep func(*Row) bool, key func(*Row) string) ([]*Part, error) {
	if key == nil {
		key = func(*Row) string { return "all" }
	}
	parts := make(map[string]*Part)
	for _, r := range d.Rows.All() {
		if keep != nil && !keep(r) {
			continue
		}
		name := key(r)
		p := parts[name]
		if p == nil {
			p = &Part{Name: name, Fold: NewFold(len(d.bands)), digest: newDigester(&d.options, d.scale)}
			parts[name] = p
		}
		m := r.Moments()
		p.digest.add(r.ID, &m)
		if err := p.Fold.Add(r.ID, m); err != nil {
			return nil, err
		}
	}
	var list []*Part
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		list = append(list, parts[name])
	}
	return list, nil
}

// Scale returns what samples are divided by for the constants.
func (d *Dataset) Scale() float64 { return d.scale }
