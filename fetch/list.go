package fetch

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/parquet"
)

// Entry is one link of a list.
type Entry struct {
	URL   string
	Label string
	Rank  int      // place among the entries of its label, from 1
	Extra []string // values of [List.Columns]; may be shorter
}

// List is what several files list, in their order.
type List struct {
	Entries []Entry
	Columns []string // further columns, such as the licence
	Blank   int      // rows without a link
	Again   int      // entries that repeat an earlier one, label and link
}

// Read reads lists. Their form is told by their content: a Parquet file, JSON
// Lines, one link a line (# begins a comment), or CSV whose first line names
// the columns. columns names the column of "url", "label", "search" or
// "exclude" where it is none of the usual names.
//
// Without a column of labels, the label is the name of the file, without its
// extension. A column of search terms makes labels of the terms, without
// the words of the column that excludes some.
func Read(names []string, columns map[string]string) (*List, error) {
	l := new(List)
	seen := make(map[[2]string]bool)
	ranks := make(map[string]int)
	for _, name := range names {
		if err := l.file(name, columns, func(e Entry) {
			e.URL, e.Label = oneLine(e.URL), oneLine(e.Label)
			key := [2]string{e.Label, e.URL}
			switch {
			case e.URL == "":
				l.Blank++
			case seen[key]:
				l.Again++
			default:
				seen[key] = true
				ranks[e.Label]++
				e.Rank = ranks[e.Label]
				l.Entries = append(l.Entries, e)
			}
		}); err != nil {
			if p := (*fs.PathError)(nil); errors.As(err, &p) {
				err = p.Err
			}
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return l, nil
}

// oneLine returns text as it comes back from the log.
func oneLine(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "\r", " ").Replace(strings.ToValidUTF8(s, "\ufffd")))
}

// limit keeps the first entries of each label.
func (l *List) limit(most int) []Entry {
	if most == 0 {
		return l.Entries
	}
	return slices.DeleteFunc(slices.Clone(l.Entries), func(e Entry) bool { return e.Rank > most })
}

func (l *List) file(name string, columns map[string]string, add func(Entry)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 64<<10)
	head, err := in.Peek(4096)
	if err != nil && err != io.EOF {
		return err
	}
	text := strings.TrimPrefix(string(head), bom)
	stem := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	switch {
	case len(head) == 0:
		return errors.New("the list is empty")
	case strings.HasPrefix(text, "PAR1"):
		t, err := parquet.OpenTable(f)
		if err != nil {
			return err
		}
		rows, err := l.table(t.Columns, columns, stem, add)
		if err != nil {
			return err
		}
		return t.Rows(rows)
	case strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff"):
		return errors.New("the list is UTF-16: save it as UTF-8")
	case strings.HasPrefix(strings.TrimSpace(text), "{"):
		header, rows, err := readJSONLines(in)
		if err != nil {
			return err
		}
		add, err := l.table(header, columns, stem, add)
		for i := 0; i < len(rows) && err == nil; i++ {
			err = add(rows[i])
		}
		return err
	case strings.HasPrefix(strings.TrimSpace(text), "["):
		return errors.New("one JSON array: write one object a line (JSON Lines)")
	case isLink(firstLine(text)):
		if looksLikeTable(text) {
			return errors.New("it looks like a table, but its first line names no columns: write url,label above it")
		}
		return readLines(in, func(line string) { add(Entry{URL: cleanLink(line), Label: stem}) })
	}
	return readCSV(in, text, func(header []string) (func([]string) error, error) {
		return l.table(header, columns, stem, add)
	})
}

const bom = "\xef\xbb\xbf"

// isLink reports whether a line is a link rather than names of columns.
func isLink(line string) bool {
	lower := strings.ToLower(strings.Trim(strings.TrimSpace(line), `"'`))
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "//")
}

func isComment(line string) bool {
	line = strings.TrimSpace(line)
	return line == "" || strings.HasPrefix(line, "#")
}

// firstLine returns the first line that says something.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if !isComment(line) {
			return line
		}
	}
	return ""
}

// looksLikeTable reports whether every line, of the whole ones in text, is a
// link and something short behind a separator that no path goes on with.
func looksLikeTable(text string) bool {
	n := 0
	for line := range strings.Lines(text) {
		if isComment(line) || !strings.HasSuffix(line, "\n") && n > 0 {
			continue
		}
		_, rest := cutLast(strings.TrimSpace(line), ",;\t")
		if rest == "" || strings.ContainsAny(rest, "/.=&%?") {
			return false
		}
		n++
	}
	return n > 0
}

func cutLast(s, separators string) (before, after string) {
	i := strings.LastIndexAny(s, separators)
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i+1:]
}

// cleanLink returns the link that a cell or line holds.
func cleanLink(s string) string {
	s = strings.TrimSpace(strings.Trim(strings.TrimSpace(s), `"'<>`))
	if strings.HasPrefix(s, "//") {
		s = "https:" + s
	}
	return s
}

// parseLink returns the address to ask for.
func parseLink(s string) (*url.URL, *failure) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, fail(Address, "no address that can be read")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fail(Address, "not http or https")
	case u.Hostname() == "":
		return nil, fail(Address, "no host")
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}
