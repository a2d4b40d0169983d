package measure

import (
	"context"
	"iter"
	"sync"

	"github.com/bandprep/bandprep/internal/budget"
	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/internal/pool"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
)

// pass reads every pixel of some images once. S collects the samples of an
// image, or of a chip of one, on a worker; R is what comes of it.
type pass[S, R any] struct {
	set    *imageset.Set
	title  string // for progress
	hashes bool   // hash the bytes of files

	due   func() bool // where set, ends the pass before the next image
	begun int         // how many images were read when it ended

	// over, where set, lays something over an opened image, which it takes over.
	over func(src raster.Source, im *imageset.Image) (raster.Source, error)
	// make returns an empty S for the window w of an image with header h.
	make func(im *imageset.Image, h *raster.Header, w raster.Window) S
	// add counts a block; it is not kept.
	add func(s S, b *raster.Block)
	// read, where set, reads a window of a source in place of add.
	read func(ctx context.Context, s S, src raster.Source, w raster.Window) error
	// merge adds next, which is not used any more; order is that of tasks.
	merge func(s, next S)
	// finish makes the result; s is not used any more.
	finish func(im *imageset.Image, s S) R
	// learn, where set, sees what became of an image, or of a chip of one, as soon
	// as that is known: of chips before their scene was read to its end.
	learn func(*result[R])
	// early, where set, returns a result without reading the image.
	early func(im *imageset.Image) (r R, hash [16]byte, ok bool)

	blocks   pool.Pool[raster.Block]
	buffers  pool.Pool[[]byte]
	pageHash map[string][16]byte // of files of several images

	// work is the memory for what workers read, held that for images that
	// several tasks share. They are apart, so that neither waits for the other.
	work, held *budget.Bytes

	mu      sync.Mutex
	sources map[raster.Source]func() // open, shared by tasks; gives back what it holds
}

// result is what became of one image.
type result[R any] struct {
	image *imageset.Image
	value R
	hash  [16]byte // of the file's bytes
	err   error    // the image is damaged: there is no value
}

// partial is the result of a task.
type partial[S, R any] struct {
	task
	s     S
	has   bool // s is there
	parts []chipPart[S]
	done  *result[R] // of the whole image, finished on the worker
	hash  [16]byte
	err   error
}

// run yields one result per image, in the order given. A damaged image does not
// stop the pass; the error of the sequence is that of ctx, and comes last.
func (m *pass[S, R]) run(ctx context.Context, images imageset.Images) iter.Seq2[result[R], error] {
	m.sources, m.pageHash = make(map[raster.Source]func()), make(map[string][16]byte)
	o := m.set.Options()
	m.work, m.held = budget.New(o.Memory()/2), budget.New(o.Memory()/2)
	return func(yield func(result[R], error) bool) {
		var bytes int64
		for i := range images.Len() {
			bytes += images.Bytes(i)
		}
		o.Progress.Start(m.title, images.Len(), bytes)
		defer o.Progress.Finish()
		defer m.closeAll()
		var item partial[S, R]
		first, scene := true, newScene[S, R]()
		for p := range ordered.Batched(ctx, o.Workers, taskWeight, m.tasks(ctx, images), m.weight, m.do) {
			switch {
			case p.chips.Len() > 0:
				scene.add(&p, m)
			case first:
				item = p
			default:
				m.join(&item, &p)
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
			o.Progress.Done(p.image.Bytes)
			more := true
			if p.chips.Len() > 0 {
				more = scene.yield(p.image, yield)
				scene = newScene[S, R]()
			} else {
				r := item.done
				if r == nil {
					r = m.result(&item)
				}
				r.hash = m.hashOf(&item)
				if m.learn != nil {
					m.learn(r)
				}
				more = yield(*r, nil)
			}
			if !more {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(result[R]{}, err)
		}
	}
}

// do does one task on a worker.
func (m *pass[S, R]) do(ctx context.Context, t task) partial[S, R] {
	p := partial[S, R]{task: t, err: t.err}
	switch {
	case p.err != nil:
	case t.source == nil:
		if m.early != nil {
			if r, hash, ok := m.early(t.image); ok {
				p.done, p.hash = &result[R]{image: t.image, value: r}, hash
				break
			}
		}
		release, err := m.work.Take(ctx, m.cost(&t))
		if err != nil {
			p.err = err
			break
		}
		m.whole(ctx, &p)
		release()
		p.done = m.result(&p)
	case t.hash:
		release, err := m.work.Take(ctx, t.image.Unpacked())
		if err != nil {
			p.err = err
			break
		}
		p.hash, p.err = HashItem(ctx, t.image.Item)
		release()
	default:
		release, err := m.work.Take(ctx, m.cost(&t))
		if err != nil {
			p.err = err
			break
		}
		if t.chips.Len() > 0 {
			p.err = m.readChips(ctx, &p)
		} else {
			p.err = m.readWindow(ctx, t.source, t.window, &p)
		}
		release()
	}
	return p
}

// join adds the next partial result of the same image.
func (m *pass[S, R]) join(p, next *partial[S, R]) {
	switch {
	case p.err != nil:
	case next.err != nil:
		p.err = next.err
	case next.has && p.has:
		m.merge(p.s, next.s)
	case next.has:
		p.s, p.has = next.s, true
	}
}

// result finishes what was collected of an image.
func (m *pass[S, R]) result(p *partial[S, R]) *result[R] {
	o := m.set.Options()
	r := &result[R]{image: p.image, err: o.Refused(p.err)}
	if p.err == nil && p.has {
		r.value = m.finish(p.image, p.s)
	}
	return r
}

// collect returns what the partial result collects into.
func (m *pass[S, R]) collect(p *partial[S, R], h *raster.Header) S {
	if !p.has {
		p.s, p.has = m.make(p.image, h, h.Window()), true
	}
	return p.s
}

// readWindow adds the samples of one window to p.
func (m *pass[S, R]) readWindow(ctx context.Context, src raster.Source, w raster.Window, p *partial[S, R]) error {
	h := src.Header()
	s := m.collect(p, &h)
	if m.read != nil {
		return m.read(ctx, s, src, w)
	}
	b := m.blocks.Get()
	defer m.blocks.Put(b)
	return raster.Each(ctx, src, w, b, func(b *raster.Block) error {
		m.add(s, b)
		return ctx.Err()
	})
}

// keep notes a source that several tasks share, once there is memory for what it
// keeps between them: two blocks, which are all of an image that is one block, and
// what its file takes. It reports whether there is some before ctx ends.
func (m *pass[S, R]) keep(ctx context.Context, s raster.Source, file int64) bool {
	h := s.Header()
	w, rows := min(h.BlockW, h.Width), min(2*h.BlockH, h.Height)
	release, err := m.held.Take(ctx, int64(w)*int64(rows)*int64(len(h.Bands))*storageBytes(h.Type)+file)
	if err != nil {
		s.Close()
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sources[s] = release
	return true
}

func (m *pass[S, R]) close(s raster.Source) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if release := m.sources[s]; release != nil {
		delete(m.sources, s)
		s.Close()
		release()
	}
}

// closeAll closes what an interrupted pass left open. No task runs any more.
func (m *pass[S, R]) closeAll() {
	for s := range m.sources {
		m.close(s)
	}
}
