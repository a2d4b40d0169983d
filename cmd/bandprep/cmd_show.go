package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
)

func newShowCommand() *cobra.Command {
	var o showOptions
	c := &cobra.Command{
		Use:     "show MANIFEST",
		Short:   "What a manifest holds",
		Example: "  bandprep show bandprep-out\n  bandprep show bandprep-out --rows",
		Args:    needOne("manifest"),
		RunE:    func(c *cobra.Command, args []string) error { return runShow(c, &o, args[0]) },
	}
	c.Flags().BoolVar(&o.rows, "rows", false, "print the rows instead: what items are, where they belong, what was measured")
	c.Flags().BoolVar(&o.schema, "schema", false, "print the columns instead: name, type, meaning")
	c.Flags().StringVar(&o.condition, "where", "", whereUsage)
	c.Flags().BoolVar(&o.json, "json", false, "print one JSON document")
	return c
}

type showOptions struct {
	rows, schema, json bool
	condition          string
}

// tally counts the items of a manifest.
type tally struct {
	items  int
	splits map[string]int
	folds  map[int32]int
	labels map[string]map[string]int // label, split → items; one of several labels counts under each
}

func newTally() *tally {
	return &tally{0, make(map[string]int), make(map[int32]int), make(map[string]map[string]int)}
}

func (n *tally) add(r *table.Row) {
	n.items++
	n.splits[r.Split]++
	if r.Fold >= 0 {
		n.folds[r.Fold]++
	}
	labels := r.Labels
	if labels == nil {
		labels = []string{r.Label}
	}
	for _, l := range labels {
		if n.labels[l] == nil {
			n.labels[l] = make(map[string]int)
		}
		n.labels[l][r.Split]++
	}
}

func runShow(c *cobra.Command, o *showOptions, name string) error {
	if o.rows && o.schema {
		return usageError{errors.New("--rows and --schema are two views: give one of them")}
	}
	if err := needManifest(name); err != nil {
		return err
	}
	in, err := pipeline.Open(c.Context(), []string{name}, pipeline.Options{})
	if err != nil {
		return err
	}
	if err := in.Where(o.condition); err != nil {
		return err
	}
	t := in.Head()
	switch {
	case o.schema:
		return showSchema(c.OutOrStdout(), t, o.json)
	case o.rows:
		return showRows(c.OutOrStdout(), t, o.json)
	}
	return showSummary(c.OutOrStdout(), t, o)
}

func showSummary(w io.Writer, t *table.Table, o *showOptions) error {
	n := newTally()
	for _, r := range t.Rows.All() {
		n.add(r)
	}
	summaries, err := summariesOf(t, o.condition)
	if err != nil {
		return err
	}
	if !o.json {
		return printManifest(w, t, n, summaries)
	}
	doc := map[string]any{"type": "manifest", "items": n.items, "splits": n.splits, "labels": n.labels, "folds": n.folds}
	for key, text := range t.Documents {
		if json.Valid([]byte(text)) {
			doc[key] = json.RawMessage(text)
		} else {
			doc[key] = text
		}
	}
	if o.condition != "" {
		doc[manifest.KeySummaries] = summaries
	}
	return output.WriteJSON(w, doc)
}

// summariesOf returns the statistics of each split: those that the manifest
// keeps, or with a condition those of the items for which it holds.
func summariesOf(t *table.Table, condition string) (map[string]*derive.Statistics, error) {
	summaries := make(map[string]*derive.Statistics)
	if condition == "" {
		err := json.Unmarshal([]byte(t.Documents[manifest.KeySummaries]), &summaries)
		if err != nil {
			err = fmt.Errorf("metadata %s: %w", manifest.KeySummaries, err)
		}
		return summaries, err
	}
	d, err := derive.Load(t)
	if err != nil {
		return nil, err
	}
	for _, split := range derive.Splits {
		summaries[split] = d.Statistics(split)
	}
	return summaries, nil
}

func printManifest(w io.Writer, t *table.Table, n *tally, summaries map[string]*derive.Statistics) error {
	var splitter derive.Splitter
	var constants derive.Normalization
	for key, v := range map[string]any{manifest.KeySplitter: &splitter, manifest.KeyNormalization: &constants} {
		if err := json.Unmarshal([]byte(t.Documents[key]), v); err != nil {
			return fmt.Errorf("metadata %s: %w", key, err)
		}
	}
	fmt.Fprintf(w, "%s of %s\n%s\n", words.Count(n.items, "item", "items"), t.Type, splitter.Sentence)
	for _, name := range derive.Splits {
		if s := summaries[name]; s != nil {
			if name == "train" {
				s.Normalization = &constants
			}
			printStatistics(w, name, s)
		}
	}
	if len(n.folds) > 0 {
		fmt.Fprintln(w, "folds:")
		for _, fold := range slices.Sorted(maps.Keys(n.folds)) {
			fmt.Fprintf(w, "  %d: %s\n", fold, words.Count(n.folds[fold], "item", "items"))
		}
	}
	if len(n.labels) > 1 {
		fmt.Fprintln(w, "labels:")
		for _, l := range slices.Sorted(maps.Keys(n.labels)) {
			by := n.labels[l]
			fmt.Fprintf(w, "  %s: %s train, %s valid, %s test\n", oneLine(l), words.Number(by["train"]), words.Number(by["valid"]), words.Number(by["test"]))
		}
	}
	return nil
}
