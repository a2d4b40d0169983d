package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/grades"
)

// reviewSummary prints what a log says of its graders.
func (s *session) reviewSummary(name string) error {
	if _, err := os.Stat(name); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s does not exist: nothing was graded", name)
	}
	h, err := grades.Read(name)
	if err != nil {
		return err
	}
	sum := h.Summary()
	if s.output.json {
		return output.WriteJSON(s.out, map[string]any{"type": "review", "log": filepath.ToSlash(name), "graders": sum.Graders, "agreements": sum.Agreements, "damaged_lines": sum.Damaged})
	}
	for _, g := range sum.Graders {
		var counts []string
		for grade := 1; grade <= 9; grade++ {
			if n := g.Grades[grade]; n > 0 {
				counts = append(counts, fmt.Sprintf("grade %d: %s", grade, words.Number(n)))
			}
		}
		line := words.Count(g.Graded, "image", "images") + " graded"
		if counts != nil {
			line += " (" + strings.Join(counts, ", ") + ")"
		}
		line += fmt.Sprintf(", %s marked to be deleted, %s relabelled", words.Number(g.Marked), words.Number(g.Labels))
		if g.Seconds != nil {
			line += fmt.Sprintf("; %.1f s from one to the next (median)", *g.Seconds)
		}
		fmt.Fprintf(s.out, "%s: %s\n", nameOr(g.Grader), line)
	}
	for _, a := range sum.Agreements {
		line := fmt.Sprintf("same grade for %s of %s", words.Number(a.Same), words.Count(a.Images, "image", "images"))
		if a.Kappa != nil {
			line += fmt.Sprintf(", Cohen's kappa %.3f", *a.Kappa)
		}
		fmt.Fprintf(s.out, "%s and %s: %s\n", nameOr(a.First), nameOr(a.Second), line)
	}
	if sum.Damaged > 0 {
		s.warn([]string{fmt.Sprintf("%s: %s not count", name, words.Count(sum.Damaged, "damaged line does", "damaged lines do"))})
	}
	return nil
}

func nameOr(grader string) string {
	if grader == "" {
		return "without a name"
	}
	return oneLine(grader)
}
