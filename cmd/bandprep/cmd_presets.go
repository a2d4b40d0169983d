package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/presets"
)

func newPresetsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "presets",
		Short: "Published constants and the weights that were trained with them",
		Args:  noArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newPresetsListCommand(), newPresetsShowCommand())
	return c
}

func newPresetsListCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "All presets by their short names",
		Args:  noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			list := presets.List()
			if asJSON {
				return output.WriteJSON(c.OutOrStdout(), map[string]any{"type": "presets", "presets": list})
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "name\tbands\tunit\tstd\tweights\tof")
			for _, p := range list {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\n", p.Name, bandCount(p), p.Unit, p.StdKind, len(presets.Weights(p)), p.Title)
			}
			return w.Flush()
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}

func bandCount(p *presets.Preset) string {
	if p.Bands == nil {
		return "any"
	}
	return strconv.Itoa(len(p.Bands))
}

func newPresetsShowCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "show NAME|FILE",
		Short:   "One preset, by its short name, the name of weights, or as a JSON file",
		Example: "  bandprep presets show imagenet\n  bandprep presets show ResNet50_Weights.SENTINEL2_ALL_SOFTCON",
		Args:    needOne("preset"),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := findPreset(args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return output.WriteJSON(c.OutOrStdout(), p)
			}
			printPreset(c, p)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}

func printPreset(c *cobra.Command, p *presets.Preset) {
	w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, line := range [...][2]string{
		{p.Name, p.Title}, {"unit", p.Unit.String()}, {"bands", orAny(p.Bands)}, {"mean", numbers(p.Mean)}, {"std", numbers(p.Std)},
		{"kind of std", stdKinds[p.StdKind]}, {"divisor", p.Divisor}, {"source", p.Source},
		{"licence of weights", p.WeightsLicence}, {"licence of data", p.DataLicence},
		{"weights", words.Few(presets.Weights(p))},
	} {
		if line[1] != "" || line[0] == p.Name {
			fmt.Fprintf(w, "%s\t%s\n", line[0], oneLine(line[1]))
		}
	}
	w.Flush()
}

// stdKinds says what a standard deviation is.
var stdKinds = map[string]string{
	"pixel": "of all pixels", "image": "mean of the standard deviations of images", "fixed": "chosen, not measured", presets.NotStated: presets.NotStated,
}

func orAny(bands []string) string {
	if bands == nil {
		return "any"
	}
	return strings.Join(bands, ", ")
}

func numbers(v []float64) string {
	l := numberList(v)
	return strings.ReplaceAll(l.String(), ",", ", ")
}

// findPreset finds a preset by its name or the name of weights, or reads a file.
func findPreset(name string) (*presets.Preset, error) {
	if p := presets.Find(name); p != nil {
		return p, nil
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%q is neither a preset, nor weights with a preset, nor a file: see bandprep presets list", name)
	} else if err != nil {
		return nil, err
	}
	defer f.Close()
	p, err := presets.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if p.Name == "" {
		p.Name = name
	}
	return p, nil
}
