package fetch

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// lineBytes bounds one line of a list.
const lineBytes = 16 << 20

// readLines calls use with every line that says something.
func readLines(r io.Reader, use func(string)) error {
	in := bufio.NewScanner(r)
	in.Buffer(nil, lineBytes)
	for in.Scan() {
		if line := strings.TrimPrefix(in.Text(), bom); !isComment(line) {
			use(line)
		}
	}
	return in.Err()
}

// readCSV reads a table whose first line names the columns. The separator is
// the comma, or the semicolon or tab where that line has more of these.
func readCSV(in *bufio.Reader, head string, start func(header []string) (func([]string) error, error)) error {
	if b, _ := in.Peek(len(bom)); string(b) == bom {
		in.Discard(len(bom))
	}
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	line := firstLine(head)
	for _, sep := range ";\t" {
		if strings.Count(line, string(sep)) > strings.Count(line, string(r.Comma)) {
			r.Comma = sep
		}
	}
	header, err := r.Read()
	if err != nil {
		return err
	}
	row, err := start(header)
	for err == nil {
		var rec []string
		if rec, err = r.Read(); err == nil {
			err = row(rec)
		}
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// readJSONLines reads one object a line. Values that are neither text, numbers
// nor booleans are passed over. Columns are in the order in which they come, by
// name within a line.
func readJSONLines(r io.Reader) (header []string, rows [][]string, err error) {
	at := make(map[string]int)
	number := 0
	var damaged error
	err = readLines(r, func(line string) {
		number++
		var object map[string]any
		dec := json.NewDecoder(strings.NewReader(line))
		dec.UseNumber()
		if e := dec.Decode(&object); e != nil {
			if damaged == nil {
				damaged = fmt.Errorf("object %d: %w", number, e)
			}
			return
		}
		var fresh []string
		for key := range object {
			if _, ok := at[key]; !ok {
				fresh = append(fresh, key)
			}
		}
		slices.Sort(fresh)
		for _, key := range fresh {
			at[key] = len(header)
			header = append(header, key)
		}
		row := make([]string, len(header))
		for key, value := range object {
			switch v := value.(type) {
			case string:
				row[at[key]] = v
			case json.Number, bool:
				row[at[key]] = fmt.Sprint(v)
			}
		}
		rows = append(rows, row)
	})
	return header, rows, errors.Join(damaged, err)
}

// usual are the names that columns have, in order of preference.
var usual = map[string][]string{
	"url": {"url", "image_url", "imageurl", "img_url", "image_link", "link", "links", "urls", "uri", "src", "href",
		"contenturl", "content_url", "photo_image_url", "coco_url", "flickr_url", "identifier"},
	"label":   {"label", "class", "category", "breed", "species"},
	"search":  {"searchterm", "searchterms", "search_term", "search_terms", "search", "query", "keyword", "keywords", "term"},
	"exclude": {"exclude", "excludes", "exclude_words", "excluded", "without"},
}

// table finds the columns of a table and returns what takes its rows.
func (l *List) table(header []string, columns map[string]string, stem string, add func(Entry)) (func([]string) error, error) {
	lower := make([]string, len(header))
	for i, c := range header {
		lower[i] = strings.ToLower(strings.TrimSpace(c))
	}
	at := make(map[string]int)
	for role, names := range usual {
		at[role] = -1
		if given := columns[role]; given != "" {
			if at[role] = slices.Index(header, given); at[role] < 0 {
				return nil, fmt.Errorf("no column named %s (found %s)", given, strings.Join(header, ", "))
			}
			continue
		}
		for _, n := range names {
			if i := slices.Index(lower, n); i >= 0 {
				at[role] = i
				break
			}
		}
	}
	switch {
	case at["url"] < 0 && at["search"] >= 0:
		return nil, errors.New("it has search terms but no links; no search engine is asked: add a column url")
	case at["url"] < 0:
		return nil, fmt.Errorf("no column of links, such as url or image_url (found %s): name it with --columns url=NAME", strings.Join(header, ", "))
	}
	var further, to []int // columns carried over, and their places in l.Columns
	for i, c := range header {
		if i == at["url"] || i == at["label"] || strings.TrimSpace(c) == "" {
			continue
		}
		name := strings.TrimSpace(c)
		k := slices.Index(l.Columns, name)
		if k < 0 {
			k = len(l.Columns)
			l.Columns = append(l.Columns, name)
		}
		further, to = append(further, i), append(to, k)
	}
	return func(rec []string) error {
		field := func(i int) string {
			if i < 0 || i >= len(rec) {
				return ""
			}
			return strings.TrimSpace(rec[i])
		}
		e := Entry{URL: cleanLink(field(at["url"]))}
		switch {
		case at["label"] >= 0:
			e.Label = field(at["label"])
		case at["search"] >= 0:
			e.Label = labelOfSearch(field(at["search"]), field(at["exclude"]))
		default:
			e.Label = stem
		}
		if len(further) > 0 {
			e.Extra = make([]string, len(l.Columns))
			for i, from := range further {
				e.Extra[to[i]] = field(from)
			}
		}
		add(e)
		return nil
	}, nil
}

// labelOfSearch returns the words of a search without those to exclude, without
// quotation marks and without operators such as site:example.org or -toy.
func labelOfSearch(search, exclude string) string {
	words := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t,;\"“”", r) })
	}
	out := words(strings.ToLower(exclude))
	var label []string
	for _, w := range words(search) {
		if strings.Contains(w, ":") || strings.HasPrefix(w, "-") || slices.Contains(out, strings.ToLower(w)) {
			continue
		}
		label = append(label, w)
	}
	return strings.Join(label, "_")
}
