package manifest

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"strings"
)

// WriteCSV writes a table of every row with a header line, first the columns
// that training code asks for. Lists other than window are there only where
// all is set. Null is an empty cell; lists are as in [WriteJSONLines].
func WriteCSV(w io.Writer, h Header, all bool, rows iter.Seq2[Row, error]) error {
	columns := exportColumns(&h, all)
	out := csv.NewWriter(w)
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = c.name
	}
	if err := out.Write(record); err != nil {
		return err
	}
	for r, err := range rows {
		if err != nil {
			return err
		}
		for i, c := range columns {
			record[i] = c.cell(&r)
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// cell returns the text of a cell of CSV.
func (c *exportColumn) cell(r *Row) string {
	b := c.json(nil, r)
	if string(b) == "null" {
		return ""
	}
	if b[0] == '"' {
		var s string
		if json.Unmarshal(b, &s) == nil {
			return s
		}
	}
	return string(b)
}

// FastaiLabels is what [WriteFastai] puts between several labels of an item,
// the label_delim of fastai.
const FastaiLabels = ";"

// WriteFastai writes the CSV that fastai's ImageDataLoaders.from_csv reads with
// valid_col='is_valid': only rows of train, with False, and of valid, with
// True, since fastai trains on whatever is not valid. It returns how many rows
// stayed out.
func WriteFastai(w io.Writer, rows iter.Seq2[Row, error]) (out int, err error) {
	table := csv.NewWriter(w)
	if err := table.Write([]string{"path", "label", "is_valid", "member", "page", "window", "label_raster", "id"}); err != nil {
		return 0, err
	}
	columns := make(map[string]exportColumn)
	for _, c := range exportColumns(&Header{}, false) {
		columns[c.name] = c
	}
	for r, err := range rows {
		if err != nil {
			return 0, err
		}
		is := "False"
		switch r.Split {
		case "train":
		case "valid":
			is = "True"
		default:
			out++
			continue
		}
		if len(r.Labels) > 0 {
			r.Label = strings.Join(r.Labels, FastaiLabels)
		}
		record := []string{r.Path, r.Label, is}
		for _, name := range [...]string{"member", "page", "window", "label_raster", "id"} {
			c := columns[name]
			record = append(record, c.cell(&r))
		}
		if err := table.Write(record); err != nil {
			return 0, err
		}
	}
	table.Flush()
	return out, table.Error()
}
