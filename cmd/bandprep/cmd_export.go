package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
)

func newExportCommand() *cobra.Command {
	var to, file string
	var all bool
	c := &cobra.Command{
		Use:     "export MANIFEST --to jsonl|csv",
		Short:   "The rows of a manifest for other tools",
		Example: "  bandprep export bandprep-out --to csv -o items.csv",
		Args:    needOne("manifest"),
		RunE: func(c *cobra.Command, args []string) error {
			return runExport(c, args[0], to, file, all)
		},
	}
	c.Flags().StringVar(&to, "to", "", "`csv|jsonl`")
	c.Flags().StringVarP(&file, "output", "o", "", "`file` to write (default: standard output)")
	c.Flags().BoolVar(&all, "all", false, "list columns as well in CSV")
	return c
}

func runExport(c *cobra.Command, name, to, file string, all bool) error {
	if to != "csv" && to != "jsonl" {
		return usageError{fmt.Errorf("--to %q: want csv or jsonl", to)}
	}
	f, err := pipeline.OpenManifest(name)
	if err != nil {
		return err
	}
	defer f.Close()
	write := func(w io.Writer) error {
		b := bufio.NewWriter(w)
		if to == "csv" {
			err = manifest.WriteCSV(b, f.Kind, all, f.Rows())
		} else {
			err = manifest.WriteJSONLines(b, f.Kind, f.Rows())
		}
		if err != nil {
			return err
		}
		return b.Flush()
	}
	if file == "" {
		return write(c.OutOrStdout())
	}
	return output.WriteFile(file, func(f *os.File) error { return write(f) })
}
