package derive

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/bandprep/bandprep/fingerprint"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// assign gives every row its split and fold, and the leak group that it belongs
// into. Where no split is possible it returns a [split.ImpossibleError], or, with
// [Options.OrTrain], puts everything into train, and a warning says so.
func assign(t *table.Table, o *Options) (*split.Result, error) {
	p, err := choose(t, o)
	if err != nil {
		return nil, err
	}
	items, rows := p.rest()
	p.o.Previous = append(p.o.Previous, p.fixed...)
	res, err := split.Assign(items, p.o)
	if none := (*split.ImpossibleError)(nil); o.OrTrain && errors.As(err, &none) {
		res, err = split.TrainOnly(items, p.o, none)
	}
	if err != nil {
		return nil, err
	}
	p.write(t, res, rows)
	res.Sentence = p.sentence(res.Sentence)
	thinned, err := o.Where.thin(t, p)
	if err != nil || thinned == 0 {
		return res, err
	}
	res.Sentence += fmt.Sprintf(" Train leaves out %s: not %s.", words.Count(thinned, "item", "items"), o.Where.Train)
	return res, p.thinned(t, res)
}

// write gives the rows what the splitter says of them, and the others the reason
// why they are in no part, which the certificate counts.
func (p *plan) write(t *table.Table, res *split.Result, rows []int) {
	for k, i := range rows {
		t.Rows.Assign(i, res.Split[k].String(), int32(res.Fold[k]))
		t.Rows.SetLeakGroup(i, res.LeakGroup[k], res.LeftOut[k])
	}
	out := 0
	for i, why := range p.out {
		if why != "" {
			out++
			t.Rows.Assign(i, "", -1)
			t.Rows.SetLeakGroup(i, "", why)
		}
	}
	res.Certificate.Items += out
	res.Certificate.Excluded += out
}

// thinned takes the items of train that were left out last from the certificate:
// that of what remains, where it was placed.
func (p *plan) thinned(t *table.Table, res *split.Result) error {
	again := &plan{o: p.o, items: p.items, out: p.out}
	again.o.By, again.o.Valid, again.o.Test = split.Random, split.Share{}, split.Share{}
	for i := range p.items {
		part, err := split.ParseSubset(t.Rows.Split(i))
		switch {
		case err != nil:
			return err
		case p.out[i] != "":
		case part == split.None: // by the splitter
			p.out[i] = t.Rows.LeftOut(i)
		default:
			again.fix(i, part, -1)
		}
	}
	items, rows := again.rest()
	again.o.Previous = again.fixed
	proof, err := split.Assign(items, again.o)
	if err != nil {
		return err
	}
	proof.Certificate.By = res.Certificate.By
	again.write(t, proof, rows)
	res.Certificate = proof.Certificate
	return nil
}

func splitItems(t *table.Table) ([]split.Item, error) {
	items := make([]split.Item, t.Rows.Len())
	for i, r := range t.Rows.All() {
		it, err := splitItem(r)
		if err != nil {
			return nil, err
		}
		it.Labels = labelsOf(r)
		items[i] = it
	}
	return items, nil
}

func splitItem(r *table.Row) (split.Item, error) {
	folder, err := split.ParseSubset(r.Split)
	if err != nil {
		return split.Item{}, fmt.Errorf("%s: %w", r.ID, err)
	}
	it := split.Item{ID: r.ID, Group: r.Group, Folder: folder, Hash: r.ContentHash, CRS: r.CRS, Bounds: r.BBox, Time: r.Time}
	it.LeakGroup = r.LeakGroup
	switch {
	case r.Labels != nil:
		it.Labels = r.Labels
	case r.Label != "":
		it.Labels = []string{r.Label}
	}
	for i := 0; i+1 < len(r.Footprint); i += 2 {
		it.Outline = append(it.Outline, [2]float64{r.Footprint[i], r.Footprint[i+1]})
	}
	if len(r.PHash) == 8 {
		it.PHash, it.HasPHash = binary.BigEndian.Uint64(r.PHash), true
	}
	it.Width, it.Height = int(r.Width), int(r.Height)
	switch {
	case r.Picture != fingerprint.Picture{}:
		it.Picture = r.Picture[:]
	case min(r.Width, r.Height) < fingerprint.SmallestPicture:
		it.Picture = []byte{}
	}
	for _, n := range r.Valid {
		it.Pixels = max(it.Pixels, n)
	}
	if w := r.Window; w != nil {
		it.Scene = r.Path
		it.Window = [4]int{int(w[0]), int(w[1]), int(w[2]), int(w[3])}
	}
	return it, nil
}
