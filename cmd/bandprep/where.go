package main

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/internal/where"
	"github.com/bandprep/bandprep/pipeline/derive"
)

const whereUsage = "only items for which this `condition` holds, as \"country = 'FR' and time < '2020-01-01'\": names of columns, = != < > in, is null, and, or, not"

// addConditions defines the flags that choose parts of a split by conditions.
func addConditions(s *pflag.FlagSet, c *derive.Conditions) {
	s.StringVar(&c.Test, "test-where", "", "test is the items for which this `condition` holds, as \"country = 'FR'\"")
	s.StringVar(&c.Valid, "valid-where", "", "valid is the items for which this `condition` holds")
	s.StringVar(&c.Train, "train-where", "", "keep only the items of train for which this `condition` holds; valid and test stay as they are")
	s.StringVar(&c.LeaveOut, "leave-out", "", "a fold for each value of this `column`, as country")
}

// conditionFlags are those of addConditions.
const conditionFlags = " test-where valid-where train-where leave-out"

// wrongCondition makes a mistake in a condition one of usage.
func wrongCondition(err error) error {
	var wrong *where.Error
	if errors.As(err, &wrong) {
		return usageError{err}
	}
	return err
}

// sizesAsked returns the parts whose sizes flags name.
func sizesAsked(s *pflag.FlagSet) (parts []string) {
	for _, part := range []string{"valid", "test"} {
		if s.Changed(part) {
			parts = append(parts, part)
		}
	}
	return parts
}

// onlyOne refuses a size beside the condition that gives the part.
func onlyOne(s *pflag.FlagSet) error {
	for _, part := range []string{"valid", "test"} {
		if s.Changed(part) && (s.Changed(part+"-where") || s.Changed("leave-out")) {
			return usageError{fmt.Errorf("--%s gives a share, and the condition says which items are %s: give one of them", part, part)}
		}
	}
	return nil
}
