// Command bandprep computes normalization constants, PCA, splits and a
// manifest for a dataset of images. See bandprep --help.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/bandprep/bandprep/internal/output"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(33) // millions of items are the only large heap, and they stay
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() { time.AfterFunc(grace, abandon) })
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// grace is how long work may take to end in good order once the program was
// interrupted. What waits for a pipe, or for the rest of a huge block, does not.
const grace = 700 * time.Millisecond

// abandon ends the program while work goes on, without its temporary files.
func abandon() {
	output.Forsake()
	what := "nothing was written"
	if output.Committed() {
		what = "files that were written whole are kept"
	}
	fmt.Fprintln(os.Stderr, "bandprep: interrupted; "+what)
	os.Exit(exitInterrupted)
}

// The exit statuses, as the help states them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitSkipped     = 3
	exitFound       = 4
	exitInterrupted = 130
)

// usageError is an error in the words of the command line.
type usageError struct{ error }

// errSkipped says that the work is done but for some images.
var errSkipped = errors.New("some images were skipped")

// errKept says that an interrupted run leaves images, each written whole.
var errKept = errors.New("what was written is kept")

// run is the program: arguments to exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	out := &checkedWriter{w: stdout}
	root := newRoot(out, stderr)
	root.SetArgs(args)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd(args...)
	called, err := findCommand(root, args)
	if err == nil {
		err = wrongCondition(root.ExecuteContext(ctx))
	}
	if out.err != nil {
		err = fmt.Errorf("standard output: %w", out.err)
	}
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errSkipped):
		return exitSkipped
	case errors.Is(err, errFound):
		return exitFound
	case ctx.Err() != nil && errors.Is(err, errKept):
		fmt.Fprintln(stderr, "bandprep: interrupted; images that were written whole are kept: give the same command again")
		return exitInterrupted
	case ctx.Err() != nil && errors.Is(err, errPaused):
		fmt.Fprintln(stderr, "bandprep: interrupted; what was measured is kept: give the same command again")
		return exitInterrupted
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "bandprep: interrupted; nothing was written")
		return exitInterrupted
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "bandprep: %s\nSee %s --help\n", printable(err.Error()), called.CommandPath())
		return exitUsage
	}
	fmt.Fprintf(stderr, "bandprep: %s\n", printable(err.Error()))
	return exitFailed
}
