package dataset

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// tableRow is one row of a CSV table: path,label[,group,split,time].
type tableRow struct {
	path, label, group, split string
	time                      time.Time
}

// columns that hold the path, in order of preference.
var pathColumns = []string{"path", "filename", "file", "image", "filepath", "file_name"}

// readRows reads a CSV table with a header line. The separator is the comma,
// or the semicolon or tab where the header has more of these.
func readRows(name string) (rows []tableRow, columns []string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", Text(name), unwrapPath(err))
	}
	defer f.Close()
	in := bufio.NewReader(f)
	if b, _ := in.Peek(3); string(b) == "\xef\xbb\xbf" {
		in.Discard(3)
	}
	first, _ := in.Peek(4096)
	line, _, _ := strings.Cut(string(first), "\n")
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	for _, sep := range ";\t" {
		if strings.Count(line, string(sep)) > strings.Count(line, ",") {
			r.Comma = sep
		}
	}
	columns, err = r.Read()
	if err == io.EOF {
		return nil, nil, fmt.Errorf("%s: the table is empty", Text(name))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", Text(name), err)
	}
	for i, c := range columns {
		columns[i] = strings.ToLower(strings.TrimSpace(c))
	}
	at := func(names ...string) int {
		for _, n := range names {
			if i := slices.Index(columns, n); i >= 0 {
				return i
			}
		}
		return -1
	}
	path, label, group, split := at(pathColumns...), at("label", "class"), at("group"), at("split")
	when := at(timeColumns...)
	if path < 0 {
		return nil, nil, fmt.Errorf("%s: no column named %s in its first line (found %s)",
			Text(name), strings.Join(pathColumns, ", "), strings.Join(columns, ", "))
	}
	for {
		rec, err := r.Read()
		if err == io.EOF {
			return rows, columns, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", Text(name), err)
		}
		field := func(i int) string {
			if i < 0 || i >= len(rec) {
				return ""
			}
			return Text(strings.TrimSpace(rec[i]))
		}
		row := tableRow{label: field(label), group: field(group), split: field(split)}
		if path < len(rec) {
			row.path = rec[path]
		}
		if row.path == "" {
			continue
		}
		s, ok := ParseSplit(row.split)
		if !ok {
			n, _ := r.FieldPos(0)
			return nil, nil, fmt.Errorf("%s, line %d: split %q is none of train, valid, test", Text(name), n, row.split)
		}
		row.split = s
		if row.time, err = parseTime(field(when)); err != nil {
			n, _ := r.FieldPos(0)
			return nil, nil, fmt.Errorf("%s, line %d: %w", Text(name), n, err)
		}
		rows = append(rows, row)
	}
}

// timeColumns hold when an image was taken.
var timeColumns = []string{"time", "datetime", "date"}

// parseTime reads a date, or date and time, as ISO 8601 writes them; times
// without a zone are UTC.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02", "2006:01:02 15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("time %q: want 2006-01-02 or 2006-01-02T15:04:05Z", s)
}

// readTable takes a CSV table or JSON Lines as an input: its paths are below its folder.
func readTable(name string, l *Listing) ([]found, error) {
	read := readRows
	if !strings.EqualFold(filepath.Ext(name), ".csv") {
		read = readJSONLines
	}
	rows, _, err := read(name)
	if err != nil {
		return nil, err
	}
	root := l.addRoot(name)
	out := make([]found, len(rows))
	for i := range rows {
		out[i] = below(filepath.Dir(name), rows[i].path, root)
		out[i].more = &origin{row: &rows[i]}
	}
	return out, nil
}

// tableByPath reads the table of --label-from or --group-from.
func tableByPath(name, kind string) (map[string]tableRow, error) {
	rows, columns, err := readRows(name)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(columns, kind) && !(kind == "label" && slices.Contains(columns, "class")) {
		return nil, fmt.Errorf("%s: no column named %s (found %s)", Text(name), kind, strings.Join(columns, ", "))
	}
	m := make(map[string]tableRow, len(rows))
	for _, r := range rows {
		m[Text(filepath.ToSlash(filepath.Clean(r.path)))] = r
	}
	return m, nil
}

// readList reads a file with one path a line, below the folder of the list.
// Empty lines and lines that start with # are passed over.
func readList(name string, l *Listing) ([]found, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", Text(name), unwrapPath(err))
	}
	root := l.addRoot("@" + name)
	var out []found
	for line := range strings.Lines(strings.TrimPrefix(string(data), "\xef\xbb\xbf")) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		out = append(out, below(filepath.Dir(name), line, root))
	}
	return out, nil
}

func below(dir, name string, root int32) found {
	full := name
	if !filepath.IsAbs(name) {
		full = filepath.Join(dir, name)
	}
	return found{place: &place{full, filepath.ToSlash(filepath.Clean(name)), root}}
}

func unwrapPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
