package main

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/fetch"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
)

const fetchLong = `fetch downloads the images that lists link to into DIR/LABEL/RANK_name. A LIST
is a CSV, JSON Lines or Parquet table with columns url and label, a table of
searches (searchterm, words to exclude from labels, url), or a file of one link
a line whose name is the label:

  bandprep fetch teddys.csv grizzly.csv -o bears --resize 256

DIR/fetch.csv has a row for every link: where it led, what came, its hash,
duplicates, why there is no image, and further columns of the list such as the
licence. The same command goes on after an interruption and asks nothing twice;
to ask for some links again, delete their rows. Equal and similar images are
named and kept. The same bytes for five links or more are a placeholder, a
failure. run and check take DIR as it is.

No search engine is asked: they refuse such programs, lists do not. To save the
links of the images on a page that is open in a browser, paste this into its
console (F12):

  ` + saveLinks + `

robots.txt and X-Robots-Tag (noai, noimageai, noml, noindex, …) are obeyed.
That an image may be downloaded does not mean that you may use it.`

// saveLinks saves the links of a page's images, one a line, as links.csv.
const saveLinks = `a=document.createElement("a");a.download="links.csv";a.href=URL.createObjectURL(new Blob([
  [...document.images].map(i=>i.currentSrc||i.src).filter(u=>/^http/.test(u)).join("\n")+"\n"]));a.click()`

func newFetchCommand() *cobra.Command {
	var o fetchOptions
	c := &cobra.Command{
		Use:   "fetch LIST… -o DIR",
		Short: "Download the images of lists of links",
		Long:  fetchLong,
		Args:  needInputs("list of links"),
		RunE:  func(c *cobra.Command, args []string) error { return runFetch(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type fetchOptions struct {
	fetch.Options
	dir              string
	columns          map[string]string
	proxy            string
	maxBytes, memory byteCount
	output           outputFlags
}

func (o *fetchOptions) add(s *pflag.FlagSet) {
	o.maxBytes, o.memory = 64<<20, 1<<30
	s.StringVarP(&o.dir, "output", "o", "", "`folder` for the images and their log")
	s.IntVar(&o.Max, "max", 0, "take only the first `number` of links of each label")
	s.StringToStringVar(&o.columns, "columns", nil, "which columns are what: `url=NAME,label=NAME`, also search and exclude")
	s.Lookup("columns").DefValue = ""
	s.IntVar(&o.Resize, "resize", 0, "store images whose shorter side is larger than `N` pixels resized to that")
	s.BoolVar(&o.KeepOriginals, "keep-originals", false, "with --resize: store what came too, below DIR/.originals")
	s.IntVar(&o.Parallel, "parallel", 64, "`number` of requests at a time")
	s.IntVar(&o.PerHost, "per-host", 4, "`number` of requests at a time to one host")
	s.DurationVar(&o.Timeout, "timeout", 30*time.Second, "longest `time` for one image")
	s.Var(&o.maxBytes, "max-bytes", "largest answer")
	s.Var(&o.memory, "memory", "bound on the memory for decoding")
	s.BoolVar(&o.IgnoreRobots, "ignore-robots", false, "do not ask robots.txt, pass over X-Robots-Tag; the log says so")
	s.BoolVar(&o.AllowPrivate, "allow-private", false, "follow links to this machine and to private networks")
	s.StringVar(&o.proxy, "proxy", "", "`address` of a proxy, http://HOST:PORT or socks5://HOST:PORT (the environment is not asked)")
	o.output.add(s)
	s.MarkHidden("verbose") // the log names everything
}

func (o *fetchOptions) finish(s *pflag.FlagSet) error {
	if o.dir == "" {
		return usageError{errors.New("name a folder for the images: -o DIR")}
	}
	for role := range o.columns {
		if role != "url" && role != "label" && role != "search" && role != "exclude" {
			return usageError{fmt.Errorf("--columns %s: want url, label, search or exclude", role)}
		}
	}
	for _, name := range []string{"max", "resize", "parallel", "per-host"} {
		if v, _ := s.GetInt(name); s.Changed(name) && v < 1 {
			return usageError{fmt.Errorf("--%s %d: want at least 1", name, v)}
		}
	}
	if o.Timeout <= 0 {
		return usageError{fmt.Errorf("--timeout %v: want a time", o.Timeout)}
	}
	if o.KeepOriginals && o.Resize == 0 {
		return usageError{errors.New("--keep-originals goes with --resize: without it, what is stored is the original")}
	}
	if o.proxy != "" {
		u, err := url.Parse(o.proxy)
		if err != nil {
			return usageError{fmt.Errorf("--proxy: %w", errors.Unwrap(err))}
		}
		o.Proxy = u
	}
	o.MaxBytes, o.Memory = int64(o.maxBytes), int64(o.memory)
	o.UserAgent = "bandprep/" + derive.ProgramVersion + " (+https://github.com/bandprep/bandprep)"
	if err := o.Validate(); err != nil {
		return usageError{err}
	}
	return nil
}

func runFetch(c *cobra.Command, o *fetchOptions, lists []string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	s := newSession(c, o.output)
	list, err := fetch.Read(lists, o.columns)
	if err != nil {
		return err
	}
	if list.Blank > 0 {
		s.notice(words.Count(list.Blank, "row has", "rows have") + " no link")
	}
	if list.Again > 0 {
		s.notice(words.Count(list.Again, "row repeats", "rows repeat") + " an earlier one")
	}
	if len(list.Entries) == 0 {
		return fmt.Errorf("no link in %s", strings.Join(lists, ", "))
	}
	if !s.output.quiet {
		o.Progress = newProgress(s.err)
	}
	if err := output.NoInput(filepath.Join(o.dir, fetch.LogName), inputFiles(lists, nil)); err != nil {
		return err
	}
	folder, err := output.NewFolder(o.dir, true)
	if err != nil {
		return err
	}
	defer folder.Close()
	r, err := fetch.Run(s.ctx, list, o.dir, o.Options)
	if err != nil {
		if s.ctx.Err() != nil {
			return errors.Join(errKept, err)
		}
		return err
	}
	if s.output.json {
		if err := output.WriteJSON(s.out, fetchDocument(r)); err != nil {
			return err
		}
	} else {
		printFetched(s.out, r, filepath.ToSlash(o.dir))
	}
	for _, n := range r.Notes {
		s.notice(n)
	}
	switch {
	case r.Images == 0:
		return fmt.Errorf("none of %s led to an image: %s/%s says why", words.Count(r.Links, "link", "links"), filepath.ToSlash(o.dir), fetch.LogName)
	case r.Failures() > 0:
		return errSkipped
	}
	return nil
}
