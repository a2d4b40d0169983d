package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/export"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
)

func newExportCommand() *cobra.Command {
	var o exportOptions
	c := &cobra.Command{
		Use:     "export MANIFEST --to FORM",
		Short:   "The rows of a manifest for other tools",
		Long:    exportLong(),
		Example: "  bandprep export bandprep-out --to csv -o items.csv\n  bandprep export bandprep-out --to snippet:torchvision",
		Args:    needOne("manifest"),
		RunE:    func(c *cobra.Command, args []string) error { return runExport(c, &o, args[0]) },
	}
	o.add(c.Flags())
	return c
}

func exportLong() string {
	text := "export writes the rows of a manifest, with the grades of its log, in the forms of\nother tools. What is read of the images is their names; nothing is decoded.\n\nForms:\n"
	for _, f := range export.All() {
		if f.What != "" {
			text += fmt.Sprintf("  %-20s %s\n", f.Name, f.What)
		} else {
			text += "  " + f.Name + "\n"
		}
	}
	return strings.TrimSuffix(text, "\n")
}

type exportOptions struct {
	to        string
	file      outputFile
	condition string
	partition int
	export.Options
}

func (o *exportOptions) add(s *pflag.FlagSet) {
	s.StringVar(&o.to, "to", "", "`form`, see above")
	s.StringVarP(&o.file.name, "output", "o", "", "`file` for the result (default: standard output), or folder for forms of several files")
	s.BoolVar(&o.file.overwrite, "overwrite", false, "replace an earlier result")
	s.StringVar(&o.condition, "where", "", whereUsage)
	s.IntVar(&o.partition, "partition", 0, "parquet: a folder of parts of so many `rows`, which is a manifest, too")
	s.Var(&o.Link, "link", "how images come into folders")
	s.StringSliceVar(&o.Classes, "classes", nil, "yolo: `names` of the classes in the order of their numbers, as cat,dog")
	s.StringVar(&o.Annotations, "annotations", "", "coco: annotation `file` that is divided")
	s.StringVar(&o.Name, "name", "", "croissant, stac, huggingface: `name` of the dataset")
	s.StringVar(&o.Description, "description", "", "croissant, stac, huggingface: what it is, as a `text`")
	s.StringVar(&o.License, "license", "", "croissant, stac, huggingface: `licence`, as a URL or an SPDX identifier")
	s.StringVar(&o.URL, "url", "", "croissant: `page` of the dataset")
	s.StringVar(&o.Creator, "creator", "", "croissant: `name` of who made it")
	s.StringVar(&o.Date, "date", "", "croissant: `day` of publication, as 2026-01-31")
	s.BoolVar(&o.Lists, "all", false, "csv: list columns as well")
}

func runExport(c *cobra.Command, o *exportOptions, name string) error {
	form, err := export.Find(o.to)
	if err != nil {
		return usageError{err}
	}
	if o.partition != 0 {
		if form.Name != "parquet" || o.partition < 1 {
			return usageError{fmt.Errorf("--partition %d: want a number of rows, with --to parquet", o.partition)}
		}
		form = form.Partitioned(o.partition)
	}
	if form.Folder != nil && o.file.name == "" {
		return usageError{fmt.Errorf("--to %s writes several files: name their folder with -o DIR", form.Name)}
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
	d, err := derive.Load(in.Head())
	if err != nil {
		return err
	}
	set := export.New(d, o.Options)
	if form.Folder != nil {
		err = exportFolder(c, set, form, o, name)
	} else {
		err = exportText(c, set, form, o, name)
	}
	if err != nil {
		return err
	}
	for _, text := range set.Said() {
		fmt.Fprintln(c.ErrOrStderr(), printable(text))
	}
	return nil
}

func exportText(c *cobra.Command, set *export.Set, form export.Form, o *exportOptions, name string) error {
	write := func(w io.Writer) error {
		b := bufio.NewWriter(w)
		if err := form.Text(set, b); err != nil {
			return err
		}
		return b.Flush()
	}
	if o.file.name == "" {
		return write(c.OutOrStdout())
	}
	if err := output.NoInput(o.file.name, inputFiles([]string{name}, nil)); err != nil {
		return err
	}
	return output.WriteFile(o.file.name, o.file.overwrite, func(f *os.File) error { return write(f) })
}

func exportFolder(c *cobra.Command, set *export.Set, form export.Form, o *exportOptions, name string) error {
	content, err := form.Folder(set)
	if err != nil {
		return err
	}
	dir := o.file.name
	if err := output.Apart(dir, content.Inputs(manifestIn(name))); err != nil {
		return err
	}
	folder, err := output.NewFolder(dir, o.file.overwrite)
	if err != nil {
		return err
	}
	defer folder.Close()
	for _, im := range content.Images {
		if err := c.Context().Err(); err != nil {
			return errors.Join(errKept, err)
		}
		if err := folder.Place(im.Name, im.From, o.Link); err != nil {
			return err
		}
	}
	for _, f := range content.Items {
		if err := c.Context().Err(); err != nil {
			return errors.Join(errKept, err)
		}
		if err := folder.PutOne(f); err != nil {
			return err
		}
	}
	if err := folder.Put(content.Files); err != nil {
		return err
	}
	if content.Write != nil {
		if !o.file.overwrite && (folder.Holds(manifest.PartsName) || folder.Holds("part-00000.parquet")) {
			return fmt.Errorf("%s holds a manifest of an earlier run: give --overwrite to replace it, or another -o", dir)
		}
		old, err := filepath.Glob(folder.Path("part-*.parquet")) // others read all that are there
		if err != nil {
			return err
		}
		for _, name := range old {
			if err := output.RemoveIfThere(name); err != nil {
				return err
			}
		}
		if err := content.Write(dir); err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "wrote a manifest in parts into %s\n", printable(filepath.ToSlash(dir)))
		return nil
	}
	var wrote []string
	if n := len(content.Items) + len(content.Files); n > 0 {
		wrote = append(wrote, words.Count(n, "file", "files"))
	}
	if n := len(content.Images); n > 0 {
		wrote = append(wrote, words.Count(n, "image", "images"))
	}
	fmt.Fprintf(c.OutOrStdout(), "wrote %s into %s\n", strings.Join(wrote, " and "), printable(filepath.ToSlash(dir)))
	return nil
}
