package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/input"
	"github.com/bandprep/bandprep/report"
	"github.com/bandprep/bandprep/report/pictures"
	"github.com/bandprep/bandprep/split"
)

func newReportCommand() *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:   "report MANIFEST|INPUT… -o report.html",
		Short: "One page to look at: constants, split, and what training sees",
		Long: `report writes one HTML file that opens anywhere without the net: constants with
their intervals, the split and whether it can be trusted, images before and
after normalization, outliers, duplicates and damaged files. At most 64 images
are read again for pictures and histograms. Where items come from DICOM files,
the page has no pictures, paths, groups or dates.`,
		Example: "  bandprep report bandprep-out -o report.html\n  bandprep report scenes -o scenes.html",
		Args:    needInputs("manifest or input"),
		RunE:    func(c *cobra.Command, args []string) error { return runReport(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type reportOptions struct {
	imageFlags
	file     outputFile
	against  string
	patients bool
}

func (o *reportOptions) add(s *pflag.FlagSet) {
	o.file.add(s, "report.html", "page")
	s.StringVar(&o.against, "against", "", "lay this `manifest` beside the set")
	addPatientsFlag(s, &o.patients)
	o.imageFlags.add(s)
}

func addPatientsFlag(s *pflag.FlagSet, show *bool) {
	s.BoolVar(show, "show-patients", false, "show pictures, paths, groups and dates of DICOM files too")
}

func runReport(c *cobra.Command, o *reportOptions, inputs []string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	s := newSession(c, o.output)
	if err := s.ready(&o.file); err != nil {
		return err
	}
	in, d, err := s.openDataset(c, "output against show-patients", &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	defer d.Table.Close()
	content, err := s.content(in, d, &o.imageFlags, o.patients)
	if err != nil {
		return err
	}
	if o.against != "" {
		if content.Against, err = loadDataset(s, o.against); err != nil {
			return fmt.Errorf("--against: %w", err)
		}
		content.AgainstName = o.against
	}
	if err := s.write(&o.file, inputs, in.Set(), func(f *os.File) error { return writePage(f, content) }); err != nil {
		return err
	}
	s.told(d.Table, d.Warnings)
	if s.output.json {
		doc := map[string]any{"type": "report", "pictures": content.Pictures != nil, "patients": content.Patients, "items": d.Table.Rows.Len()}
		if err := output.WriteJSON(s.out, doc); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(s.out, "wrote %s\n", filepath.ToSlash(o.file.name))
	}
	return s.skipped(d.Table)
}

// openDataset returns the dataset that a manifest holds, or the one that run
// would make of images; fine are the flags that go with a manifest.
func (s *session) openDataset(c *cobra.Command, fine string, f *imageFlags, inputs []string) (*pipeline.Input, *derive.Dataset, error) {
	in, err := s.openTable(c.Flags(), fine, f, inputs)
	if err != nil {
		return nil, nil, err
	}
	if in.IsManifest() {
		d, err := derive.Load(in.Head())
		return in, d, err
	}
	f.derive.Split = split.Options{Valid: split.Share{Fraction: 0.2}, Seed: 42} // as run does
	d, err := pipeline.Run(s.ctx, in, f.derive, pipeline.LimitsPercentile)
	if err != nil {
		return nil, nil, s.failed(d.Table, err)
	}
	return in, d, nil
}

// needManifest returns an error where a name is not that of a manifest.
func needManifest(name string) error {
	info, err := os.Stat(name)
	switch {
	case err != nil || input.IsManifest([]string{name}):
		return err
	case info.IsDir():
		return fmt.Errorf("%s holds no %s", name, dataset.ManifestName)
	}
	return usageError{fmt.Errorf("%s is no manifest", name)}
}

func loadDataset(s *session, name string) (*derive.Dataset, error) {
	if err := needManifest(name); err != nil {
		return nil, err
	}
	in, err := pipeline.Open(s.ctx, []string{name}, pipeline.Options{})
	if err != nil {
		return nil, err
	}
	return derive.Load(in.Head())
}

// content returns what a page about the dataset of the input shows. Where the
// images cannot be read, it says so.
func (s *session) content(in *pipeline.Input, d *derive.Dataset, f *imageFlags, patients bool) (*report.Content, error) {
	found, err := derive.Check(d.Table, nil, d.Certificate.Near)
	if err != nil {
		return nil, err
	}
	c := &report.Content{Data: d, Findings: found, Choice: report.Choose(d, found), Patients: !patients && report.FromPatients(d.Table)}
	if c.Patients {
		return c, nil
	}
	c.Pictures, err = pictures.Look(s.ctx, in, d, c.Choice, patients, pictures.Options{Workers: f.in.Images.Workers})
	switch {
	case s.ctx.Err() != nil:
		return nil, s.ctx.Err()
	case errors.Is(err, pictures.ErrPatients):
		c.Patients = true
	case err != nil:
		c.NoPictures = err.Error()
	}
	return c, nil
}

func writePage(w io.Writer, c *report.Content) error {
	b := bufio.NewWriter(w)
	if err := report.Write(b, c); err != nil {
		return err
	}
	return b.Flush()
}
