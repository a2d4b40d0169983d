package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/input"
	"github.com/bandprep/bandprep/pipeline/shards"
	"github.com/bandprep/bandprep/pipeline/table"
)

// shardOptions say what a process measures of a plan.
type shardOptions struct{ plan, shard string }

func (o *shardOptions) add(s *pflag.FlagSet) {
	s.StringVar(&o.plan, "plan", "", "measure the images of this `plan` in place of inputs; -o is the folder of the parts")
	s.StringVar(&o.shard, "shard", "", "measure this shard of the plan only: `i/N`, from 0 (default: the index that Kubernetes, Slurm or AWS Batch gives a job of an array; else all that are missing)")
}

// indexNames are the variables that tell a job of an array its index. Sources:
// Kubernetes, "Indexed Job"; Slurm, sbatch(1), "Job arrays"; AWS Batch User Guide,
// "Array jobs".
var indexNames = []string{"JOB_COMPLETION_INDEX", "SLURM_ARRAY_TASK_ID", "AWS_BATCH_JOB_ARRAY_INDEX"}

// which returns the shards to measure, of n; all says that nobody named one.
func (o *shardOptions) which(n int) (list []int, all bool, err error) {
	text, from := o.shard, "--shard "+o.shard
	if text == "" {
		for _, name := range indexNames {
			if v := os.Getenv(name); v != "" {
				text, from = v+"/"+strconv.Itoa(n), name+"="+v
				break
			}
		}
	}
	if text == "" {
		for i := range n {
			list = append(list, i)
		}
		return list, true, nil
	}
	index, of, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= n || of != strconv.Itoa(n) {
		return nil, false, usageError{fmt.Errorf("%s: want 0/%d to %d/%[2]d, the shards of the plan", from, n, n-1)}
	}
	return []int{i}, false, nil
}

// runShards measures the images of a plan, or of a shard of it.
func runShards(c *cobra.Command, o *shardOptions, inputs []string) error {
	if len(inputs) > 0 {
		return usageError{fmt.Errorf("%s: the plan has its inputs", inputs[0])}
	}
	var wrong error
	c.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains([]string{"plan", "shard", "output", "workers", "memory", "allow-skipped", "json", "quiet", "verbose"}, f.Name) && wrong == nil {
			wrong = usageError{fmt.Errorf("--%s: the plan says it", f.Name)}
		}
	})
	if wrong != nil {
		return wrong
	}
	var r runOptions
	p, err := r.openPlan(o.plan, c.Flags())
	if err != nil {
		return err
	}
	which, all, err := o.which(p.Shards())
	if err != nil {
		return err
	}
	s := newSession(c, r.output)
	if !s.output.quiet {
		r.in.Images.Progress = newProgress(s.err)
	}
	var skipped []table.Skipped
	images := 0
	for _, i := range which {
		part, err := p.Part(r.dir, i)
		if err != nil {
			return err
		}
		if part == nil {
			part = &shards.Part{Shard: i}
			if part.Records, part.Skipped, err = p.Measure(s.ctx, i, r.in.Images, r.in.Measure); err != nil {
				return err
			}
			if err := p.WritePart(r.dir, part); err != nil {
				return err
			}
		}
		images += len(part.Records)
		skipped = append(skipped, part.Skipped...)
	}
	if all {
		if err := s.addUp(&r, p); err != nil {
			return err
		}
	}
	if s.output.json {
		err = output.WriteJSON(s.out, shardsReport{which, images, skipped})
	} else {
		_, err = fmt.Fprintf(s.out, "%s of %s measured into %s\n", words.Count(images, "item", "items"), words.Count(len(which), "shard", "shards"), filepath.ToSlash(r.dir))
	}
	if err != nil {
		return err
	}
	return s.skippedFiles(skipped, p.Table.Rows.Len()-len(skipped)) // a share is one of all images
}

// shardsReport is what run --plan says as JSON.
type shardsReport struct {
	Shards  []int           `json:"shards"`
	Items   int             `json:"items"`
	Skipped []table.Skipped `json:"skipped"`
}

// addUp reads again what needs all parts: the images that are looked at for nodata
// that no file declares, limits of components, percentiles of train.
func (s *session) addUp(o *runOptions, p *shards.Plan) error {
	j, err := p.Join(o.dir, false)
	if err != nil {
		return err
	}
	output.RemoveLeftovers(o.dir) // no part is missing, so nobody writes one
	if j.Complete {
		return nil
	}
	if len(j.Records) == 0 {
		return p.WriteSums(o.dir, j)
	}
	limits, err := parseLimits(o.limits)
	if err != nil {
		return err
	}
	in, err := input.Planned(s.ctx, p.Inputs, p.With(j), &p.How, j, o.in)
	if err != nil {
		return err
	}
	d, err := pipeline.Run(s.ctx, in, o.derive, limits)
	if err != nil {
		return err
	}
	d.Table.Close()
	return p.WriteSums(o.dir, j)
}

// isPlan reports whether a file is a plan.
func isPlan(name string) bool {
	f, err := manifest.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	return f.Meta[manifest.KeyPlan] != ""
}

// runMergeParts joins the parts of a plan.
func runMergeParts(c *cobra.Command, o *mergeOptions, names []string) error {
	if len(names) != 2 {
		return usageError{fmt.Errorf("name the plan and the folder of its parts")}
	}
	var wrong error
	c.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains([]string{"output", "overwrite", "json", "quiet", "verbose"}, f.Name) && wrong == nil {
			wrong = usageError{fmt.Errorf("--%s: the plan says it", f.Name)}
		}
	})
	if wrong != nil {
		return wrong
	}
	var r runOptions
	p, err := r.openPlan(names[0], c.Flags())
	if err != nil {
		return err
	}
	j, err := p.Join(names[1], true)
	if err != nil {
		return err
	}
	r.noReport = true
	s := newSession(c, r.output)
	return s.runInto(&r, names, nil, func() (*pipeline.Input, error) {
		t := p.With(j)
		if t.Rows.Len() == 0 {
			s.skipped(t)
			return nil, pipeline.ErrNoImages
		}
		s.inputs = p.Inputs
		s.in, err = input.Planned(s.ctx, p.Inputs, t, &p.How, j, r.in)
		return s.in, err
	})
}
