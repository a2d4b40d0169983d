//go:build linux

package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run of this program.
type bench struct {
	ctx   context.Context
	root  string // of the project
	data  string // real images
	peers string // programs of the peers
	work  string // what is prepared, built and measured
	runs  int
	all   bool
}

func run(ctx context.Context, args []string) error {
	b := &bench{ctx: ctx}
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := fs.String("only", "", "`jobs` to run, as jpeg,scene (default all)")
	install := fs.Bool("install", true, "install missing peers with apt-get, where that is possible")
	list := fs.Bool("list", false, "name the jobs and end")
	out := fs.String("o", "docs/benchmarks.md", "`page` to write, from the root of the project")
	fs.StringVar(&b.data, "data", "../shared/data", "`folder` of real images")
	fs.StringVar(&b.peers, "peers", "../shared/peers", "`folder` of the peers' programs")
	fs.StringVar(&b.work, "work", filepath.Join(os.TempDir(), "bandprep-bench"), "`folder` for data, programs and figures; about 6 GB, kept")
	fs.IntVar(&b.runs, "runs", 5, "counted runs of each program; short ones get more")
	fs.BoolVar(&b.all, "all", false, "also what is large: torchvision, Orfeo, a million items")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if b.runs < 1 {
		return fmt.Errorf("--runs %d: want at least 1", b.runs)
	}
	if err := b.locate(); err != nil {
		return err
	}
	chosen, err := choose(b.jobs(), *only)
	if err != nil {
		return err
	}
	if *list {
		for _, j := range chosen {
			fmt.Printf("%-8s %s\n", j.name, j.title)
		}
		return nil
	}
	if *install {
		b.install()
	}
	if err := b.build(); err != nil {
		return err
	}
	var failed []string
	for _, j := range chosen {
		r, err := b.measure(&j)
		if err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
		failed = append(failed, r.disagreements()...)
		if err := b.save(r); err != nil {
			return err
		}
	}
	if !filepath.IsAbs(*out) {
		*out = filepath.Join(b.root, *out)
	}
	if err := b.page(*out); err != nil {
		return err
	}
	if len(failed) > 0 {
		return fmt.Errorf("answers differ: %s", strings.Join(failed, "; "))
	}
	return nil
}

// locate finds the root of the project and makes the folders absolute.
func (b *bench) locate() error {
	mod, err := output(b.ctx, "go", "env", "GOMOD")
	if err != nil {
		return err
	}
	b.root = filepath.Dir(strings.TrimSpace(string(mod)))
	for _, p := range []*string{&b.data, &b.peers} {
		if !filepath.IsAbs(*p) {
			*p = filepath.Join(b.root, *p)
		}
	}
	if b.work, err = filepath.Abs(b.work); err != nil {
		return err
	}
	return os.MkdirAll(filepath.Join(b.work, "bin"), 0o755)
}

// build compiles bandprep, static as it is installed, and, where there is a
// compiler, the C peer.
func (b *bench) build() error {
	if _, err := output(b.ctx, "env", "CGO_ENABLED=0", "go", "build", "-C", b.root, "-o", b.bin("bandprep"), "./cmd/bandprep"); err != nil {
		return err
	}
	_, err := output(b.ctx, "gcc", "-O3", "-march=native", "-o", b.bin("tjdec"), filepath.Join(b.peers, "tjdec.c"), "-lturbojpeg", "-lpthread")
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: without the C peer:", err)
	}
	return nil
}

func (b *bench) bin(name string) string  { return filepath.Join(b.work, "bin", name) }
func (b *bench) path(name string) string { return filepath.Join(b.work, name) }

// choose returns the jobs that are named, in the order of all.
func choose(all []job, only string) ([]job, error) {
	if only == "" {
		return all, nil
	}
	names := strings.Split(only, ",")
	for _, n := range names {
		if !slices.ContainsFunc(all, func(j job) bool { return j.name == n }) {
			return nil, fmt.Errorf("--only: no job %q; see --list", n)
		}
	}
	return slices.DeleteFunc(all, func(j job) bool { return !slices.Contains(names, j.name) }), nil
}
