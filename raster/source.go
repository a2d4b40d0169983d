package raster

import (
	"bytes"
	"context"
	"errors"
	"io"
)

// File is what a reader reads from: a file, an archive member held in memory
// within limits, a remote object. ReadAt is safe for concurrent use.
type File interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// Neighbour is a File that knows the files beside it, for formats whose header
// lies in a file of its own.
type Neighbour interface {
	File
	// Beside opens the file of the same name with another extension, in
	// place of the own one or behind it.
	Beside(extension string) (File, error)
	// Paired reports whether the name is one that files with a header
	// beside them have.
	Paired() bool
}

// Source is one opened image.
type Source interface {
	Header() Header
	// Tasks cuts w into windows to read in one go, in storage order: all of
	// a small image, rows of blocks of a large one. The grain depends on the
	// image only.
	Tasks(w Window) []Window
	// Read fills dst with the samples of w and reuses dst's memory. It is
	// safe for concurrent use with different dst. The window must lie in
	// the image.
	Read(ctx context.Context, w Window, dst *Block) error
	// Close releases the source and its file.
	Close() error
}

// Streamer is a Source that can hand over a window a few rows at a time, while
// they are still in cache: one that decodes in order, or samples that need no
// decoding.
type Streamer interface {
	Source
	// Stream calls yield with successive row ranges of w, held in dst, until
	// yield returns an error, which it returns.
	Stream(ctx context.Context, w Window, dst *Block, yield func(*Block) error) error
}

// Paged is a Source of a file with several images that hands out the others
// without reading the file's head, or unpacking it, again.
type Paged interface {
	Source
	// Page returns image i of the file. It shares the file with the Source
	// that it comes from and is of no use after that one is closed; its own
	// Close does nothing.
	Page(i int) (Source, error)
}

// Sparser is a Source that knows what its file leaves out.
type Sparser interface {
	Source
	// Absent reports whether the file stores nothing of w, so that all pixels
	// of w are alike. It reads nothing.
	Absent(w Window) bool
	// Stored returns how many samples the file stores.
	Stored() int64
}

// Absent asks s, if it is a [Sparser].
func Absent(s Source, w Window) bool {
	sparser, ok := s.(Sparser)
	return ok && sparser.Absent(w)
}

// Each reads w from s and calls yield with blocks that together cover it:
// several for a [Streamer], one otherwise. The blocks are valid during the
// call only.
func Each(ctx context.Context, s Source, w Window, dst *Block, yield func(*Block) error) error {
	if st, ok := s.(Streamer); ok {
		return st.Stream(ctx, w, dst, yield)
	}
	if err := s.Read(ctx, w, dst); err != nil {
		return err
	}
	return yield(dst)
}

// Options say how a file is opened. The zero value has the default limits,
// the first image, an expanded palette and one goroutine.
type Options struct {
	Limits Limits
	// Page is the image to open where a file holds several, from 0.
	Page int
	// Indices leaves the indices of a palette image unexpanded: one band
	// whose Color is PaletteIndex.
	Indices bool
	// Axes names the dimensions of an array file (NumPy, idx, MATLAB) in
	// order: "hwc", "chw", "nhw", "nhwc", "nchw", "hw" or another order of
	// n (images), h, w and c (bands). Empty: guessed from the shape.
	Axes string
	// Workers is how many goroutines one Read may use; 0 counts as 1. It
	// never changes the result.
	Workers int
}

// Limits bound what a file may ask for. A zero field has its default.
type Limits struct {
	Pixels     int64 // width·height of an image; default 2³⁶
	BlockBytes int64 // memory for one block, or for an image that is decoded whole; default 512 MiB
	TagBytes   int64 // memory for metadata; default 128 MiB
}

// WithDefaults returns l with its zero fields set.
func (l Limits) WithDefaults() Limits {
	if l.Pixels == 0 {
		l.Pixels = 1 << 36
	}
	if l.BlockBytes == 0 {
		l.BlockBytes = 512 << 20
	}
	if l.TagBytes == 0 {
		l.TagBytes = 128 << 20
	}
	return l
}

// CheckSize returns a typed error unless width and height are positive and
// within the limit.
func (l Limits) CheckSize(format string, width, height int64) error {
	const side = 1 << 31
	if width <= 0 || height <= 0 {
		return Broken(format, "", "size %d×%d", width, height)
	}
	if width >= side || height >= side {
		return TooLarge(format, "", "side in pixels", max(width, height), side-1)
	}
	return TooLarge(format, "", "pixels", width*height, l.WithDefaults().Pixels)
}

// Bytes returns a File over data.
func Bytes(data []byte) File { return bytesFile{bytes.NewReader(data)} }

type bytesFile struct{ *bytes.Reader }

func (bytesFile) Close() error { return nil }

// ReadAll returns the bytes of f. It returns a [TooLargeError] above limit.
func ReadAll(format string, f File, limit int64) ([]byte, error) {
	n := f.Size()
	if err := TooLarge(format, "", "bytes of the file", n, limit); err != nil {
		return nil, err
	}
	data := make([]byte, n)
	m, err := f.ReadAt(data, 0)
	if int64(m) == n {
		return data, nil
	}
	if err == nil || err == io.EOF {
		err = Broken(format, "", "file shrank from %d to %d bytes while it was read", n, m)
	}
	return nil, err
}

// ReadFull fills b with the bytes of f from at on. It returns a [BrokenError]
// where the file ends before.
func ReadFull(format string, f File, b []byte, at int64) error {
	n, err := f.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return Broken(format, "", "file ends early, at byte %d", at+int64(n))
	}
	return err
}
