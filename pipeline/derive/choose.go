package derive

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// plan is what tables and conditions decide of a split before a splitter places
// the rest. Indices are those of the rows.
type plan struct {
	o       split.Options
	items   []split.Item
	fixed   []split.Placed
	out     []string // why a row is in no part; "" where the splitter sees it
	said    []string
	instead bool // what was said is all there is to say
}

// choose makes the plan of a split.
func choose(t *table.Table, o *Options) (*plan, error) {
	if err := o.Agree(t); err != nil {
		return nil, err
	}
	p := &plan{o: o.Split, out: make([]string, t.Rows.Len())}
	lookAgain(&p.o)
	given := o.Where.none() && (p.o.By == split.CSV || p.o.By == split.Folder || p.o.By == split.Auto && t.GivenBy != "")
	if !given && p.o.By == split.Auto {
		for i := range t.Rows.Len() {
			t.Rows.Assign(i, "", -1)
		}
	}
	var err error
	if p.items, err = splitItems(t); err != nil {
		return nil, err
	}
	if given {
		return p, p.keepGiven(t)
	}
	return p, o.Where.place(t, p)
}

// Agree returns an error where options contradict what a table gives, or do not
// fit its columns. The rows may still lack their statistics.
func (o *Options) Agree(t *table.Table) error {
	if err := o.Where.Check(t.Columns); err != nil {
		return err
	}
	if o.Split.By != split.Auto && o.Split.By != split.CSV || t.GivenBy == "" {
		return nil
	}
	has, folds := make(map[string]int), make(map[int32]bool)
	for i := range t.Rows.Len() {
		has[t.Rows.Split(i)]++
		if f := t.Rows.Fold(i); f >= 0 {
			folds[f] = true
		}
	}
	draw := "; --by random or stratified draws the split anew"
	if !o.Where.none() && has["train"]+has["valid"]+has["test"]+len(folds) > 0 {
		return fmt.Errorf("conditions choose parts, and %s: give --by to say how the rest is split%s", givenWords(t), strings.TrimSuffix(draw, " draws the split anew")+", say")
	}
	if t.GivenBy != table.GivenByTable {
		return nil
	}
	for _, part := range o.Asked {
		if has[part] > 0 {
			return fmt.Errorf("--%s: the table says already which items are %s%s", part, part, draw)
		}
	}
	if n := o.Split.Folds; n > 0 && len(folds) > 1 && n != len(folds) {
		return fmt.Errorf("--folds %d: the table has %d folds%s", n, len(folds), draw)
	}
	return nil
}

func givenWords(t *table.Table) string {
	if t.GivenBy == table.GivenByTable {
		return "the table gives splits"
	}
	return "folders give splits"
}

// keepGiven keeps the splits and folds that the rows have. An item that the
// table of the splits does not name is in no part.
func (p *plan) keepGiven(t *table.Table) error {
	unnamed, folds := 0, make(map[int32]bool)
	for i, r := range t.Rows.All() {
		if r.Split == "" && r.Fold < 0 && r.LeftOut != "" {
			p.leaveOut(i, r.LeftOut)
			unnamed++
		}
		if r.Fold >= 0 {
			folds[r.Fold] = true
		}
	}
	if p.o.By == split.Auto && t.GivenBy == table.GivenByTable && slices.ContainsFunc(p.items, func(it split.Item) bool { return it.Folder != split.None }) {
		p.o.By = split.CSV
	}
	if len(folds) > 1 {
		p.keepFolds(t, folds)
	}
	if unnamed > 0 {
		p.said = append(p.said, fmt.Sprintf("%s left out, which the table does not name", words.Count(unnamed, "item is", "items are")))
	}
	return nil
}

// keepFolds keeps the folds of a table, unless a column of splits says otherwise
// which items are valid.
func (p *plan) keepFolds(t *table.Table, folds map[int32]bool) {
	var numbers []int32
	for f := range folds {
		numbers = append(numbers, f)
	}
	slices.Sort(numbers)
	for i, r := range t.Rows.All() {
		if p.items[i].Folder == split.Valid && r.Fold != numbers[0] {
			return
		}
	}
	lacking := 0
	for i, r := range t.Rows.All() {
		k, ok := slices.BinarySearch(numbers, r.Fold)
		switch {
		case p.out[i] != "":
		case p.items[i].Folder == split.Test:
			p.fix(i, split.Test, -1)
		case ok:
			p.fixFold(i, k)
		default:
			lacking++
			p.leaveOut(i, "no fold in the table")
		}
	}
	p.keptFolds(len(numbers))
	p.said = append(p.said, fmt.Sprintf("the table gives %d folds", len(numbers)))
	if numbers[0] != 0 || int(numbers[len(numbers)-1]) != len(numbers)-1 {
		p.said = append(p.said, fmt.Sprintf("%d to %d there are 0 to %d here", numbers[0], numbers[len(numbers)-1], len(numbers)-1))
	}
	if lacking > 0 {
		p.said = append(p.said, words.Count(lacking, "item without a fold is", "items without a fold are")+" left out")
	}
}

// foldSubset is the subset that a fold is of: the first one is valid.
func foldSubset(fold int) split.Subset {
	if fold == 0 {
		return split.Valid
	}
	return split.Train
}

// fix places item i before the splitter does.
func (p *plan) fix(i int, part split.Subset, fold int) {
	p.fixed = append(p.fixed, split.Placed{ID: p.items[i].ID, Split: part, Fold: fold})
}

// fixFold places item i into a fold.
func (p *plan) fixFold(i, fold int) {
	p.items[i].Folder = foldSubset(fold)
	p.fix(i, p.items[i].Folder, fold)
}

// keptFolds has the splitter keep n folds, into which all its items are placed.
func (p *plan) keptFolds(n int) {
	p.o.By, p.o.Folds, p.o.Valid, p.o.Test, p.instead = split.CSV, n, split.Share{}, split.Share{}, true
}

// leaveOut puts item i into no part.
func (p *plan) leaveOut(i int, why string) { p.out[i] = why }

// components returns the number of the leak group of each item.
func (p *plan) components() ([]int, error) {
	r, err := split.Assign(p.items, split.Options{By: split.Random, Off: p.o.Off, Near: p.o.Near, Orientations: p.o.Orientations, Crops: p.o.Crops,
		Buffer: p.o.Buffer, Within: p.o.Within})
	if err != nil {
		return nil, err
	}
	return r.Component, nil
}

// rest returns the items that the splitter sees, and their rows.
func (p *plan) rest() (items []split.Item, rows []int) {
	for i, why := range p.out {
		if why == "" {
			items, rows = append(items, p.items[i]), append(rows, i)
		}
	}
	return items, rows
}

// sentence says the choice: what the splitter says, and what was decided before.
func (p *plan) sentence(splitter string) string {
	if len(p.said) == 0 {
		return splitter
	}
	said := strings.Join(p.said, "; ")
	said = strings.ToUpper(said[:1]) + said[1:] + "."
	if p.instead {
		return said
	}
	return splitter + " " + said
}
