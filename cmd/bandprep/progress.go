package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/bandprep/bandprep/pipeline/imageset"
)

// newProgress returns a bar with rate and time left on a terminal, and a quiet
// line now and then elsewhere.
func newProgress(w io.Writer) imageset.Progress {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return &bar{w: w}
	}
	return &lines{w: w}
}

// bar draws a progress bar.
type bar struct {
	w   io.Writer
	bar *progressbar.ProgressBar
}

func (b *bar) Start(what string, images int, _ int64) {
	b.bar = progressbar.NewOptions(images,
		progressbar.OptionSetWriter(b.w),
		progressbar.OptionSetDescription(what),
		progressbar.OptionSetWidth(20), // the line fits 80 columns
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("images"),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
}

func (b *bar) Done(int64) { b.bar.Add(1) }

func (b *bar) Finish() { b.bar.Finish() }

// lines writes a line every so often, so that a log shows that work goes on.
type lines struct {
	w      io.Writer
	what   string
	images int
	done   int
	last   time.Time
}

const lineEvery = 10 * time.Second

func (l *lines) Start(what string, images int, _ int64) {
	l.what, l.images, l.done, l.last = what, images, 0, time.Now()
}

func (l *lines) Done(int64) {
	l.done++
	if now := time.Now(); now.Sub(l.last) >= lineEvery {
		l.last = now
		fmt.Fprintf(l.w, "%s: %d of %d\n", l.what, l.done, l.images)
	}
}

func (l *lines) Finish() {}
