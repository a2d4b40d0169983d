package derive

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// keptSplit is what [Splitter] names a split of rows that had one.
const keptSplit = "kept"

// Keep is [Split] for rows that have their splits and folds, or the reason why
// they are in no part: none is assigned anew, and what they guarantee is
// certified. Of the options of a split only the seed counts, which draws examples.
func Keep(t *table.Table, o Options) (*Dataset, error) {
	o.Split, o.Where, o.Asked = split.Options{By: split.Folder, Seed: o.Split.Seed}, Conditions{}, nil
	d, err := Split(t, o)
	if err != nil {
		return nil, err
	}
	var parts []string
	folds := make(map[int32]bool)
	for _, name := range []string{"valid", "test", "train", ""} {
		n := 0
		for i := range t.Rows.In(name) {
			n++
			if f := t.Rows.Fold(i); f >= 0 {
				folds[f] = true
			}
		}
		if n > 0 {
			parts = append(parts, words.Number(n)+" "+cmp.Or(name, "left out"))
		}
	}
	d.Splitter.By, d.Splitter.Folds = cmp.Or(t.GivenBy, keptSplit), len(folds)
	d.Splitter.Sentence = fmt.Sprintf("Splits are kept as they were: %s.", strings.Join(parts, ", "))
	return d, nil
}
