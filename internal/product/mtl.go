package product

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"
)

// mtl is the metadata of a Landsat product: group → key → value. The groups of
// one file are named apart, and lie in one group of all.
type mtl struct {
	names  []string // of the groups, in order
	groups map[string]map[string]string
}

func (v *mtl) add(group, key, value string) {
	if v.groups[group] == nil {
		v.names = append(v.names, group)
		v.groups[group] = make(map[string]string)
	}
	v.groups[group][key] = value
}

// group returns the first of the groups that there is.
func (v *mtl) group(names ...string) map[string]string {
	for _, name := range names {
		if g := v.groups[name]; g != nil {
			return g
		}
	}
	return nil
}

// first returns the value of a key in the first group that has it.
func (v *mtl) first(key string) string {
	for _, name := range v.names {
		if value := v.groups[name][key]; value != "" {
			return value
		}
	}
	return ""
}

// readMTL reads the text form (ODL), JSON or XML by the ending of the name.
func readMTL(name string, data []byte) (mtl, error) {
	v := mtl{groups: make(map[string]map[string]string)}
	switch path.Ext(name) {
	case ".json":
		return v, v.readJSON(data)
	case ".xml":
		d, err := readXML(data)
		if err != nil {
			return v, err
		}
		for i := range d {
			if up := d[i].parent; up >= 0 && d[up].parent >= 0 {
				v.add(d[up].name, d[i].name, d[i].text)
			}
		}
		return v, nil
	}
	return v, v.readText(string(data))
}

// readText reads lines KEY = VALUE between GROUP = NAME and END_GROUP = NAME.
func (v *mtl) readText(text string) error {
	var open []string
	for line := range strings.Lines(text) {
		key, value, ok := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.Trim(strings.TrimSpace(value), `"`)
		switch {
		case key == "END":
			return nil
		case !ok:
		case key == "GROUP":
			open = append(open, value)
		case key == "END_GROUP":
			if len(open) == 0 || open[len(open)-1] != value {
				return fmt.Errorf("END_GROUP = %s ends another group", value)
			}
			open = open[:len(open)-1]
		case len(open) > 0:
			v.add(open[len(open)-1], key, value)
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("ends inside of group %s: the file is cut off", open[len(open)-1])
	}
	return nil
}

func (v *mtl) readJSON(data []byte) error {
	var document map[string]map[string]json.RawMessage
	if err := json.Unmarshal(data, &document); err != nil {
		return fmt.Errorf("broken JSON: %w", err)
	}
	for _, groups := range document {
		for _, name := range sortedKeys(groups) {
			var keys map[string]any
			if json.Unmarshal(groups[name], &keys) != nil {
				continue
			}
			for _, key := range sortedKeys(keys) {
				v.add(name, key, fmt.Sprint(keys[key]))
			}
		}
	}
	return nil
}
