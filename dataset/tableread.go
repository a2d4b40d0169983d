package dataset

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// table is a table as it was read: names of columns, and rows of fields.
type table struct {
	name    string
	columns []string // as written, without blanks around them
	records [][]string
	lines   []int32 // of each record in the file, from 1
	latin1  bool    // the text is neither UTF-8 nor UTF-16
	roles   roles
}

// listMark ends the elements of a list in a field.
const listMark = "\x1f"

// isTable reports whether a file of this name is read as a table.
func isTable(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv", ".tsv", ".jsonl", ".ndjson":
		return true
	}
	return false
}

// readTableFile reads a table: CSV with a header line, or JSON Lines.
func readTableFile(name string) (*table, error) {
	text, latin1, err := readText(name)
	if err != nil {
		return nil, err
	}
	t := &table{name: name, latin1: latin1}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl", ".ndjson":
		err = t.readJSONLines(text)
	default:
		err = t.readCSV(text)
	}
	return t, err
}

// errorAt is an error about a line of the table.
func (t *table) errorAt(line int32, format string, args ...any) error {
	return fmt.Errorf("%s, line %d: %w", Text(t.name), line, fmt.Errorf(format, args...))
}

// readCSV reads rows of fields. The separator is what a first line "sep=;" says,
// as Excel writes it, else that of comma, semicolon, tab and bar which the header
// has most of. Lines without any value do not count.
func (t *table) readCSV(text string) error {
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
		return fmt.Errorf("%s: the table is empty", Text(t.name))
	}
	if err != nil {
		return t.csvError(err, line)
	}
	for _, c := range header {
		t.columns = append(t.columns, fromLatin1(strings.TrimSpace(c)))
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

func (t *table) csvError(err error, line int32) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return t.errorAt(line+int32(p.Line), "%w", p.Err)
	}
	return fmt.Errorf("%s: %w", Text(t.name), err)
}

// readJSONLines reads one JSON object a line. Values are text, numbers, truth
// values and lists of these; others are passed over.
func (t *table) readJSONLines(text string) error {
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
		record := make([]string, len(t.columns), len(t.columns)+1)
		for _, key := range sortedKeys(object) {
			value, ok := jsonField(object[key])
			if !ok {
				continue
			}
			at, seen := known[key]
			if !seen {
				at = len(t.columns)
				known[key], t.columns = at, append(t.columns, key)
			}
			record = grown(record, at+1, "")
			record[at] = value
		}
		t.records, t.lines = append(t.records, record), append(t.lines, line)
	}
	if len(t.records) == 0 {
		return fmt.Errorf("%s: the table is empty", Text(t.name))
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

// field returns a field of a row as UTF-8, or "".
func (t *table) field(row, column int) string {
	if column < 0 || column >= len(t.records[row]) {
		return ""
	}
	s := strings.TrimSpace(t.records[row][column])
	if t.latin1 {
		s = fromLatin1(s)
	}
	return Text(s)
}
