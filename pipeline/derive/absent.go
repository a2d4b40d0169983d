package derive

import (
	"fmt"
	"maps"
	"slices"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
)

// absentLabels says of valid and test which labels have no item there, though
// others have: a score over such a part says nothing of them.
func absentLabels(rows *table.Rows) (warnings []string) {
	parts, total := make(map[string]map[string]bool), make(map[string]int)
	for _, r := range rows.All() {
		for _, l := range labelsOf(r) {
			total[l]++
			if parts[r.Split] == nil {
				parts[r.Split] = make(map[string]bool)
			}
			parts[r.Split][l] = true
		}
	}
	for _, part := range Splits[1:] {
		if len(parts[part]) == 0 {
			continue
		}
		var absent []string
		for _, l := range slices.Sorted(maps.Keys(total)) {
			if !parts[part][l] {
				absent = append(absent, fmt.Sprintf("%s (%d)", l, total[l]))
			}
		}
		if len(absent) > 0 {
			warnings = append(warnings, fmt.Sprintf("no item of %s is in %s: %s", words.Count(len(absent), "label", "labels"), part, words.Few(absent)))
		}
	}
	return warnings
}
