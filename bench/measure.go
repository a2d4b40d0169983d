//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// result is what is kept of a job.
type result struct {
	Job, Title, Note string
	Runs             int
	Revision         string // of the project that was measured
	Pairs            []pairResult
	Peaks            []peakResult
}

type pairResult struct {
	Ours, Theirs   string
	Target         float64
	Tolerance      float64
	Difference     float64  // of the answers, relative
	Compared       bool     // the peer prints an answer
	Missing        string   // what is not installed; then nothing below
	OursRuns, Runs []sample // neighbours in time
}

type peakResult struct {
	Name  string
	Limit float64
	Items int
	Runs  []sample
}

// measure prepares the data of a job and runs all that belongs to it.
func (b *bench) measure(j *job) (*result, error) {
	for _, n := range j.needs {
		if err := b.prepare(n); err != nil {
			return nil, err
		}
	}
	r := &result{Job: j.name, Title: j.title, Note: j.note, Runs: b.runs, Revision: b.revision()}
	for _, p := range j.pairs {
		pr, err := b.pair(p)
		if err != nil {
			return nil, err
		}
		r.Pairs = append(r.Pairs, *pr)
		fmt.Fprintln(os.Stderr, "bench:", j.name, pr)
	}
	for _, p := range j.peaks {
		pr := peakResult{Name: p.name, Limit: p.limit, Items: p.items}
		for range b.runs {
			s, _, err := timed(b.ctx, p.args)
			if err != nil {
				return nil, err
			}
			pr.Runs = append(pr.Runs, s)
		}
		r.Peaks = append(r.Peaks, pr)
		fmt.Fprintf(os.Stderr, "bench: %s %s: %.0f MB\n", j.name, pr.Name, pr.peak())
	}
	return r, nil
}

// pair runs both programs once to warm up and to compare their answers, then
// in turn.
func (b *bench) pair(p pair) (*pairResult, error) {
	r := &pairResult{Ours: p.ours.name, Theirs: p.theirs.name, Target: p.target, Tolerance: p.tolerance, Missing: b.missing(p.theirs.needs)}
	if r.Tolerance == 0 {
		r.Tolerance = 1e-6
	}
	if r.Missing != "" {
		return r, nil
	}
	ours, err := b.answered(p.ours)
	if err != nil {
		return nil, err
	}
	theirs, err := b.answered(p.theirs)
	if err != nil {
		return nil, err
	}
	if ours != nil && theirs != nil {
		r.Compared = true
		if r.Difference, err = difference(ours, theirs); err != nil {
			return nil, fmt.Errorf("%s: %w", p.theirs.name, err)
		}
	}
	for spent := 0.0; len(r.Runs) < b.runs || len(r.Runs) < shortRuns && spent < shortSeconds; {
		s, _, err := timed(b.ctx, p.ours.args)
		if err != nil {
			return nil, err
		}
		r.OursRuns = append(r.OursRuns, s)
		if s, _, err = timed(b.ctx, p.theirs.args); err != nil {
			return nil, err
		}
		r.Runs = append(r.Runs, s)
		spent += r.OursRuns[len(r.Runs)-1].Wall + s.Wall
	}
	return r, nil
}

// Programs that take less than a second are measured more often than asked for,
// as often as fits into some seconds: the noise of a machine does not get less
// with them.
const (
	shortRuns    = 25
	shortSeconds = 15
)

// answered runs a program once and reads its answer.
func (b *bench) answered(p program) ([]float64, error) {
	out, err := output(b.ctx, p.args...)
	if err == nil && p.check != nil {
		out, err = output(b.ctx, p.check...)
	}
	if err != nil || p.answer == nil {
		return nil, err
	}
	v, err := p.answer(out)
	if err != nil {
		return nil, fmt.Errorf("the answer of %s: %w", p.name, err)
	}
	return v, nil
}

// missing names the first of the files and packages that is not there.
func (b *bench) missing(needs []string) string {
	for _, n := range needs {
		if strings.Contains(n, "/") {
			if _, err := os.Stat(n); err != nil {
				return filepath.Base(n)
			}
		} else if !installed(b.ctx, n) {
			return n
		}
	}
	return ""
}

func installed(ctx context.Context, name string) bool {
	out, err := exec.CommandContext(ctx, "dpkg-query", "-W", "-f=${db:Status-Status}", name).Output()
	return err == nil && string(out) == "installed"
}

// disagreements names the peers whose answers differ.
func (r *result) disagreements() []string {
	var bad []string
	for _, p := range r.Pairs {
		if p.Compared && !(p.Difference <= p.Tolerance) {
			bad = append(bad, fmt.Sprintf("%s, %s by %.2g", r.Job, p.Theirs, p.Difference))
		}
	}
	return bad
}

func (p *pairResult) String() string {
	if p.Missing != "" {
		return fmt.Sprintf("%s: left out, %s is missing", p.Theirs, p.Missing)
	}
	return fmt.Sprintf("%s: %.3f s against %.3f s, ratio %.2f", p.Theirs, median(each(p.OursRuns, wall)), median(each(p.Runs, wall)), median(p.ratios()))
}

// ratios are those of neighbours in time.
func (p *pairResult) ratios() []float64 {
	v := make([]float64, len(p.Runs))
	for i := range v {
		v[i] = p.Runs[i].Wall / p.OursRuns[i].Wall
	}
	return v
}

// peak is the largest of all runs.
func (p *peakResult) peak() float64 { return slices.Max(each(p.Runs, peakOf)) }

func wall(s sample) float64   { return s.Wall }
func cpu(s sample) float64    { return s.CPU }
func peakOf(s sample) float64 { return s.Peak }
func busy(s sample) float64   { return s.Busy }

func each(s []sample, of func(sample) float64) []float64 {
	v := make([]float64, len(s))
	for i := range s {
		v[i] = of(s[i])
	}
	return v
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	n := len(v)
	return (v[(n-1)/2] + v[n/2]) / 2
}

func (b *bench) results() string { return b.path("results") }

// save keeps the figures of a job, so that the page can be written again when
// other jobs were measured.
func (b *bench) save(r *result) error {
	if err := os.MkdirAll(b.results(), 0o755); err != nil {
		return err
	}
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(b.results(), r.Job+".json"), text, 0o644)
}

// load returns what save kept, in the order of the jobs.
func (b *bench) load() ([]result, error) {
	var all []result
	for _, j := range b.jobs() {
		text, err := os.ReadFile(filepath.Join(b.results(), j.name+".json"))
		if os.IsNotExist(err) {
			continue
		}
		var r result
		if err == nil {
			err = json.Unmarshal(text, &r)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
