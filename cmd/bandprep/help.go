package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpWidth is the number of columns that help is wrapped to.
const helpWidth = 110

// imageFlag marks a flag that every command over images has.
const imageFlag = "image"

// printUsage prints how a command is called and its own flags, in the order in
// which they were defined. Those of every command over images stand in
// bandprep help inputs.
func printUsage(c *cobra.Command) error {
	w := c.OutOrStderr()
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(w, "Usage:\n  %s COMMAND [flags]\n", c.CommandPath())
		printCommands(w, c)
	} else {
		fmt.Fprintf(w, "Usage:\n  %s\n", c.UseLine())
	}
	if c.HasExample() {
		fmt.Fprintf(w, "\nExamples:\n%s\n", c.Example)
	}
	own, images := pflag.NewFlagSet("", pflag.ContinueOnError), pflag.NewFlagSet("", pflag.ContinueOnError)
	own.SortFlags, images.SortFlags = false, false
	c.Flags().SortFlags = false
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if _, ok := f.Annotations[imageFlag]; ok {
			images.AddFlag(f)
		} else {
			own.AddFlag(f)
		}
	})
	if c.Name() == inputsTopic {
		printFlags(w, "Which images, and how they are read", images)
		return nil
	}
	printFlags(w, "Flags", own)
	if images.HasFlags() {
		fmt.Fprintf(w, "\nbandprep help %s lists the flags that say which images count and how they are read.\n", inputsTopic)
	}
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(w, "\n%s COMMAND --help says more about a command.\n", c.CommandPath())
	}
	return nil
}

// inputsTopic is the help topic about the flags of every command over images.
const inputsTopic = "inputs"

// newInputsTopic returns the help topic: a command that does nothing.
func newInputsTopic() *cobra.Command {
	var f imageFlags
	c := &cobra.Command{
		Use:   inputsTopic,
		Short: "The flags that say which images count and how they are read (bandprep help inputs)",
		Long: `Every command over images takes these flags. They say which images count, how
they get labels and groups, and how their samples are seen. A manifest keeps what
was chosen, so a command over a manifest takes none of them.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	f.add(c.Flags())
	return c
}

// printCommands lists the commands below c by their groups.
func printCommands(w io.Writer, c *cobra.Command) {
	groups := c.Groups()
	if len(groups) == 0 {
		groups = []*cobra.Group{{Title: "Commands:"}}
	}
	for _, g := range groups {
		fmt.Fprintf(w, "\n%s\n", g.Title)
		for _, sub := range c.Commands() {
			if sub.GroupID == g.ID && sub.IsAvailableCommand() {
				fmt.Fprintf(w, "  %-10s %s\n", sub.Name(), sub.Short)
			}
		}
	}
}

func printFlags(w io.Writer, title string, s *pflag.FlagSet) {
	if text := strings.TrimRight(s.FlagUsagesWrapped(helpWidth), "\n"); text != "" {
		fmt.Fprintf(w, "\n%s:\n%s\n", title, text)
	}
}
