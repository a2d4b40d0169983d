package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/report"
	"github.com/bandprep/bandprep/report/pictures"
)

func newPreviewCommand() *cobra.Command {
	var o previewOptions
	c := &cobra.Command{
		Use:   "preview MANIFEST|INPUT… -o sheet.png",
		Short: "A contact sheet of some items",
		Long: `preview shows some items on one sheet: drawn at random, the same number of each
label or split, those unlike the others, or duplicates side by side; as stored,
normalized, or as components. Bands of more than 8 bits are stretched from the
2nd to the 98th percentile of what is shown.`,
		Example: "  bandprep preview bandprep-out -o sheet.png\n  bandprep preview scenes -o components.png --show raw,components",
		Args:    needInputs("manifest or input"),
		RunE:    func(c *cobra.Command, args []string) error { return runPreview(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type previewOptions struct {
	imageFlags
	file     outputFile
	items    string
	show     []string
	number   int
	terminal string // "": not there
	patients bool
}

func (o *previewOptions) add(s *pflag.FlagSet) {
	o.file.add(s, "sheet.png", "sheet")
	s.StringVar(&o.items, "items", "random", "which items: `random|label|split|outliers|duplicates`")
	s.StringSliceVar(&o.show, "show", []string{"raw"}, "what of each: `raw,normalized,components,labels` (labels: under the colours of its label raster)")
	s.IntVar(&o.number, "number", 36, "how many items, at most")
	s.StringVar(&o.terminal, "terminal", "", "draw on the terminal instead: `blocks|kitty` (auto: kitty's protocol where the terminal says that it knows it)")
	s.Lookup("terminal").NoOptDefVal = "auto"
	addPatientsFlag(s, &o.patients)
	o.imageFlags.add(s)
}

// sheetSize is the side of a picture on a sheet, sheetColumns how many cells lie
// side by side, terminalSize the side of a picture on a terminal.
const (
	sheetSize    = 160
	sheetColumns = 6
	terminalSize = 40
	mostPreviews = 600
)

func runPreview(c *cobra.Command, o *previewOptions, inputs []string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	if o.number < 1 || o.number > mostPreviews {
		return usageError{fmt.Errorf("--number %d: want 1 to %d", o.number, mostPreviews)}
	}
	for _, what := range o.show {
		if !slices.Contains([]string{"raw", "normalized", "components", "labels"}, what) {
			return usageError{fmt.Errorf("--show %q: want raw, normalized, components or labels", what)}
		}
	}
	switch o.terminal {
	case "auto":
		o.terminal = terminalKind(os.Getenv)
	case "", "blocks", "kitty":
	default:
		return usageError{fmt.Errorf("--terminal=%s: want blocks or kitty", o.terminal)}
	}
	s := newSession(c, o.output)
	if o.terminal == "" {
		if err := s.ready(&o.file); err != nil {
			return err
		}
	}
	in, d, err := s.openDataset(c, "output items show number terminal show-patients", &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	defer d.Table.Close()
	cells, err := o.choose(d)
	if err != nil {
		return err
	}
	if len(cells) == 0 {
		return fmt.Errorf("there are no %s", o.items)
	}
	if !o.patients && report.FromPatients(d.Table) {
		return errPatients
	}
	size := sheetSize
	if o.terminal == "blocks" {
		size = terminalSize
	}
	var choice report.Choice
	for _, rows := range cells {
		choice.Random = append(choice.Random, rows...)
	}
	pics, err := pictures.Look(s.ctx, in, d, choice, o.patients, pictures.Options{Size: size, Workers: o.in.Images.Workers})
	if errors.Is(err, pictures.ErrPatients) {
		return errPatients
	}
	if err != nil {
		return err
	}
	s.told(d.Table, d.Warnings)
	if err := o.draw(s, in, inputs, d, cells, pics, size); err != nil {
		return err
	}
	return s.skipped(d.Table)
}

var errPatients = errors.New("items come, or may come, from DICOM files: --show-patients shows them all the same")

// choose returns the rows of each cell.
func (o *previewOptions) choose(d *derive.Dataset) (cells [][]int, err error) {
	rows := &d.Table.Rows
	drawn := derive.Drawn(rows.Len(), rows.ID, 0)
	key := derive.Keys[o.items]
	switch o.items {
	case "random":
		for _, i := range drawn[:min(o.number, len(drawn))] {
			cells = append(cells, []int{i})
		}
	case "label", "split":
		by := make(map[string][]int)
		var names []string
		for _, i := range drawn {
			name := key(rows.At(i))
			if by[name] == nil {
				names = append(names, name)
			}
			by[name] = append(by[name], i)
		}
		slices.Sort(names)
		for _, name := range names {
			for _, i := range by[name][:min(len(by[name]), max(1, o.number/len(names)))] {
				if len(cells) < o.number {
					cells = append(cells, []int{i})
				}
			}
		}
	case "outliers":
		for _, x := range report.Outliers(d.Table) {
			if len(cells) < o.number {
				cells = append(cells, []int{x.Row})
			}
		}
	case "duplicates":
		found, err := derive.Check(d.Table, nil, d.Certificate.Near)
		if err != nil {
			return nil, err
		}
		for _, pair := range report.Choose(d, found).Duplicates {
			if len(cells) < o.number {
				cells = append(cells, pair[:])
			}
		}
	default:
		return nil, usageError{fmt.Errorf("--items %q: want random, label, split, outliers or duplicates", o.items)}
	}
	return cells, nil
}

// draw writes the sheet, or the terminal.
func (o *previewOptions) draw(s *session, in *pipeline.Input, inputs []string, d *derive.Dataset, cells [][]int, pics *report.Pictures, size int) error {
	var list []pictures.Cell
	for _, rows := range cells {
		var c pictures.Cell
		for _, i := range rows {
			pic, ok := pics.Of[i]
			if !ok {
				continue
			}
			for _, what := range o.show {
				im := map[string]*image.NRGBA{"raw": pic.Raw, "normalized": pic.Normalized, "components": pic.Components, "labels": pic.Labels}[what]
				if im == nil && what == "labels" {
					if pics.Classes == "" {
						return fmt.Errorf("--show labels: no item shown has a label raster that can be read")
					}
					continue
				}
				if im == nil {
					return fmt.Errorf("--show components: %d bands have no model, it takes more than %d", len(d.Table.Bands), derive.MaxBandsWithoutPCA)
				}
				c.Images = append(c.Images, im)
			}
			r := d.Table.Rows.At(i)
			about := r.Split
			if r.Label != "" {
				about += " · " + r.Label
			}
			c.Lines = append(c.Lines, oneLine(r.ID), oneLine(about))
		}
		if c.Images == nil {
			continue
		}
		list = append(list, c)
	}
	if o.terminal == "blocks" {
		for _, c := range list {
			for _, im := range c.Images {
				if err := pictures.HalfBlocks(s.out, im); err != nil {
					return err
				}
			}
			for _, line := range c.Lines {
				fmt.Fprintln(s.out, line)
			}
		}
		return nil
	}
	sheet, err := pictures.Sheet(list, (sheetColumns+len(list[0].Images)-1)/len(list[0].Images), size)
	if err != nil {
		return err
	}
	if o.terminal == "kitty" {
		return pictures.Kitty(s.out, sheet)
	}
	if err := s.write(&o.file, inputs, in.Set(), func(f *os.File) error { return png.Encode(f, sheet) }); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "wrote %s\n", filepath.ToSlash(o.file.name))
	return nil
}
