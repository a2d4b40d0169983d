package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
)

func newShowCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "show MANIFEST",
		Short: "What a manifest holds",
		Args:  needOne("manifest"),
		RunE:  func(c *cobra.Command, args []string) error { return runShow(c, asJSON, args[0]) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}

func runShow(c *cobra.Command, asJSON bool, name string) error {
	f, err := pipeline.OpenManifest(name)
	if err != nil {
		return err
	}
	defer f.Close()
	counts := make(map[string]int)
	labels := make(map[string]map[string]int)
	n := 0
	for r, err := range f.Rows() {
		if err != nil {
			return err
		}
		n++
		counts[r.Split]++
		if labels[r.Label] == nil {
			labels[r.Label] = make(map[string]int)
		}
		labels[r.Label][r.Split]++
	}
	if asJSON {
		doc := map[string]any{"type": "manifest", "items": n, "splits": counts, "labels": labels}
		for key, text := range f.Meta {
			if json.Valid([]byte(text)) {
				doc[key] = json.RawMessage(text)
			} else {
				doc[key] = text
			}
		}
		return output.WriteJSON(c.OutOrStdout(), doc)
	}
	return printManifest(c, f, n, counts, labels)
}

func printManifest(c *cobra.Command, f *manifest.File, n int, counts map[string]int, labels map[string]map[string]int) error {
	w := c.OutOrStdout()
	var splitter struct {
		Sentence string `json:"sentence"`
	}
	var summaries map[string]*derive.Statistics
	var constants derive.Normalization
	for key, v := range map[string]any{
		manifest.KeySplitter: &splitter, manifest.KeySummaries: &summaries, manifest.KeyNormalization: &constants,
	} {
		if err := json.Unmarshal([]byte(f.Meta[key]), v); err != nil {
			return fmt.Errorf("metadata %s: %w", key, err)
		}
	}
	fmt.Fprintf(w, "%s of %s\n%s\n", words.Count(n, "item", "items"), f.Meta[manifest.KeySampleType], splitter.Sentence)
	for _, name := range derive.Splits {
		if s := summaries[name]; s != nil {
			if name == "train" {
				s.Normalization = &constants
			}
			printStatistics(w, name, s)
		}
	}
	if len(labels) > 1 {
		fmt.Fprintln(w, "labels:")
		for _, l := range slices.Sorted(maps.Keys(labels)) {
			fmt.Fprintf(w, "  %s: %s train, %s valid, %s test\n", oneLine(l), words.Number(labels[l]["train"]), words.Number(labels[l]["valid"]), words.Number(labels[l]["test"]))
		}
	}
	return nil
}
