package dataset

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// jsonLineBytes bounds one line of a JSON Lines table.
const jsonLineBytes = 16 << 20

// readJSONLines reads a table of one JSON object a line, with the keys of a CSV
// table's columns. Values are text or numbers; others are passed over.
func readJSONLines(name string) (rows []tableRow, columns []string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", Text(name), unwrapPath(err))
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, jsonLineBytes)
	for line := 1; in.Scan(); line++ {
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		var object map[string]any
		dec := json.NewDecoder(strings.NewReader(in.Text()))
		dec.UseNumber()
		if err := dec.Decode(&object); err != nil && err != io.EOF {
			return nil, nil, fmt.Errorf("%s, line %d: %w", Text(name), line, err)
		}
		field := func(keys ...string) string {
			for _, k := range keys {
				switch v := object[k].(type) {
				case string:
					return v
				case json.Number:
					return v.String()
				}
			}
			return ""
		}
		row := tableRow{path: field(pathColumns...), label: Text(field("label", "class")), group: Text(field("group")), split: field("split")}
		if row.path == "" {
			return nil, nil, fmt.Errorf("%s, line %d: none of the keys %s", Text(name), line, strings.Join(pathColumns, ", "))
		}
		s, ok := ParseSplit(row.split)
		if !ok {
			return nil, nil, fmt.Errorf("%s, line %d: split %q is none of train, valid, test", Text(name), line, row.split)
		}
		row.split = s
		if row.time, err = parseTime(field(timeColumns...)); err != nil {
			return nil, nil, fmt.Errorf("%s, line %d: %w", Text(name), line, err)
		}
		rows = append(rows, row)
	}
	if err := in.Err(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", Text(name), err)
	}
	return rows, []string{"path", "label", "group", "split"}, nil
}
