package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pipeline/derive"
)

const rootLong = `bandprep prepares a dataset of images for training: normalization constants of
your data, three bands out of many, splits that do not leak, and one manifest
that training code loads.

INPUT is a file, a folder (with all below it), a glob, a list of paths
(@files.txt), a CSV or JSON Lines table with a column "path", an archive (tar,
zip, Parquet with embedded images), or, where no pixels are needed, a manifest.

Exit status: 0 done (warnings allowed); 1 failed, also when no image could be
read; 2 wrong usage; 3 done, but some images were skipped, each named with its
reason; 4 the check asked for found something; 130 interrupted.`

// newRoot returns a fresh tree of commands.
func newRoot(stdout, stderr io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:           "bandprep",
		Short:         "Prepare a dataset of images for training",
		Long:          rootLong,
		Version:       derive.ProgramVersion,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetVersionTemplate(versionText())
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{flagError(err)} })
	root.SetUsageFunc(printUsage)
	root.AddGroup(&cobra.Group{ID: "start", Title: "Start here:"}, &cobra.Group{ID: "images", Title: "Images:"},
		&cobra.Group{ID: "constants", Title: "Constants:"}, &cobra.Group{ID: "manifest", Title: "Manifest:"}, &cobra.Group{ID: "more", Title: "More:"})
	root.SetHelpCommandGroupID("more")
	root.SetCompletionCommandGroupID("more")
	for _, c := range []struct {
		group string
		cmd   *cobra.Command
	}{
		{"start", newInspectCommand()}, {"start", newRunCommand()}, {"start", newStatsCommand()},
		{"images", newFetchCommand()}, {"images", newCheckCommand()}, {"images", newReviewCommand()}, {"images", newSplitCommand()},
		{"images", newPCACommand()}, {"images", newApplyCommand()},
		{"constants", newAdviseCommand()}, {"constants", newVerifyCommand()}, {"constants", newCompareCommand()}, {"constants", newPresetsCommand()},
		{"images", newPlanCommand()}, {"manifest", newMergeCommand()}, {"manifest", newReportCommand()}, {"manifest", newPreviewCommand()}, {"manifest", newShowCommand()}, {"manifest", newExportCommand()},
		{"more", newInputsTopic()}, {"more", newVersionCommand()},
	} {
		c.cmd.GroupID = c.group
		root.AddCommand(c.cmd)
	}
	return root
}

// noArgs is the argument check of commands that only have commands.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return unknownCommand(c, args[0])
	}
	return nil
}

// unknownCommand names the command that was not found, and those that are spelled
// almost alike.
func unknownCommand(c *cobra.Command, name string) error {
	text := fmt.Sprintf("unknown command %q", strings.TrimPrefix(c.CommandPath()+" ", "bandprep ")+name)
	if like := c.SuggestionsFor(name); len(like) > 0 {
		text += fmt.Sprintf(": did you mean %s?", strings.Join(like, " or "))
	}
	return usageError{errors.New(text)}
}

// findCommand returns the command that the arguments call, so that a word which
// is none is an error even where --help is asked for.
func findCommand(root *cobra.Command, args []string) (*cobra.Command, error) {
	c, rest, err := root.Find(args)
	if err != nil || c.HasAvailableSubCommands() && c.Name() != "help" {
		for _, a := range rest {
			if !strings.HasPrefix(a, "-") {
				return c, unknownCommand(c, a)
			}
		}
	}
	return c, nil
}

// flagError says in our words that the value of a flag is no good.
func flagError(err error) error {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return err
	}
	cause := errors.Unwrap(invalid)
	if n := (*strconv.NumError)(nil); errors.As(cause, &n) {
		cause = errors.New(map[string]string{"ParseInt": "want a whole number", "ParseUint": "want a whole number, not below 0",
			"ParseFloat": "want a number", "ParseBool": "want true or false"}[n.Func])
	}
	return fmt.Errorf("--%s %s: %w", invalid.GetFlag().Name, invalid.GetValue(), cause)
}

// needInputs is the argument check of commands over images.
func needInputs(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usageError{fmt.Errorf("name at least one %s", what)}
		}
		return nil
	}
}

// needOne is the argument check of commands over one manifest.
func needOne(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usageError{fmt.Errorf("name one %s", what)}
		}
		return nil
	}
}
