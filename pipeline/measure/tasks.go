package measure

import (
	"context"
	"iter"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
)

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

// task is one unit of work: a whole image, or one window of an opened one.
type task struct {
	image  *imageset.Image
	chips  imageset.Images // of one image, where it is cut; then image is the first
	source raster.Source   // nil: the worker opens the image
	pages  raster.Paged    // the file that the image is a page of, or nil
	window raster.Window
	hash   bool // hash the file's bytes
	last   bool // of its image
	closes bool // the last page: the file is not needed any more
	err    error
}

// samples is the number of stored samples of an image.
func (m *pass[S, R]) samples(im *imageset.Image) int64 {
	return int64(im.Width) * int64(im.Height) * int64(len(m.set.Layouts[im.Layout].Header.Bands))
}

// bytes is what an image takes in memory where it is decoded whole, about.
func (m *pass[S, R]) bytes(im *imageset.Image) int64 {
	return m.samples(im) * storageBytes(m.set.Layouts[im.Layout].Type)
}

// cost is the memory that a task takes, about: the bytes of a small file, its
// samples decoded, and the block of them that is measured.
func (m *pass[S, R]) cost(t *task) int64 {
	if t.source == nil {
		return 2*m.bytes(t.image) + min(t.image.Bytes, wholeFile) + t.image.Unpacked()
	}
	h := t.source.Header()
	return 2 * int64(t.window.W) * int64(t.window.H) * int64(len(h.Bands)) * storageBytes(h.Type)
}

// storageBytes is what a sample takes in a block.
func storageBytes(t raster.SampleType) int64 {
	switch t.Storage() {
	case raster.StoreU8:
		return 1
	case raster.StoreU16:
		return 2
	}
	return 8
}

// weight is the number of samples that a task reads, about.
func (m *pass[S, R]) weight(t task) int {
	if t.source != nil || t.err != nil {
		return taskWeight
	}
	if m.early != nil && m.set.Prefetched(t.image) != nil {
		return earlyWeight
	}
	return int(min(m.samples(t.image)+fileWeight, taskWeight))
}

// tasks yields the work in the order of the images. Large images are opened
// here, once; their windows share the source.
func (m *pass[S, R]) tasks(ctx context.Context, images imageset.Images) iter.Seq[task] {
	return func(yield func(task) bool) {
		single := 0     // images before it are opened one by one
		hashed := false // the pages of one file share the hash
		for i := 0; i < images.Len(); i++ {
			if m.begun = i; i > 0 && m.due != nil && m.due() {
				return
			}
			im, rest := images.At(i), images.Slice(i, images.Len())
			if n := imageset.ChipsOf(im, rest); n > 0 {
				if !m.sceneTasks(ctx, rest.Slice(0, n), yield) {
					return
				}
				i += n - 1
				continue
			}
			if i >= single {
				n := imageset.PagesOf(im, rest)
				single, hashed = i+n, false
				more, done := m.pageTasks(ctx, rest.Slice(0, n), yield)
				if !more {
					return
				}
				if done {
					i += n - 1
					continue
				}
			}
			if m.samples(im) <= taskSamples {
				if !yield(task{image: im, hash: !hashed, last: true}) {
					return
				}
			} else if !m.largeTasks(ctx, im, !hashed, yield) {
				return
			}
			hashed = true
		}
		m.begun = images.Len()
	}
}

// largeTasks yields the windows of a large image.
func (m *pass[S, R]) largeTasks(ctx context.Context, im *imageset.Image, hash bool, yield func(task) bool) bool {
	src, err := m.open(im)
	if err != nil {
		return yield(task{image: im, last: true, err: err})
	}
	if !m.keep(ctx, src, im.Unpacked()) {
		return false
	}
	windows := windows(src)
	if m.hashes && hash && !yield(task{image: im, source: src, hash: true}) {
		return false
	}
	for i, w := range windows {
		if !yield(task{image: im, source: src, window: w, last: i == len(windows)-1}) {
			return false
		}
	}
	return true
}

// pageTasks yields the pages of one file that is opened once. Done is false
// where there is one only, or the file's format opens every page by itself.
func (m *pass[S, R]) pageTasks(ctx context.Context, pages imageset.Images, yield func(task) bool) (more, done bool) {
	if pages.Len() < 2 {
		return true, false
	}
	first := pages.At(0)
	o := m.set.Options()
	src, _, err := imageset.OpenItem(first.Item, int(first.Page), &o, 1)
	if err != nil {
		return true, false // each page says so itself
	}
	file, ok := src.(raster.Paged)
	if !ok {
		src.Close()
		return true, false
	}
	if !m.keep(ctx, file, first.Unpacked()) {
		return false, true
	}
	for i, im := range pages.All() {
		if !yield(task{image: im, pages: file, hash: i == 0, last: true, closes: i == pages.Len()-1}) {
			return false, true
		}
	}
	return true, true
}

// windows returns what is to be read of an image, task by task: all in one go
// where its file stores nothing.
func windows(src raster.Source) []raster.Window {
	h := src.Header()
	if raster.Absent(src, h.Window()) {
		return []raster.Window{h.Window()}
	}
	return src.Tasks(h.Window())
}
