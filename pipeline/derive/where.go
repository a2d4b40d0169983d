package derive

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// Conditions choose the parts of a split by what is known of the items, in the
// words of [table.Condition]. Leak groups that lie on both sides of a condition
// are torn by it: those of their items for which it does not hold are left out.
type Conditions struct {
	Test, Valid string // all items of the part, and no others
	// Train thins train after everything is placed: valid and test are those
	// of the split without it.
	Train string
	// LeaveOut is a column: each of its values is a fold.
	LeaveOut string
}

// mostFolds is how many values a column may have that gives the folds.
const mostFolds = 1000

// none reports whether there is no condition that places items.
func (c *Conditions) none() bool { return c.Test == "" && c.Valid == "" && c.LeaveOut == "" }

// validate returns an error where conditions and other options contradict each
// other.
func (c *Conditions) validate(o *split.Options) error {
	switch {
	case c.LeaveOut != "" && (c.Test != "" || c.Valid != "" || c.Train != "" || o.Folds > 0):
		return fmt.Errorf("--leave-out makes every item valid once: it goes with none of --test-where, --valid-where, --train-where and --folds")
	case c.Valid != "" && o.Folds > 0:
		return fmt.Errorf("--valid-where says which items are valid, and --folds makes every item valid once: give one of them")
	case c.Train != "" && o.Folds > 0:
		return fmt.Errorf("--train-where thins train, and with --folds every item is in train once: give one of them")
	case !c.none() && (o.By == split.Folder || o.By == split.CSV):
		return fmt.Errorf("--by %v keeps the splits that are there, and conditions choose others: give one of them", o.By)
	case !c.none() && len(o.Previous) > 0:
		return fmt.Errorf("--like keeps the assignments of a manifest, and conditions choose others: give one of them")
	}
	return nil
}

// Check returns an error where a condition does not fit the further columns, or
// names what no table has.
func (c *Conditions) Check(columns []manifest.Column) error {
	for _, w := range []struct{ flag, text string }{{"--test-where", c.Test}, {"--valid-where", c.Valid}, {"--train-where", c.Train}} {
		if w.text != "" {
			if _, err := table.NewCondition(w.text, columns); err != nil {
				return fmt.Errorf("%s: %w", w.flag, err)
			}
		}
	}
	if c.LeaveOut != "" {
		if _, err := table.ValueOf(c.LeaveOut, columns); err != nil {
			return fmt.Errorf("--leave-out: %w", err)
		}
	}
	return nil
}

// place decides for a plan which rows the conditions put where.
func (c *Conditions) place(t *table.Table, p *plan) error {
	switch {
	case c.LeaveOut != "":
		return c.leaveOut(t, p)
	case c.none():
		return nil
	}
	wanted := make([]split.Subset, len(p.items))
	for _, w := range []struct {
		flag, text string
		part       split.Subset
	}{{"--test-where", c.Test, split.Test}, {"--valid-where", c.Valid, split.Valid}} {
		if w.text == "" {
			continue
		}
		condition, err := table.NewCondition(w.text, t.Columns)
		if err != nil {
			return fmt.Errorf("%s: %w", w.flag, err)
		}
		n := 0
		for i := range p.items {
			switch ok, err := condition.Holds(t.Rows.At(i)); {
			case err != nil:
				return fmt.Errorf("%s: %w", w.flag, err)
			case ok && wanted[i] != split.None:
				return fmt.Errorf("--test-where and --valid-where both hold for %s: an item is in one part", p.items[i].ID)
			case ok:
				wanted[i] = w.part
				n++
			}
		}
		if n == 0 {
			return fmt.Errorf("%s %s holds for no item", w.flag, w.text)
		}
		p.said = append(p.said, fmt.Sprintf("%v is %s", w.part, w.text))
	}
	component, err := p.components()
	if err != nil {
		return err
	}
	first := make(map[int]split.Subset) // leak group → test where it has such an item, else valid
	for i, part := range wanted {
		first[component[i]] = max(first[component[i]], part)
	}
	torn := 0
	for i, part := range wanted {
		switch group := first[component[i]]; {
		case group != part:
			torn++
			p.leaveOut(i, fmt.Sprintf("in one leak group with an item of %v", group))
		case part != split.None:
			p.fix(i, part, -1)
		}
	}
	if torn > 0 {
		p.said = append(p.said, words.Count(torn, "item in leak groups that the condition tears is", "items in leak groups that the condition tears are")+" left out")
	}
	if c.Test != "" {
		p.o.Test = split.Share{}
	}
	if c.Valid != "" {
		p.o.Valid = split.Share{}
	}
	return nil
}

