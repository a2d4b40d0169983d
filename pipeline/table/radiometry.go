package table

import (
	"fmt"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/radiometry"
	"github.com/bandprep/bandprep/internal/words"
)

// OddRadiometry is the kind of decisions about items whose samples seem to mean
// something else than those of the others.
const OddRadiometry = "odd_radiometry"

// mostCompared is how many rows are compared with each other; of more, as many at
// equal distances.
const mostCompared = 5000

// OddItems returns the ids of items whose values mean something else than those of the
// others, if a block of them does, and a sentence that says what.
func (t *Table) OddItems() (ids []string, sentence string) {
	var items []radiometry.Item
	var rows []int
	step := max(1, (t.Rows.Len()+mostCompared-1)/mostCompared)
	for i := 0; i < t.Rows.Len(); i += step {
		m := t.Rows.Moments(i)
		mean, deviation := MeanStdDev(&m)
		varies := m.Dead == nil
		for _, s := range deviation {
			varies = varies && s > 0
		}
		if varies {
			items, rows = append(items, radiometry.Item{Mean: mean, StdDev: deviation, Min: m.Min, Max: m.Max}), append(rows, i)
		}
	}
	b := radiometry.Find(items)
	if b == nil {
		return nil, ""
	}
	for _, i := range b.Items {
		ids = append(ids, t.Rows.ID(rows[i]))
	}
	return ids, fmt.Sprintf("the values of %s of %d mean something else: %s", words.Count(len(ids), "item", "items"), len(items), b.Sentence)
}

// DecideRadiometry notes them as a decision.
func (t *Table) DecideRadiometry() {
	if ids, sentence := t.OddItems(); ids != nil {
		t.Decisions = append(t.Decisions, decision.Decision{Kind: OddRadiometry, Count: int64(len(ids)), Example: ids[0], Stage: decision.Measured, Effect: decision.Rival, Sentence: sentence})
	}
}
