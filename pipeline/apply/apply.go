package apply

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
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// RowWriter writes an image while its rows come in, top to bottom, in blocks
// of full width. Close finishes the image, not the file.
type RowWriter interface {
	Write(*raster.Block) error
	Close() error
}

// Creator starts an image in a format ("tiff", "png", …), see raster/codec.
type Creator func(w io.WriteSeeker, format string, h raster.Header, workers int) (RowWriter, error)

// Options say how images are written.
type Options struct {
	Create Creator
	// Chain is what happens to every image.
	Chain transforms.Chain
	// Table, where set, has the rows of the images: they tell which of them have
	// samples that are no data, which is then declared in what is written.
	Table *table.Table
	// Format is the format of the output; empty: PNG where it loses nothing,
	// NumPy arrays where other programs read no such TIFF, else TIFF.
	Format string
	// ByClass puts images into SPLIT/LABEL/NAME; else the path of the id is
	// kept.
	ByClass bool
	// Upright turns images as their EXIF orientation says, first.
	Upright bool
	// Resume keeps outputs that are there: each was written whole.
	Resume bool
	// Overwrite replaces files of other content; else they end the work.
	Overwrite bool
	// Shards puts so many images each into tar files (WebDataset); 0: files.
	Shards int
	// Monitor, where set, sees what goes in and what comes out.
	Monitor *Monitor
}

// Applied says what was written.
type Applied struct {
	Items   []Item // in the order of their ids
	Written int    // of them, in this run; the others were kept
	Skipped []table.Skipped
	// Begun says that an output lies in the folder, if only one that work
	// which was cut short did not come to list.
	Begun bool
	// Turned is how many were turned upright, as Example.
	Turned  int
	Example string

	declared declared
	without  unlabelled // images without a label raster, where others have one
	bands    []string   // of what was written
	axes     string     // of arrays, as bandprep would not guess them
}

// Item is an image that was written.
type Item struct {
	Image *imageset.Image
	Path  string // below the output folder, slash-separated; of a shard SHARD#MEMBER
	Label string // of its label raster, or ""
}

// Apply writes every image of the set, changed by the chain, below dir. Each
// file is written whole or not at all. Images that cannot be read are skipped
// and listed; failing to write ends the work. What was written until then
// is returned in any case.
func Apply(ctx context.Context, set *imageset.Set, dir string, a Options) (*Applied, error) {
	o := set.Options()
	w := &applier{set: set, dir: dir, a: a, o: o}
	list, err := w.outputs()
	if err != nil {
		return new(Applied), err
	}
	o.Progress.Start("writing", len(list), 0)
	defer o.Progress.Finish()
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
		err = imageset.ErrNoImages
	}
	return &w.done, err
}

// applier is one call of Apply.
type applier struct {
	set  *imageset.Set
	dir  string
	a    Options
	o    imageset.Options // of the set
	done Applied

	labelled bool              // images have label rasters, which are written, too
	knows    bool              // classes is known
	classes  raster.SampleType // of the label rasters

	begun atomic.Bool
}

// files writes every output as a file of its own.
func (w *applier) files(ctx context.Context, list []target) error {
	for r := range w.each(ctx, list, func(ctx context.Context, out *target, workers int) written {
		name := filepath.Join(w.dir, filepath.FromSlash(out.path))
		if w.a.Resume {
			if isFile(name) && (out.label == "" || isFile(filepath.Join(w.dir, filepath.FromSlash(out.label)))) {
				w.begun.Store(true)
				return written{target: out, kept: true}
			}
		}
		var h raster.Header
		err := w.create(out.path, func(f *os.File) (err error) {
			h, err = w.encode(ctx, out, f, workers)
			return err
		})
		if err == nil && out.label != "" {
			err = w.create(out.label, func(f *os.File) error { return w.encodeClasses(ctx, out, &h, f, workers) })
		}
		if err == nil {
			w.begun.Store(true)
		}
		return written{target: out, err: err}
	}) {
		if err := w.note(ctx, &r, r.target.path); err != nil {
			return err
		}
	}
	return nil
}

// written is the result of writing one image.
type written struct {
	*target
	kept bool
	data []byte // of a shard's member
	more []byte // of its label raster
	err  error
}

// note counts what was written, or skips an image that could not be read.
func (w *applier) note(ctx context.Context, r *written, path string) error {
	w.o.Progress.Done(0)
	switch {
	case r.err == nil:
		w.done.Items = append(w.done.Items, Item{r.image, path, r.label})
		if w.a.turns(w.set, r.image) {
			if w.done.Turned++; w.done.Example == "" {
				w.done.Example = r.image.ID
			}
		}
		if !r.kept {
			w.done.Written++
		}
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(r.err, new(readError)) && !w.o.Strict:
		w.done.skip(r.image, r.err)
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
func (w *applier) each(ctx context.Context, list []target, one func(context.Context, *target, int) written) iter.Seq[written] {
	return func(yield func(written) bool) {
		for len(list) > 0 {
			n := slices.IndexFunc(list, func(o target) bool { return large(w.set, o.image) })
			if n < 0 {
				n = len(list)
			}
			if n == 0 {
				if ctx.Err() != nil || !yield(one(ctx, &list[0], w.o.Workers)) {
					return
				}
				list = list[1:]
				continue
			}
			small := list[:n]
			list = list[n:]
			pointers := func(yield func(*target) bool) {
				for i := range small {
					if !yield(&small[i]) {
						return
					}
				}
			}
			for r := range ordered.Map(ctx, w.o.Workers, pointers, func(ctx context.Context, out *target) written {
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

// chainFor returns the chain for an image.
func (a *Options) chainFor(set *imageset.Set, im *imageset.Image) transforms.Chain {
	if a.turns(set, im) {
		return append(transforms.Chain{transforms.Orient{}}, a.Chain...)
	}
	return a.Chain
}

// turns reports whether an image is turned upright.
func (a *Options) turns(set *imageset.Set, im *imageset.Image) bool {
	return a.Upright && set.Layouts[im.Layout].Header.Orientation > 1
}

// largeSamples is the size from which an image is written by all workers.
const largeSamples = 1 << 24

func large(set *imageset.Set, im *imageset.Image) bool {
	return int64(im.Width)*int64(im.Height)*int64(len(set.Layouts[im.Layout].Header.Bands)) > largeSamples
}

// skip notes an image that cannot be read.
func (d *Applied) skip(im *imageset.Image, err error) {
	d.Skipped = append(d.Skipped, measure.Skipped(im.Path, err))
}