// leaveOut makes a fold of every value of a column.
func (c *Conditions) leaveOut(t *table.Table, p *plan) error {
	of, err := table.ValueOf(c.LeaveOut, t.Columns)
	if err != nil {
		return fmt.Errorf("--leave-out: %w", err)
	}
	component, err := p.components()
	if err != nil {
		return err
	}
	value := make([]string, len(p.items))
	first, torn := make(map[int]string), make(map[int]bool)
	for i := range p.items {
		v := of(t.Rows.At(i))
		value[i] = v
		if v == "" {
			continue
		}
		if seen, ok := first[component[i]]; ok && seen != v {
			torn[component[i]] = true
		}
		first[component[i]] = v
	}
	number := make(map[string]int)
	var names []string
	unknown, straddling := 0, 0
	for i, v := range value {
		switch {
		case v == "":
			unknown++
			p.leaveOut(i, c.LeaveOut+" is not known")
		case torn[component[i]]:
			straddling++
			p.leaveOut(i, "in a leak group with several values of "+c.LeaveOut)
		default:
			if _, ok := number[v]; !ok {
				number[v] = 0
				names = append(names, v)
			}
		}
	}
	if len(names) < 2 || len(names) > mostFolds {
		return fmt.Errorf("--leave-out %s: %s; folds need 2 to %d", c.LeaveOut, words.Count(len(names), "value whose leak groups lie in no other", "values whose leak groups lie in no other"), mostFolds)
	}
	slices.SortFunc(names, compareValues)
	var said []string
	for k, name := range names {
		number[name] = k
		said = append(said, fmt.Sprintf("%d %s", k, name))
	}
	for i, v := range value {
		if p.out[i] == "" {
			p.fixFold(i, number[v])
		}
	}
	p.keptFolds(len(names))
	p.said = append(p.said, fmt.Sprintf("each value of %s is a fold: %s", c.LeaveOut, words.Few(said)))
	if unknown > 0 {
		p.said = append(p.said, fmt.Sprintf("%s left out, whose %s is not known", words.Count(unknown, "item is", "items are"), c.LeaveOut))
	}
	if straddling > 0 {
		p.said = append(p.said, fmt.Sprintf("%s left out, whose leak groups have several values", words.Count(straddling, "item is", "items are")))
	}
	return nil
}

// compareValues orders numbers by their size, and what are none by their texts.
func compareValues(a, b string) int {
	x, errA := strconv.ParseFloat(a, 64)
	y, errB := strconv.ParseFloat(b, 64)
	if errA == nil && errB == nil {
		return cmp.Or(cmp.Compare(x, y), strings.Compare(a, b))
	}
	return strings.Compare(a, b)
}

// thin leaves out the items of train for which a condition does not hold.
func (c *Conditions) thin(t *table.Table, p *plan) (thinned int, err error) {
	if c.Train == "" {
		return 0, nil
	}
	condition, err := table.NewCondition(c.Train, t.Columns)
	if err != nil {
		return 0, fmt.Errorf("--train-where: %w", err)
	}
	kept := 0
	for i := range t.Rows.In("train") {
		ok, err := condition.Holds(t.Rows.At(i))
		switch {
		case err != nil:
			return 0, fmt.Errorf("--train-where: %w", err)
		case ok:
			kept++
		default:
			thinned++
			p.leaveOut(i, "not "+c.Train)
		}
	}
	if kept == 0 {
		return 0, fmt.Errorf("--train-where %s holds for no item of train", c.Train)
	}
	return thinned, nil
}
