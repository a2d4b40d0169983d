package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/dataset"
)

// addTableFlags defines the flags of what a table says of the images, and of
// what lies beside them.
func addTableFlags(s *pflag.FlagSet, o *dataset.Options) {
	s.StringVar(&o.Table.File, "table", "", "CSV or JSON Lines `file` with a row per image: labels, groups, splits, folds, times, further columns")
	s.Var((*columnNames)(&o.Table.Columns), "columns", "`names` of a table's columns where they are unusual, as path=image_id,group=patient_id")
	s.StringVar(&o.Table.LabelSep, "label-sep", "", "`text` between the labels of an image that has several in a table, as '|'")
	s.StringVar(&o.LabelRasters, "label-rasters", "", "`images`: what looks like label rasters counts as images too (default: paired with their images, and no images)")
}

// columnNames is the name of the column of each role as a flag.
type columnNames map[string]string

func (m *columnNames) String() string {
	var parts []string
	for _, role := range slices.Sorted(maps.Keys(*m)) {
		parts = append(parts, role+"="+(*m)[role])
	}
	return strings.Join(parts, ",")
}

func (m *columnNames) Set(s string) error {
	if *m == nil {
		*m = make(map[string]string)
	}
	for part := range strings.SplitSeq(s, ",") {
		role, name, ok := strings.Cut(part, "=")
		if role, name = strings.TrimSpace(role), strings.TrimSpace(name); !ok || role == "" || name == "" {
			return fmt.Errorf("%q is no pair: want ROLE=COLUMN, as path=image_id", part)
		}
		(*m)[role] = name
	}
	return nil
}

func (m *columnNames) Type() string { return "columns" }
