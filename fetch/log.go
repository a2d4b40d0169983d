package fetch

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Names in the folder. Those that begin with a dot are passed over when images
// are looked for, as tables are.
const (
	LogName    = "fetch.csv"
	tempFolder = ".fetch"
	originals  = ".originals"
)

// log is the table of what became of each entry. While a run goes on rows are
// added in the order in which links are settled; each is one line, written at
// once, so that a run that was killed leaves whole rows and at most part of one.
type log struct {
	root  *os.Root
	extra []string // columns carried over
	rows  []*row   // in the order of the file
	byKey map[[2]string]*row
	file  *os.File
	buf   bytes.Buffer
}

// openLog reads the log of an earlier run, if there is one, and makes it ready
// for more rows.
func openLog(root *os.Root, extra []string) (*log, error) {
	l := &log{root: root, byKey: map[[2]string]*row{}}
	if info, err := root.Lstat(LogName); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", filepath.Join(root.Name(), LogName))
	}
	data, err := root.ReadFile(LogName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("%s: %w", LogName, err)
	default:
		if err := l.parse(data); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(root.Name(), LogName), err)
		}
	}
	before := slices.Clone(l.extra)
	for _, c := range extra {
		if c = carried(c); !slices.Contains(l.extra, c) {
			l.extra = append(l.extra, c)
		}
	}
	if err := root.MkdirAll(tempFolder, 0o755); err != nil {
		return nil, err
	}
	if whole := bytes.HasSuffix(data, []byte("\n")); !whole || !slices.Equal(before, l.extra) {
		if err := l.write(l.rows); err != nil {
			return nil, err
		}
	}
	l.file, err = root.OpenFile(LogName, os.O_WRONLY|os.O_APPEND, 0)
	return l, err
}

// carried returns the name of a further column in the log.
func carried(name string) string {
	if slices.Contains(columns, name) {
		return "list_" + name
	}
	return name
}

func (l *log) parse(data []byte) error {
	data = data[:bytes.LastIndexByte(data, '\n')+1] // a row that was being written
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte(bom))))
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return err
	}
	at := make([]int, len(columns))
	for i, c := range columns {
		if at[i] = slices.Index(header, c); at[i] < 0 {
			return fmt.Errorf("it is no log of fetch: it has no column %s", c)
		}
	}
	var further []int
	for i, c := range header {
		if !slices.Contains(at, i) {
			l.extra = append(l.extra, c)
			further = append(further, i)
		}
	}
	for {
		rec, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		row, err := parseRow(rec, at, further)
		if err == nil {
			for _, name := range []string{row.path, row.original} {
				if name != "" && !filepath.IsLocal(filepath.FromSlash(name)) {
					err = fmt.Errorf("path %q leads out of the folder", name)
				}
			}
		}
		if err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
		if old := l.byKey[row.key()]; old != nil {
			*old = *row // asked for again
			continue
		}
		l.rows = append(l.rows, row)
		l.byKey[row.key()] = row
	}
}

// line returns fields as one line of the table.
func (l *log) line(fields []string) []byte {
	l.buf.Reset()
	for i, f := range fields {
		fields[i] = strings.Map(func(r rune) rune {
			if r == '\n' || r == '\r' {
				return ' '
			}
			return r
		}, f)
	}
	w := csv.NewWriter(&l.buf)
	w.Write(fields)
	w.Flush()
	return l.buf.Bytes()
}

// add appends a row.
func (l *log) add(r *row) error {
	_, err := l.file.Write(l.line(r.fields(len(l.extra))))
	return err
}

// write replaces the file.
func (l *log) write(rows []*row) error {
	if l.file != nil {
		l.file.Close()
		l.file = nil
	}
	temp := tempFolder + "/log"
	f, err := l.root.Create(temp)
	if err != nil {
		return err
	}
	defer f.Close()
	var out bytes.Buffer
	flush := func(most int) error {
		if out.Len() <= most {
			return nil
		}
		_, err := f.Write(out.Bytes())
		out.Reset()
		return err
	}
	out.Write(l.line(append(slices.Clone(columns), l.extra...)))
	for _, r := range rows {
		out.Write(l.line(r.fields(len(l.extra))))
		if err := flush(1 << 20); err != nil {
			return err
		}
	}
	if err := errors.Join(flush(0), f.Sync()); err != nil {
		return err
	}
	return l.root.Rename(temp, LogName)
}

func (l *log) close() error {
	if l.file == nil {
		return nil
	}
	err := errors.Join(l.file.Sync(), l.file.Close())
	l.file = nil
	return err
}
