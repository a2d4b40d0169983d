//go:build linux

package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

const head = `# Benchmarks

Written by ` + "`go run ./bench`" + `: do not edit. bandprep against the programs that its users would take instead, each a
whole process from its start to its end, with the files in the page cache. Both run in turn, A B A B …; *ratio* is the
median of the ratios of neighbours (with the smallest and largest of them), so above 1 bandprep is faster. Times are
medians in seconds. CPU is user and system time of the process and its children; memory is the peak of the largest
process, in MB of 10⁶ bytes. *Answers* is the largest relative difference of the means and standard deviations (of PCA:
the variances of the components). *Others* is the largest share of one core that other processes took in a run: above a
few per cent a row says little.

`

// page writes docs/benchmarks.md from all figures that are kept.
func (b *bench) page(path string) error {
	all, err := b.load()
	if err != nil {
		return err
	}
	var s strings.Builder
	s.WriteString(head)
	fmt.Fprintf(&s, "Machine: %s, %s.\n\n", machine(), distribution())
	fmt.Fprintf(&s, "Peers: %s.\n\n", strings.Join(b.versions(), ", "))
	s.WriteString("To repeat: `go run ./bench` (all jobs), `go run ./bench --all` (also the large peers), one job as named below.\n")
	for i := range all {
		all[i].write(&s)
	}
	return os.WriteFile(path, []byte(s.String()), 0o644)
}

func (r *result) write(s *strings.Builder) {
	fmt.Fprintf(s, "\n## %s\n\n`go run ./bench --only %s`; revision %s, at least %d runs.", r.Title, r.Job, r.Revision, r.Runs)
	if r.Note != "" {
		s.WriteString(" " + r.Note)
	}
	s.WriteString("\n")
	if len(r.Pairs) > 0 {
		s.WriteString("\n| bandprep | peer | bandprep s | peer s | ratio | target | met | CPU s | memory MB | answers | others | runs |\n|---|---|--:|--:|--:|--:|---|--:|--:|--:|--:|--:|\n")
	}
	for i := range r.Pairs {
		r.Pairs[i].write(s)
	}
	if len(r.Peaks) > 0 {
		s.WriteString("\n| peak memory | MB | limit | met |\n|---|--:|--:|---|\n")
	}
	var first *peakResult
	for i := range r.Peaks {
		p := &r.Peaks[i]
		p.write(s, first, i == len(r.Peaks)-1)
		if first == nil && p.Items > 0 {
			first = p
		}
	}
}

func (p *pairResult) write(s *strings.Builder) {
	if p.Missing != "" {
		fmt.Fprintf(s, "| %s | %s | | | | %s | not measured: no %s | | | | | |\n", p.Ours, p.Theirs, times(p.Target), p.Missing)
		return
	}
	ratios := p.ratios()
	answers := "none given"
	if p.Compared {
		answers = fmt.Sprintf("%.1g", p.Difference)
		if !(p.Difference <= p.Tolerance) {
			answers = "**differ: " + answers + "**"
		}
	}
	fmt.Fprintf(s, "| %s | %s | %.3f | %.3f | %.2f (%.2f–%.2f) | %s | %s | %.2f : %.2f | %.0f : %.0f | %s | %.0f %% | %d |\n",
		p.Ours, p.Theirs, median(each(p.OursRuns, wall)), median(each(p.Runs, wall)),
		median(ratios), slices.Min(ratios), slices.Max(ratios), times(p.Target), met(p.Target, median(ratios) >= p.Target),
		median(each(p.OursRuns, cpu)), median(each(p.Runs, cpu)), slices.Max(each(p.OursRuns, peakOf)), slices.Max(each(p.Runs, peakOf)), answers,
		100*slices.Max(each(slices.Concat(p.OursRuns, p.Runs), busy)), len(p.Runs))
}

// write gives one peak; of items also what each costs above the first. The
// limit is on the last, of the most items: in few the slack of the garbage
// collector weighs more than they do.
func (p *peakResult) write(s *strings.Builder, first *peakResult, last bool) {
	switch mb := p.peak(); {
	case p.Items > 0 && first != nil:
		cost, limit, ok := (mb-first.peak())*1e6/float64(p.Items-first.Items), "", ""
		if last {
			limit, ok = fmt.Sprintf("%d bytes an item", limitPerItem), met(1, cost <= limitPerItem)
		}
		fmt.Fprintf(s, "| %s | %.0f (%.0f bytes an item) | %s | %s |\n", p.Name, mb, cost, limit, ok)
	case p.Limit > 0:
		fmt.Fprintf(s, "| %s | %.0f | %.0f | %s |\n", p.Name, mb, p.Limit, met(1, mb <= p.Limit))
	default:
		fmt.Fprintf(s, "| %s | %.0f | | |\n", p.Name, mb)
	}
}

func met(target float64, ok bool) string {
	switch {
	case target == 0:
		return ""
	case ok:
		return "yes"
	}
	return "**no**"
}

func times(target float64) string {
	if target == 0 {
		return ""
	}
	return fmt.Sprintf("%g×", target)
}
