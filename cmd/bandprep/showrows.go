package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
)

// showSchema prints the columns of a manifest.
func showSchema(w io.Writer, t *table.Table, asJSON bool) error {
	h, _, err := t.Manifest(t.Documents)
	if err != nil {
		return err
	}
	columns := manifest.Describe(h)
	if asJSON {
		return output.WriteJSON(w, map[string]any{"type": "schema", "schema_version": 1, "sums": h.Kind.String(), "columns": columns})
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range columns {
		null := ""
		if c.Null {
			null = "null"
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", oneLine(c.Name), shortType(c.Type), null, c.Doc)
	}
	return tw.Flush()
}

// shortType writes an Arrow type without the names of its entries.
func shortType(s string) string {
	return strings.NewReplacer("item: ", "", ", nullable", "", "utf8", "text", "struct<value: int64, pixels: int64>", "{value, pixels}",
		"struct<x: float64, y: float64, width: float64, height: float64, label: utf8>", "{x, y, width, height, label}",
		"fixed_size_binary[16]", "16 bytes", "timestamp[us, tz=UTC]", "timestamp").Replace(s)
}

// shownColumn is a column of show --rows; it is shown where a row has something
// in it.
type shownColumn struct {
	name string
	cell func(r *table.Row) string
}

var shownColumns = []shownColumn{
	{"id", func(r *table.Row) string { return r.ID }},
	{"label", func(r *table.Row) string {
		if len(r.Labels) > 0 {
			return strings.Join(r.Labels, ", ")
		}
		return r.Label
	}},
	{"group", func(r *table.Row) string { return r.Group }},
	{"split", func(r *table.Row) string { return r.Split }},
	{"fold", func(r *table.Row) string { return unless(r.Fold < 0, r.Fold) }},
	{"left out", func(r *table.Row) string { return r.LeftOut }},
	{"grade", func(r *table.Row) string { return unless(r.Grade == 0, r.Grade) }},
	{"mark", func(r *table.Row) string { return r.Mark }},
	{"time", func(r *table.Row) string {
		if r.Time.IsZero() {
			return ""
		}
		return r.Time.UTC().Format("2006-01-02T15:04:05Z07:00")
	}},
	{"size", func(r *table.Row) string { return fmt.Sprintf("%d×%d", r.Width, r.Height) }},
	{"mean", func(r *table.Row) string {
		m := r.Moments()
		mean, _ := table.MeanStdDev(&m)
		const most = 3
		var parts []string
		for i, v := range mean {
			if i == most {
				parts = append(parts, "…")
				break
			}
			parts = append(parts, short(derive.Number(v)))
		}
		return strings.Join(parts, " ")
	}},
}

func unless[T int8 | int32](none bool, v T) string {
	if none {
		return ""
	}
	return fmt.Sprint(v)
}

// showRows prints a line for each row, or all rows as one JSON document with the
// columns of JSON Lines.
func showRows(w io.Writer, t *table.Table, asJSON bool) error {
	if asJSON {
		return showRowsJSON(w, t)
	}
	var columns []shownColumn
	for _, c := range shownColumns {
		for _, r := range t.Rows.All() {
			if c.cell(r) != "" {
				columns = append(columns, c)
				break
			}
		}
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(cell func(c shownColumn) string) {
		for i, c := range columns {
			if i > 0 {
				fmt.Fprint(tw, "\t")
			}
			fmt.Fprint(tw, strings.ReplaceAll(oneLine(cell(c)), "\t", " "))
		}
		fmt.Fprintln(tw)
	}
	line(func(c shownColumn) string { return c.name })
	for i, r := range t.Rows.All() {
		line(func(c shownColumn) string { return c.cell(r) })
		if i%1000 == 999 { // what is aligned waits in memory
			if err := tw.Flush(); err != nil {
				return err
			}
		}
	}
	return tw.Flush()
}

func showRowsJSON(w io.Writer, t *table.Table) error {
	h, rows, err := t.Manifest(t.Documents)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	fmt.Fprint(b, `{"type":"rows","schema_version":1,"rows":[`)
	comma := &separated{w: b}
	if err := manifest.WriteJSONLines(comma, h, rows); err != nil {
		return err
	}
	fmt.Fprintln(b, "]}")
	return b.Flush()
}

// separated writes a comma between what is written into it at a time.
type separated struct {
	w    io.Writer
	some bool
}

func (s *separated) Write(p []byte) (int, error) {
	text := bytes.TrimSuffix(p, []byte("\n"))
	if s.some {
		text = append([]byte(",\n"), text...)
	}
	s.some = true
	if _, err := s.w.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}
