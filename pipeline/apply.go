package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// RowWriter writes an image while its rows come in, top to bottom, in blocks
// of full width. Close finishes the image, not the file.
type RowWriter interface {
	Write(*raster.Block) error
	Close() error
}

// Output is where an image is written to.
type Output = io.WriteSeeker

// Creator starts an image in a format ("tiff", "png", …), see raster/codec.
type Creator func(w Output, format string, h raster.Header, workers int) (RowWriter, error)

// ApplyOptions say how images are written.
type ApplyOptions struct {
	Create Creator
	// Chain is what happens to every image.
	Chain transforms.Chain
	// Format is the format of the output; empty: PNG where it loses nothing,
	// else TIFF.
	Format string
	// ByClass puts images into SPLIT/LABEL/NAME; else the path of the id is
	// kept.
	ByClass bool
	// Upright turns images as their EXIF orientation says, first.
	Upright bool
	// Resume keeps outputs that are there: each was written whole.
	Resume bool
	// Shards puts so many images each into tar files (WebDataset); 0: files.
	Shards int
	// Monitor, where set, sees what goes in and what comes out.
	Monitor *Monitor
}

// Applied says what was written.
type Applied struct {
	Items   []AppliedItem // in the order of their ids
	Written int           // of them, in this run; the others were kept
	// Begun says that an output lies in the folder, if only one that work
	// which was cut short did not come to list.
	Begun bool
}

// AppliedItem is an image that was written.
type AppliedItem struct {
	Image *Image
	Path  string // below the output folder, slash-separated; of a shard SHARD#MEMBER
}

// Apply writes every image of the set, changed by the chain, below dir. Each
// file is written whole or not at all. Images that cannot be read are skipped
// and listed in s; failing to write ends the work. What was written until then
// is returned in any case.
func Apply(ctx context.Context, s *Set, dir string, a ApplyOptions, o Options) (*Applied, error) {
	s.NameBands()
	list, err := s.outputs(&a)
	if err != nil {
		return new(Applied), err
	}
	w := &applier{set: s, dir: dir, a: a, o: o}
	o.progress().Start("writing", len(list), 0)
	defer o.progress().Finish()
	if a.Shards > 0 {
		err = w.shards(ctx, list)
	} else {
		err = w.files(ctx, list)
	}
	w.done.Begun = w.begun.Load() || len(w.done.Items) > 0
	if err == nil {
		err = ctx.Err()
	}
	if err == nil && len(w.done.Items) == 0 {
		err = ErrNoImages
	}
	return &w.done, err
}

// applier is one call of Apply.
type applier struct {
	set  *Set
	dir  string
	a    ApplyOptions
	o    Options
	done Applied

	begun atomic.Bool
}

// files writes every output as a file of its own.
func (w *applier) files(ctx context.Context, list []output) error {
	for r := range w.each(ctx, list, func(ctx context.Context, out *output, workers int) written {
		name := filepath.Join(w.dir, filepath.FromSlash(out.path))
		if w.a.Resume {
			if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
				w.begun.Store(true)
				return written{output: out, kept: true}
			}
		}
		err := os.MkdirAll(filepath.Dir(name), 0o755)
		if err == nil {
			err = WriteFile(name, func(f *os.File) error { return w.encode(ctx, out, f, workers) })
		}
		if err == nil {
			w.begun.Store(true)
		}
		return written{output: out, err: err}
	}) {
		if err := w.note(ctx, &r, r.output.path); err != nil {
			return err
		}
	}
	return nil
}

// written is the result of writing one image.
type written struct {
	*output
	kept bool
	data []byte // of a shard's member
	err  error
}

// note counts what was written, or skips an image that could not be read.
func (w *applier) note(ctx context.Context, r *written, path string) error {
	w.o.progress().Done(0)
	switch {
	case r.err == nil:
		w.done.Items = append(w.done.Items, AppliedItem{r.image, path})
		if !r.kept {
			w.done.Written++
		}
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(r.err, new(readError)) && raster.IsTyped(r.err) && !w.o.Strict:
		w.set.skip(r.image, r.err)
	default:
		return fmt.Errorf("%s: %w", r.image.ID, r.err)
	}
	return nil
}

// readError tells errors of an image that is read from those of the output.
type readError struct{ error }

func (e readError) Unwrap() error { return e.error }

// each calls one for every output and yields the results in order. Small
// images are worked on side by side, a large one by all goroutines.
func (w *applier) each(ctx context.Context, list []output, one func(context.Context, *output, int) written) iter.Seq[written] {
	return func(yield func(written) bool) {
		for len(list) > 0 {
			n := slices.IndexFunc(list, func(o output) bool { return w.set.large(o.image) })
			if n < 0 {
				n = len(list)
			}
			if n == 0 {
				if ctx.Err() != nil || !yield(one(ctx, &list[0], w.o.workers())) {
					return
				}
				list = list[1:]
				continue
			}
			small := list[:n]
			list = list[n:]
			pointers := func(yield func(*output) bool) {
				for i := range small {
					if !yield(&small[i]) {
						return
					}
				}
			}
			for r := range ordered.Map(ctx, w.o.workers(), pointers, func(ctx context.Context, out *output) written {
				return one(ctx, out, 1)
			}) {
				if !yield(r) {
					return
				}
			}
			if ctx.Err() != nil {
				return
			}
		}
	}
}

// encode writes one image.
func (w *applier) encode(ctx context.Context, o *output, to Output, workers int) error {
	src, err := w.set.openAlike(o.image, w.o)
	if err != nil {
		return readError{err}
	}
	src = w.a.Monitor.in(src, w.set.large(o.image))
	out, err := w.a.chainFor(w.set, o.image).Open(src)
	if err != nil {
		src.Close()
		return err
	}
	defer out.Close()
	h := out.Header()
	rows, err := w.a.Create(to, o.format, h, workers)
	if err != nil {
		return err
	}
	sums := w.a.Monitor.out(&h)
	if err := writeRows(ctx, out, workers, rows, sums); err != nil {
		rows.Close()
		return err
	}
	if err := rows.Close(); err != nil {
		return err
	}
	return w.a.Monitor.finish(o.image, src, &h, sums)
}

// chainFor returns the chain for an image.
func (a *ApplyOptions) chainFor(s *Set, im *Image) transforms.Chain {
	if h := &s.Forms[im.Form].Header; a.Upright && h.Orientation > 1 {
		return append(transforms.Chain{transforms.Orient{}}, a.Chain...)
	}
	return a.Chain
}
