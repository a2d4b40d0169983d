package review

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/pipeline/derive"
)

// Loss is what a trained model says of an image.
type Loss struct {
	Path        string        `json:"-"` // or id
	Loss        derive.Number `json:"loss"`
	Predicted   string        `json:"predicted,omitempty"`
	Probability derive.Number `json:"probability"` // NaN: not known
}

// ReadLosses reads a CSV with a header: a column path, file_name, filename,
// image or id, a column loss, and where they exist predicted (or prediction) and
// probability (or prob).
func ReadLosses(r io.Reader) ([]Loss, error) {
	c := csv.NewReader(r)
	head, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("no header: %w", err)
	}
	column := func(names ...string) int {
		return slices.IndexFunc(head, func(h string) bool {
			return slices.Contains(names, strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))))
		})
	}
	name, loss := column("id", "path", "file_name", "filename", "image"), column("loss")
	predicted, probability := column("predicted", "prediction"), column("probability", "prob")
	if name < 0 || loss < 0 {
		return nil, errors.New("want columns path and loss")
	}
	var list []Loss
	for {
		row, err := c.Read()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := c.FieldPos(0)
		number := func(k int) (derive.Number, error) {
			if k < 0 || row[k] == "" {
				return derive.Number(math.NaN()), nil
			}
			v, err := strconv.ParseFloat(strings.TrimSpace(row[k]), 64)
			if err != nil {
				return 0, fmt.Errorf("line %d: %q is no number", line, row[k])
			}
			return derive.Number(v), nil
		}
		l := Loss{Path: row[name]}
		if l.Loss, err = number(loss); err != nil {
			return nil, err
		}
		if l.Probability, err = number(probability); err != nil {
			return nil, err
		}
		if predicted >= 0 {
			l.Predicted = row[predicted]
		}
		list = append(list, l)
	}
}

// matchLosses finds the items that losses speak of: by id or path, else by a
// name that only one of them has.
func matchLosses(it *items, list []Loss) []*Loss {
	of := make([]*Loss, len(it.keys))
	if len(list) == 0 {
		return of
	}
	const several = -1
	at := make(map[string]int)
	name := func(text string, i int) {
		if other, ok := at[text]; ok && other != i {
			i = several
		}
		at[text] = i
	}
	for i := range it.keys {
		row := it.table.Rows.At(i)
		for _, text := range slices.Compact([]string{row.ID, path.Clean(slashes(row.Path))}) {
			name("="+text, i)
		}
		name(path.Base(row.ID), i)
	}
	for k := range list {
		text := path.Clean(slashes(list[k].Path))
		i, ok := at["="+text]
		if !ok {
			i, ok = at[path.Base(text)]
		}
		if ok && i != several {
			of[i] = &list[k]
		}
	}
	return of
}

func slashes(s string) string { return strings.ReplaceAll(s, `\`, "/") }

func (s *Server) countLosses() (n int) {
	for _, l := range s.losses {
		if l != nil {
			n++
		}
	}
	return n
}

// lossOf returns the loss of an item; those without one come last.
func (s *Server) lossOf(i int32) float64 {
	if l := s.losses[i]; l != nil && l.Loss == l.Loss {
		return float64(l.Loss)
	}
	return math.Inf(-1)
}
