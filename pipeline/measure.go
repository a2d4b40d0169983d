package pipeline

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Measured is what one pass over the pixels of an image gave.
type Measured struct {
	Image        *Image
	Moments      stats.Moments
	Classes      []ClassMoments // by mask class; only with [Masks.PerClass]
	Distribution Distribution   // only with [Options.Percentiles]
	Hash         [16]byte       // XXH3-128 of the file's bytes
	PHash        []byte         // nil where the image has no structure
	Err          error          // the image is damaged: nothing else is set
}

// taskSamples is the size from which an image is read in several tasks.
const taskSamples = 1 << 24

// taskWeight is how many samples a worker reads at least before it hands
// results over; opening a file counts as fileWeight samples, and as earlyWeight
// the unpacking of what was measured ahead, so that batches stay small.
const (
	taskWeight  = 1 << 18
	fileWeight  = 1 << 12
	earlyWeight = 1 << 12
)

// weight is the number of samples that a task reads, about.
func (m *measurer) weight(t task) int {
	if t.source != nil || t.err != nil {
		return taskWeight
	}
	if m.set.Images.of.early.get(t.image.at) != 0 {
		return earlyWeight
	}
	samples := int64(t.image.Width) * int64(t.image.Height) * int64(len(m.set.Forms[t.image.Form].Header.Bands))
	return int(min(samples+fileWeight, taskWeight))
}

