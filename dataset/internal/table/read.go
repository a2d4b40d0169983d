// Package table reads tables that say something of images: CSV and JSON Lines in
// the encodings that programs write, the roles of their columns, and which row
// belongs to which image.
package table

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
)

// Table is a table as it was read: names of columns, and rows of fields.
type Table struct {
	Name    string
	Columns []string // as written, without blanks around them
	Roles   Roles    // of the columns, once [Table.Assign] has found them
	records [][]string
	lines   []int32 // of each record in the file, from 1
	latin1  bool    // the text is neither UTF-8 nor UTF-16
}

// listMark ends the elements of a list in a field.
const listMark = "\x1f"

// Is reports whether a file of this name is read as a table.
func Is(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv", ".tsv", ".jsonl", ".ndjson":
		return true
	}
	return false
}

// Read reads a table: CSV with a header line, or JSON Lines.
func Read(name string) (*Table, error) {
	text, latin1, err := readText(name)
	if err != nil {
		return nil, err
	}
	t := &Table{Name: name, latin1: latin1}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl", ".ndjson":
		err = t.readJSONLines(text)
	default:
		err = t.readCSV(text)
	}
	return t, err
}

// errorAt is an error about a line of the table.
func (t *Table) errorAt(line int32, format string, args ...any) error {
	return fmt.Errorf("%s, line %d: %w", names.Text(t.Name), line, fmt.Errorf(format, args...))
}

// readCSV reads rows of fields. The separator is what a first line "sep=;" says,
// as Excel writes it, else that of comma, semicolon, tab and bar which the header
// has most of. Lines without any value do not count.
func (t *Table) readCSV(text string) error {
	first, rest, _ := strings.Cut(text, "\n")
	line, comma := int32(0), rune(0)
	if sep, ok := strings.CutPrefix(strings.TrimRight(first, "\r"), "sep="); ok && len(sep) == 1 {
		text, comma, line = rest, rune(sep[0]), 1
		first, _, _ = strings.Cut(text, "\n")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	if comma == 0 {
		comma = ','
		for _, sep := range ";\t|" {
			if strings.Count(first, string(sep)) > strings.Count(first, string(comma)) {
				comma = sep
			}
		}
	}
	r.Comma = comma
	header, err := r.Read()
	if err == io.EOF {
		return fmt.Errorf("%s: the table is empty", names.Text(t.Name))
	}
	if err != nil {
		return t.csvError(err, line)
	}
	for _, c := range header {
		t.Columns = append(t.Columns, fromLatin1(strings.TrimSpace(c)))
	}
	for {
		record, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return t.csvError(err, line)
		}
		at, _ := r.FieldPos(0)
		if strings.TrimSpace(strings.Join(record, "")) == "" {
			continue
		}
		for _, extra := range record[min(len(record), len(header)):] {
			if strings.TrimSpace(extra) != "" {
				return t.errorAt(line+int32(at), "%d fields, the header has %d: fields that hold the separator %q need quotes", len(record), len(header), comma)
			}
		}
		t.records, t.lines = append(t.records, record), append(t.lines, line+int32(at))
	}
}

func (t *Table) csvError(err error, line int32) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return t.errorAt(line+int32(p.Line), "%w", p.Err)
	}
	return fmt.Errorf("%s: %w", names.Text(t.Name), err)
}

// readJSONLines reads one JSON object a line. Values are text, numbers, truth
// values and lists of these; others are passed over.
func (t *Table) readJSONLines(text string) error {
	known := make(map[string]int)
	line := int32(0)
	for row := range strings.Lines(text) {
		line++
		if strings.TrimSpace(row) == "" {
			continue
		}
		var object map[string]any
		dec := json.NewDecoder(strings.NewReader(row))
		dec.UseNumber()
		if err := dec.Decode(&object); err != nil {
			return t.errorAt(line, "%w", err)
		}
		record := make([]string, len(t.Columns), len(t.Columns)+1)
		for _, key := range slices.Sorted(maps.Keys(object)) {
			value, ok := jsonField(object[key])
			if !ok {
				continue
			}
			at, seen := known[key]
			if !seen {
				at = len(t.Columns)
				known[key], t.Columns = at, append(t.Columns, key)
			}
			for len(record) <= at {
				record = append(record, "")
			}
			record[at] = value
		}
		t.records, t.lines = append(t.records, record), append(t.lines, line)
	}
	if len(t.records) == 0 {
		return fmt.Errorf("%s: the table is empty", names.Text(t.Name))
	}
	return nil
}

// jsonField writes a value as a field of a table.
func jsonField(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return fmt.Sprint(v), true
	case []any:
		var b strings.Builder
		for _, e := range v {
			s, ok := jsonField(e)
			if _, list := e.([]any); !ok || list {
				return "", false
			}
			b.WriteString(s + listMark)
		}
		return b.String(), true
	}
	return "", false
}

// Len returns the number of rows.
func (t *Table) Len() int { return len(t.records) }

// Field returns a field of a row as UTF-8, or "".
func (t *Table) Field(row, column int) string {
	if column < 0 || column >= len(t.records[row]) {
		return ""
	}
	s := strings.TrimSpace(t.records[row][column])
	if t.latin1 {
		s = fromLatin1(s)
	}
	return names.Text(s)
}
