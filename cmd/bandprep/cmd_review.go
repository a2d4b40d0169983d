package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/grades"
	"github.com/bandprep/bandprep/pipeline/input"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/review"
)

func newReviewCommand() *cobra.Command {
	var o reviewOptions
	c := &cobra.Command{
		Use:   "review MANIFEST|INPUT…",
		Short: "Grade images by keyboard on a local page",
		Long: `review serves a page on this machine on which images are graded by keyboard:
1–9 grade, d marks for deletion, u takes back, ? shows all keys. Every key is
one line of a log beside the manifest, NAME.grades.jsonl (for images in the
current folder), before the page shows it as done; the images are not touched.
Whatever opens the manifest afterwards reads the log, and the next manifest
written holds grades, marks and labels.`,
		Example: "  bandprep review bandprep-out",
		Args:    needInputs("manifest or input"),
		RunE:    func(c *cobra.Command, args []string) error { return runReview(c, &o, args) },
	}
	o.add(c.Flags())
	return c
}

type reviewOptions struct {
	imageFlags
	grader, log  string
	losses, keys string
	mode         string
	port         uint16
	noBrowser    bool
	summary      bool
}

func (o *reviewOptions) add(s *pflag.FlagSet) {
	s.StringVar(&o.grader, "grader", "", "`name` of who grades, where several do")
	s.StringVar(&o.log, "log", "", "`file` of the log of grades (default: NAME.grades.jsonl beside the manifest, for images in the current folder)")
	s.StringVar(&o.losses, "losses", "", "`CSV` of a trained model with columns path, loss, predicted, probability: the largest losses come first")
	s.StringVar(&o.keys, "keys", "", "`keys` that give labels after l, as cat=c,dog=d")
	s.StringVar(&o.mode, "mode", "grade", "`grade|label`: in label mode the keys of --keys act at once, those of grades and views not at all")
	s.Uint16Var(&o.port, "port", 0, "`port` of the page (default: any that is free)")
	s.BoolVar(&o.noBrowser, "no-browser", false, "print the link only")
	s.BoolVar(&o.summary, "summary", false, "print what was graded, how far graders agree and how fast they were, and end")
	o.imageFlags.add(s)
	for _, name := range []string{"scale", "ddof"} { // nothing of them is shown
		s.MarkHidden(name)
	}
}

func runReview(c *cobra.Command, o *reviewOptions, inputs []string) error {
	if err := o.finish(c.Flags()); err != nil {
		return err
	}
	if o.log == "" {
		o.log = input.Grades(inputs)
	}
	s := newSession(c, o.output)
	if o.summary {
		return s.reviewSummary(o.log)
	}
	var keys []review.Key
	if o.keys != "" {
		var err error
		if keys, err = review.ParseKeys(o.keys); err != nil {
			return usageError{fmt.Errorf("--keys: %w", err)}
		}
	}
	if o.mode != "grade" && o.mode != "label" {
		return usageError{fmt.Errorf("--mode %q: want grade or label", o.mode)}
	}
	if err := review.CheckKeys(keys, o.mode == "label"); err != nil {
		return usageError{fmt.Errorf("--keys: %w", err)}
	}
	losses, err := readLosses(o.losses)
	if err != nil {
		return err
	}
	o.in.NoGrades = true
	in, err := s.openTable(c.Flags(), "grader log losses keys mode port no-browser summary", &o.imageFlags, inputs)
	if err != nil {
		return err
	}
	t, err := in.Table(s.ctx, nil)
	if err != nil {
		return s.failed(t, err)
	}
	defer t.Close()
	log, err := grades.Open(o.log)
	if err != nil {
		return fmt.Errorf("%w; --log names another file", err)
	}
	defer log.Close()
	ro := review.Options{
		Name: strings.Join(inputs, ", "), Input: in, Table: t, Log: log, Grader: o.grader, Keys: keys, LabelMode: o.mode == "label",
		Losses: losses, Next: goOn(in, inputs, o.log), Workers: o.in.Images.Workers,
	}
	if ro.Model, err = modelOf(t); err != nil {
		return err
	}
	server, err := review.New(ro)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(o.port))))
	if err != nil {
		return fmt.Errorf("--port %d: %w", o.port, err)
	}
	if !o.output.json {
		s.told(t, nil)
	}
	skipped := s.skipped(t)
	err = server.Serve(s.ctx, l, func(link string) {
		fmt.Fprintf(s.out, "%s to review; grades go to %s\nopen %s\n", words.Count(t.Rows.Len(), "image", "images"), oneLine(o.log), link)
		s.openBrowser(link, l.Addr().(*net.TCPAddr).Port, o.noBrowser)
		s.notice("Ctrl-C ends; nothing is lost by it")
	})
	if err != nil {
		return err
	}
	for _, text := range ro.Next {
		s.notice("go on: " + text)
	}
	return skipped
}

func readLosses(name string) ([]review.Loss, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := review.ReadLosses(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return list, nil
}

// modelOf returns the model that the manifest of a table holds, or nil.
func modelOf(t *table.Table) (*pca.Model, error) {
	text, ok := t.Documents[manifest.KeyPCA]
	if !ok {
		return nil, nil
	}
	m, err := pca.Read(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("metadata %s: %w", manifest.KeyPCA, err)
	}
	return m, nil
}

// goOn returns the commands that use the grades.
func goOn(in *pipeline.Input, inputs []string, log string) []string {
	names := make([]string, len(inputs))
	for i, name := range inputs {
		names[i] = shellWord(name)
	}
	all := strings.Join(names, " ")
	summary := "bandprep review --summary " + all
	usual := log == input.Grades(inputs)
	if !usual {
		return []string{summary + " --log " + shellWord(log)}
	}
	if in.IsManifest() {
		return []string{"bandprep split " + all + " -o graded.arrow", "bandprep export graded.arrow --to csv -o graded.csv", summary}
	}
	return []string{"bandprep run " + all, summary}
}

// shellWord quotes a word for a shell where it has to be.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./,:=@+", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// openBrowser opens the link, or says how to get to it from another machine.
func (s *session) openBrowser(link string, port int, no bool) {
	display := runtime.GOOS == "darwin" || runtime.GOOS == "windows" || os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
	if !display {
		host, err := os.Hostname()
		if err != nil {
			host = "HOST"
		}
		s.notice(fmt.Sprintf("from another machine: ssh -L %d:127.0.0.1:%d %s, then open the link there", port, port, host))
	}
	if no || !display {
		return
	}
	name, args := "xdg-open", []string{link}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", link}
	}
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil {
		s.notice("no browser could be opened; open the link by hand")
		return
	}
	cmd.Process.Release()
}
