package table

import (
	"fmt"
	"path"
	"slices"
	"strconv"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// askAboutLabels points out labels that look like several in one.
func (t *Table) askAboutLabels(decide Decide, rows []Row, o *Options) {
	if t.Roles.Marks {
		var columns []string
		for _, at := range t.Roles.Labels {
			columns = append(columns, t.Columns[at])
		}
		decide(decision.Decision{Kind: "labels", Count: int64(len(columns)), Effect: decision.Rival, Flag: "--columns label=COLUMN",
			Sentence: fmt.Sprintf("%s of 0 and 1 in %s are taken as labels: %s", words.Count(len(columns), "column", "columns"), names.Text(path.Base(t.Name)), words.Few(columns))})
		return
	}
	if o.LabelSep != "" {
		return
	}
	values := make(map[string]int)
	for i := range rows {
		values[rows[i].Label()]++
	}
	for _, sep := range []string{"|", ";", ",", " "} {
		if n, example := looksJoined(values, sep); n > 0 {
			decide(decision.Decision{Kind: "labels", Count: int64(n), Example: strconv.Quote(example), Effect: decision.Rival,
				Flag: "--label-sep " + strconv.Quote(sep), Sentence: fmt.Sprintf("%s of %s look like several labels in one, but count as one each",
					words.Count(n, "label", "labels"), names.Text(path.Base(t.Name)))})
			return
		}
	}
}

// looksJoined returns how many distinct labels look like lists joined by sep: the
// parts of nearly all of them occur in other labels too, and they are far fewer.
func looksJoined(values map[string]int, sep string) (n int, example string) {
	parts := make(map[string]int)
	joined := 0
	for v := range values {
		list := labelList(v, sep)
		for _, p := range list {
			parts[p]++
		}
		if len(list) > 1 {
			if joined++; example == "" || v < example {
				example = v
			}
		}
	}
	if joined < 2 {
		return 0, ""
	}
	again := 0
	for v := range values {
		if list := labelList(v, sep); len(list) > 1 && !slices.ContainsFunc(list, func(p string) bool { return parts[p] < 2 }) {
			again++
		}
	}
	if again*10 < joined*9 || len(parts) > len(values) {
		return 0, ""
	}
	return joined, example
}
