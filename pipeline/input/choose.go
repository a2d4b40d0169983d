package input

import (
	"errors"
	"fmt"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Select leaves only the items of a split and of a label; "" and the split "all"
// leave all.
func (in *Input) Select(split, label string) error {
	switch split {
	case "all":
		split = ""
	case "val":
		split = "valid"
	}
	wanted := func(s, l string) bool { return (split == "" || s == split) && (label == "" || l == label) }
	n := 0
	if in.table != nil {
		in.table = in.table.Where(func(i int) bool {
			return split+label == "" || wanted(in.table.Rows.Split(i), in.table.Rows.At(i).Label)
		})
		n = in.table.Rows.Len()
	} else {
		in.chose = in.chose.Where(func(im *imageset.Image) bool { return wanted(im.Split, im.Label) })
		n = in.chose.Len()
	}
	switch {
	case n > 0:
		return nil
	case split == "":
		return fmt.Errorf("no item has the label %q", label)
	case label == "":
		return fmt.Errorf("no item is in split %q", split)
	}
	return fmt.Errorf("no item of split %q has the label %q", split, label)
}

// Where leaves only the items for which a condition holds, which is in the words
// of [table.Condition]; "" leaves all.
func (in *Input) Where(condition string) error {
	if condition == "" {
		return nil
	}
	c, err := table.NewCondition(condition, in.Head().Columns)
	if err != nil {
		return fmt.Errorf("--where: %w", err)
	}
	n := 0
	if in.table != nil {
		if in.table, err = in.table.Fulfilling(c); err != nil {
			return fmt.Errorf("--where: %w", err)
		}
		n = in.table.Rows.Len()
	} else {
		if name := c.Measured(); name != "" {
			return fmt.Errorf("--where: %s is known once images are measured: make a manifest first, with split or run, and name that", name)
		}
		var failed error
		in.chose = in.chose.Where(func(im *imageset.Image) bool {
			r := measure.Unmeasured(in.set, im)
			ok, err := c.Holds(&r)
			failed = errors.Join(failed, err)
			return ok
		})
		if failed != nil {
			return fmt.Errorf("--where: %w", failed)
		}
		n = in.chose.Len()
	}
	if n == 0 {
		return fmt.Errorf("--where %s holds for no item", condition)
	}
	return nil
}

// Agree returns an error where options for a split contradict what is known
// before images are measured.
func (in *Input) Agree(o *derive.Options) error {
	if in.table != nil {
		return o.Agree(in.table)
	}
	if in.planned != nil {
		return o.Agree(in.planned)
	}
	t := measure.NewTable(in.set)
	if o.Where == (derive.Conditions{}) && t.GivenBy != table.GivenByTable {
		return nil
	}
	for _, im := range in.chose.All() {
		r := measure.Unmeasured(in.set, im)
		if err := t.Rows.Add(&r); err != nil {
			return err
		}
	}
	return o.Agree(t)
}
