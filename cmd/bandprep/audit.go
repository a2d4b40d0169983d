package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/split"
)

// auditReport is the document of split --audit --json.
type auditReport struct {
	Type        string              `json:"type"` // "audit"
	Clean       bool                `json:"clean"`
	Leaks       []leak              `json:"leaks"`
	Imbalanced  []split.Imbalance   `json:"imbalanced"`
	Certificate derive.Certificate  `json:"certificate"`
	Decisions   []decision.Decision `json:"decisions"`
	Warnings    []string            `json:"warnings"`
}

// twice counts the items that a table puts into several splits.
func (r *auditReport) twice() (n int) {
	for _, l := range r.Leaks {
		if l.Kind == "table" {
			n++
		}
	}
	return n
}

type leak struct {
	Kind     string  `json:"kind"`
	A        string  `json:"a"`
	SplitA   string  `json:"split_a"`
	B        string  `json:"b"`
	SplitB   string  `json:"split_b"`
	Distance float64 `json:"distance"`
}

// fewLeaks is how many leaks are named without --verbose.
const fewLeaks = 20

// runAudit looks for leaks in the split that folders, a table or a manifest
// already give.
func runAudit(c *cobra.Command, o *splitOptions, inputs []string) error {
	s := newSession(c, o.output)
	o.in.Find.Table.Contradictions = true
	in, err := s.openTable(c.Flags(), rowSplitFlags, &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	t, a, twice, err := pipeline.Audit(s.ctx, in, o.derive.Split)
	if err != nil {
		return s.failed(t, err)
	}
	defer t.Close()
	s.done()
	doc := auditReport{Type: "audit", Clean: a.Report.Clean() && len(twice) == 0, Leaks: []leak{}, Imbalanced: append([]split.Imbalance{}, a.Report.Imbalanced...),
		Certificate: a.Certificate, Decisions: append([]decision.Decision{}, t.Decisions...), Warnings: slices.Concat([]string{}, t.Warnings, a.Report.Warnings)}
	for _, d := range twice {
		for _, other := range d.Splits[1:] {
			doc.Leaks = append(doc.Leaks, leak{Kind: "table", A: d.ID, SplitA: d.Splits[0], B: d.ID, SplitB: other})
		}
	}
	for _, u := range a.Report.Leaks {
		ra, rb := t.Rows.At(u.A), t.Rows.At(u.B)
		doc.Leaks = append(doc.Leaks, leak{u.Kind.String(), ra.ID, ra.Split, rb.ID, rb.Split, u.Distance})
	}
	if s.output.json {
		if err := output.WriteJSON(s.out, doc); err != nil {
			return err
		}
	} else {
		s.told(t, a.Report.Warnings)
		s.printAudit(a, doc)
	}
	if !doc.Clean {
		return errFound
	}
	return s.skipped(t)
}

func (s *session) printAudit(a *derive.Audited, doc auditReport) {
	for _, kind := range slices.Sorted(maps.Keys(a.Report.Leaking)) {
		if n := a.Report.Leaking[kind]; n > 0 {
			fmt.Fprintf(s.out, "%s (%s)\n", words.Count(n, "item of valid and test leaks", "items of valid and test leak"), kind)
		}
	}
	if twice := doc.twice(); twice > 0 {
		fmt.Fprintf(s.out, "%s in several splits of the table\n", words.Count(twice, "item is", "items are"))
	}
	for i, l := range doc.Leaks {
		if i == fewLeaks && !s.output.verbose {
			fmt.Fprintf(s.out, "  and %d more (--verbose names all)\n", len(doc.Leaks)-i)
			break
		}
		fmt.Fprintf(s.out, "  %s (%s) and %s (%s): %s\n", oneLine(l.A), l.SplitA, oneLine(l.B), l.SplitB, l.Kind)
	}
	for _, im := range doc.Imbalanced {
		fmt.Fprintf(s.out, "label %s: %.1f %% of its items are in %s, %.1f %% of all items are\n", oneLine(im.Label), 100*im.Share, im.Split, 100*im.Want)
	}
	if doc.Clean {
		fmt.Fprintf(s.out, "%s; no imbalance found\n", a.Report.Summary())
	}
	for _, u := range doc.Certificate.Uncompared {
		fmt.Fprintf(s.out, "  %v\n", u)
	}
	printCertificate(s.out, &doc.Certificate)
}
