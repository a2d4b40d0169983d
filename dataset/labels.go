package dataset

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// keyer derives a label or a group from an item's path.
type keyer struct {
	kind  string // "label" or "group"
	regex *regexp.Regexp
	table map[string]tableRow
}

// newKeyer parses "", "folder", "regex:EXPR" or "csv:FILE".
func newKeyer(source, kind string) (*keyer, error) {
	k := &keyer{kind: kind}
	how, arg, _ := strings.Cut(source, ":")
	switch how {
	case "", "folder":
		return k, nil
	case "regex":
		r, err := regexp.Compile(arg)
		if err != nil {
			return nil, fmt.Errorf("--%s-from: %w", kind, err)
		}
		if r.NumSubexp() == 0 {
			return nil, fmt.Errorf("--%s-from regex:%s has no group in parentheses that holds the %s", kind, arg, kind)
		}
		k.regex = r
		return k, nil
	case "csv":
		rows, err := tableByPath(arg, kind)
		if err != nil {
			return nil, fmt.Errorf("--%s-from: %w", kind, err)
		}
		k.table = rows
		return k, nil
	}
	return nil, fmt.Errorf("--%s-from %q: want folder, regex:EXPR or csv:FILE", kind, source)
}

// byFolder reports whether all files of a folder have the same key.
func (k *keyer) byFolder() bool { return k.regex == nil && k.table == nil }

// label returns the label and the split of an item; a table may set both.
// From folders it is the first folder below the split folder, else below the
// root, the rule of torchvision's ImageFolder.
func (k *keyer) label(rel, id, split string) (label, newSplit string, err error) {
	switch {
	case k.regex != nil:
		label, err = k.match(id)
		return label, split, err
	case k.table != nil:
		row, ok := k.row(rel, id)
		if ok && row.split != "" {
			split = row.split
		}
		return row.label, split, nil
	}
	dir := path.Dir(rel)
	if dir == "." {
		return "", split, nil
	}
	parts := strings.Split(dir, "/")
	for i, p := range parts {
		if splitOfFolder(p) != "" {
			if i+1 < len(parts) {
				return parts[i+1], split, nil
			}
			return "", split, nil
		}
	}
	return parts[0], split, nil
}

func (k *keyer) group(rel, id string) (string, error) {
	switch {
	case k.regex != nil:
		return k.match(id)
	case k.table != nil:
		row, _ := k.row(rel, id)
		return row.group, nil
	}
	return path.Dir(rel), nil
}

// match returns the submatch named after the kind, else the first.
func (k *keyer) match(id string) (string, error) {
	m := k.regex.FindStringSubmatch(id)
	if m == nil {
		return "", fmt.Errorf("--%s-from: %q does not match %s", k.kind, id, k.regex)
	}
	if i := k.regex.SubexpIndex(k.kind); i > 0 {
		return m[i], nil
	}
	return m[1], nil
}

func (k *keyer) row(rel, id string) (tableRow, bool) {
	for _, key := range []string{id, rel, path.Base(rel)} {
		if row, ok := k.table[key]; ok {
			return row, true
		}
	}
	return tableRow{}, false
}
