package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
)

func newExportCommand() *cobra.Command {
	var to, condition string
	var file outputFile
	var all bool
	c := &cobra.Command{
		Use:     "export MANIFEST --to csv|jsonl|parquet|fastai",
		Short:   "The rows of a manifest for other tools",
		Example: "  bandprep export bandprep-out --to csv -o items.csv",
		Args:    needOne("manifest"),
		RunE: func(c *cobra.Command, args []string) error {
			return runExport(c, args[0], to, &file, condition, all)
		},
	}
	c.Flags().StringVar(&to, "to", "", "`csv|jsonl|parquet|fastai`")
	file.add(c.Flags(), "", "rows (default: standard output)")
	c.Flags().BoolVar(&all, "all", false, "list columns as well in CSV")
	c.Flags().StringVar(&condition, "where", "", whereUsage)
	return c
}

func runExport(c *cobra.Command, name, to string, file *outputFile, condition string, all bool) error {
	if !slices.Contains([]string{"csv", "jsonl", "parquet", "fastai"}, to) {
		return usageError{fmt.Errorf("--to %q: want csv, jsonl, parquet or fastai", to)}
	}
	f, err := pipeline.OpenManifest(name)
	if err != nil {
		return err
	}
	defer f.Close()
	rows := fulfilling(f, condition)
	write := func(w io.Writer) error {
		b := bufio.NewWriter(w)
		switch to {
		case "csv":
			err = manifest.WriteCSV(b, f.Header, all, rows)
		case "jsonl":
			err = manifest.WriteJSONLines(b, f.Header, rows)
		case "parquet":
			err = manifest.WriteParquet(b, f.Header, rows)
		case "fastai":
			var out int
			if out, err = manifest.WriteFastai(b, rows); out > 0 {
				fmt.Fprintf(c.ErrOrStderr(), "%s neither in train nor in valid stayed out\n", words.Count(out, "item", "items"))
			}
		}
		if err != nil {
			return err
		}
		return b.Flush()
	}
	if file.name == "" {
		return write(c.OutOrStdout())
	}
	if err := output.NoInput(file.name, inputFiles([]string{name}, nil)); err != nil {
		return err
	}
	return output.WriteFile(file.name, file.overwrite, func(f *os.File) error { return write(f) })
}
