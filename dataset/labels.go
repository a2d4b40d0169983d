package dataset

import (
	"fmt"
	"regexp"
	"strings"
)

// NoGroups, as [Options.GroupFrom], leaves out the groups that files state.
const NoGroups = "none"

// keyer derives a label or a group from an item's path.
type keyer struct {
	kind  string // "label" or "group"
	none  bool   // there are none, whatever files say
	regex *regexp.Regexp
}

// newKeyer parses "", "folder", "regex:EXPR", "csv:FILE" or, for groups, "none".
func newKeyer(source, kind string) (*keyer, error) {
	k := &keyer{kind: kind}
	how, arg, _ := strings.Cut(source, ":")
	switch how {
	case "", "folder":
		return k, nil
	case NoGroups:
		if kind == "group" {
			k.none = true
			return k, nil
		}
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
		return k, nil // see given.go
	}
	return nil, fmt.Errorf("--%s-from %q: want folder, regex:EXPR or csv:FILE", kind, source)
}

// byFolder reports whether all files of a folder have the same key.
func (k *keyer) byFolder() bool { return k.regex == nil }

// label returns the label of an item. What the folders say comes with it.
func (k *keyer) label(id, folder string) (string, error) {
	if k.regex != nil {
		return k.match(id)
	}
	return folder, nil
}

// group returns the group of an item, given the folder that it lies in.
func (k *keyer) group(id, folder string) (string, error) {
	if k.none {
		return "", nil
	}
	if k.regex != nil {
		return k.match(id)
	}
	return folder, nil
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