// Measure reads every pixel of the images once and yields one result per
// image, in the order given. A damaged image yields an Err and does not stop
// the pass; the error of the sequence is that of ctx, and comes last. The
// result depends neither on workers nor on how images are cut into tasks.
func Measure(ctx context.Context, s *Set, images Images, o Options) iter.Seq2[Measured, error] {
	return func(yield func(Measured, error) bool) {
		m := newMeasurer(s, o)
		var bytes int64
		for i := range images.Len() {
			bytes += images.record(i).bytes
		}
		o.progress().Start("images", images.Len(), bytes)
		defer o.progress().Finish()
		defer m.closeAll()
		var item partial
		first, sum := true, newSceneSum()
		for p := range ordered.Batched(ctx, o.workers(), taskWeight, m.tasks(ctx, images), m.weight, m.run) {
			switch {
			case p.chips.Len() > 0:
				sum.add(&p, m)
			case first:
				item = p
			default:
				item.merge(&p, m)
			}
			first = p.last
			if !p.last {
				continue
			}
			if p.source != nil {
				m.close(p.source)
			}
			if p.closes {
				m.close(p.pages)
			}
			o.progress().Done(p.image.Bytes)
			more := true
			if p.chips.Len() > 0 {
				more = sum.results(p.image, m, yield)
				sum = newSceneSum()
			} else {
				r := item.done
				if r == nil {
					r = m.finish(&item)
				}
				r.Hash = m.hashOf(&item)
				more = yield(*r, nil)
			}
			if !more {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(Measured{}, err)
		}
	}
}

// task is one unit of work: a whole image, or one window of an opened one.
type task struct {
	image  *Image
	chips  Images        // of one image, where it is cut; then image is the first
	source raster.Source // nil: the worker opens the image
	pages  raster.Paged  // the file that the image is a page of, or nil
	window raster.Window
	hash   bool // hash the file's bytes
	coarse bool // bands of a stack that have a coarser grid of their own
	last   bool // of its image
	closes bool // the last page: the file is not needed any more
	err    error
}

// partial is the result of a task.
type partial struct {
	task
	acc     *stats.Accumulator
	classes map[float64]*stats.Accumulator // by mask class
	print   *print
	parts   []chipPart
	done    *Measured                  // the whole image, rounded on the worker
	own     map[int]*stats.Accumulator // of coarse bands, over their own samples
	hash    [16]byte
	err     error
}

// tasks yields the work in the order of the images. Large images are opened
// here, once; their windows share the source.
func (m *measurer) tasks(ctx context.Context, images Images) iter.Seq[task] {
	return func(yield func(task) bool) {
		single := 0 // images before it are opened one by one
		for i := 0; i < images.Len(); i++ {
			im, rest := images.At(i), images.slice(i, images.Len())
			if n := scene(im, rest); n > 0 {
				if !m.sceneTasks(rest.slice(0, n), yield) {
					return
				}
				i += n - 1
				continue
			}
			if i >= single {
				n := pagesOf(im, rest)
				single = i + n
				more, done := m.pageTasks(rest.slice(0, n), yield)
				if !more {
					return
				}
				if done {
					i += n - 1
					continue
				}
			}
			samples := int64(im.Width) * int64(im.Height) * int64(len(m.set.Forms[im.Form].Header.Bands))
			if samples <= taskSamples {
				if !yield(task{image: im, hash: true, last: true}) {
					return
				}
				continue
			}
			if !m.largeTasks(im, yield) {
				return
			}
		}
	}
}

func (m *measurer) largeTasks(im *Image, yield func(task) bool) bool {
	src, err := m.set.open(im, m.o, 1)
	if err != nil {
		return yield(task{image: im, last: true, err: err})
	}
	m.keep(src)
	windows := windows(src)
	if m.hashes(im) && !yield(task{image: im, source: src, hash: true}) {
		return false
	}
	coarse := m.coarse(im)
	for i, w := range windows {
		if !yield(task{image: im, source: src, window: w, last: i == len(windows)-1 && !coarse}) {
			return false
		}
	}
	return !coarse || yield(task{image: im, source: src, coarse: true, last: true})
}

// run does one task on a worker.
func (m *measurer) run(ctx context.Context, t task) partial {
	p := partial{task: t, err: t.err}
	switch {
	case p.err != nil:
	case t.source == nil:
		if p.done = m.early(t.image); p.done != nil {
			p.hash = p.done.Hash
			break
		}
		m.whole(ctx, &p)
		p.done = m.finish(&p)
	case t.hash:
		p.hash, p.err = hashFile(ctx, t.image)
	case t.coarse:
		p.err = m.readCoarse(ctx, &p)
	case t.chips.Len() > 0:
		p.err = m.readChips(ctx, &p)
	default:
		p.err = m.read(ctx, t.source, t.window, &p)
	}
	return p
}

// merge adds the next partial result of the same image.
func (p *partial) merge(next *partial, m *measurer) {
	p.mergeClasses(next, m)
	switch {
	case p.err != nil:
	case next.err != nil:
		p.err = next.err
	case next.own != nil:
		p.own = next.own
	case p.acc == nil:
		p.acc, p.print, next.acc = next.acc, next.print, nil
	case next.acc != nil:
		p.acc.Merge(next.acc)
		p.print.merge(next.print)
	}
	if next.acc != nil {
		m.free(next.image, next.acc)
	}
}

// finish rounds what was collected and gives the accumulator back.
func (m *measurer) finish(p *partial) *Measured {
	r := &Measured{Image: p.image, Err: p.err}
	if p.err == nil {
		r.Moments = p.acc.Moments()
		r.Classes = p.classMoments(m)
		setOwn(&r.Moments, p.own)
		r.Distribution = m.distribution(p.acc)
		r.PHash = p.print.sum()
	}
	if p.acc != nil {
		m.free(p.image, p.acc)
	}
	return r
}

// hashOf returns the content hash; the pages of one file share it.
func (m *measurer) hashOf(p *partial) [16]byte {
	if p.image.Page == 0 || p.hash != [16]byte{} {
		if p.image.Paged {
			m.pageHash[p.image.Path] = p.hash
		}
		return p.hash
	}
	return m.pageHash[p.image.Path]
}

func (m *measurer) hashes(im *Image) bool { return !m.o.NoFingerprints && im.Page == 0 }

// errEnough ends a pass before all images have been read.
var errEnough = errors.New("enough images were read")

// MeasureAll measures all images of the set and hands the results of the good
// ones to use; damaged ones go to s.Skipped, or end the run where o.Strict is set.
func MeasureAll(ctx context.Context, s *Set, o Options, use func(Measured) error) error {
	for r, err := range Measure(ctx, s, s.Images, o) {
		if err != nil {
			return err
		}
		if r.Err != nil {
			if o.Strict {
				return fmt.Errorf("%s: %w", r.Image.ID, r.Err)
			}
			s.skip(r.Image, r.Err)
			continue
		}
		if err := use(r); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}
