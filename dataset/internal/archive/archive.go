// Package archive reads the members of tar, zip and Parquet files in place, at most
// one at a time per goroutine in memory; nothing is unpacked to disk.
package archive

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/bandprep/bandprep/dataset/internal/disk"
	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/raster"
)

// Archive is a file that holds many images. Members are read in place, at most
// one at a time per goroutine in memory; nothing is unpacked to disk.
type Archive interface {
	// List yields the members in the order of the archive.
	List(yield func(Member)) error
	// Open opens a member by its name. One that is packed is unpacked when it is
	// read, if it takes no more than most bytes.
	Open(name string, most int64) (raster.File, error)
	// Unpacked returns how many bytes of memory an opened member takes; 0 where it
	// is read in place.
	Unpacked(name string) int64
}

// Member is one file in an archive.
type Member struct {
	Name string
	// Text is the content of a small text member, such as the class in a
	// WebDataset shard; nil for all others.
	Text []byte
	// Labels, where the archive states them.
	Labels []string
	// Err is why the member cannot be read, or nil.
	Err error
}

// Opened keeps archives open, once each, while their items are in use.
type Opened struct {
	// Limit is how many bytes a member may unpack to; 0: a default.
	Limit int64

	mu   sync.Mutex
	open map[string]Archive
}

// Get opens an archive, once.
func (o *Opened) Get(name string) (Archive, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if a := o.open[name]; a != nil {
		return a, nil
	}
	a, err := openArchive(name)
	if err != nil {
		return nil, err
	}
	if o.open == nil {
		o.open = make(map[string]Archive)
	}
	o.open[name] = a
	return a, nil
}

func openArchive(name string) (Archive, error) {
	if names.IsCompressedTar(name) {
		return nil, raster.Unsupported("tar", "", "a compressed tar cannot be read in place: decompress it first")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, disk.Reason(err)
	}
	var a Archive
	switch strings.ToLower(filepath.Ext(name)) {
	case ".tar":
		a = &tarFile{file: f}
	case ".zip":
		a, err = newZip(f)
	default:
		a, err = newParquet(f)
	}
	if err != nil {
		f.Close()
	}
	return a, err
}

// Clean returns the name of a member as a path that stays in the archive.
func Clean(name string) string {
	if fs.ValidPath(name) {
		return name
	}
	return path.Clean("/" + name)[1:]
}

// Member opens a file inside an archive.
func (o *Opened) Member(archive, name string) (raster.File, error) {
	a, err := o.Get(archive)
	if err != nil {
		return nil, err
	}
	limit := o.Limit
	if limit == 0 {
		limit = raster.Limits{}.WithDefaults().BlockBytes
	}
	return a.Open(name, limit)
}

// Unpacked returns how many bytes of memory a member takes while it is open.
func (o *Opened) Unpacked(archive, name string) int64 {
	a, err := o.Get(archive)
	if err != nil {
		return 0
	}
	return a.Unpacked(name)
}

// Head makes f, which a member was opened as, one to read a header from.
func Head(f raster.File) (raster.File, error) {
	var from io.ReaderAt
	switch f := f.(type) {
	case section:
		from = f
	case *packed:
		from = firstBytes{f.stream}
	default:
		return f, nil
	}
	h := &headMember{File: f}
	if err := h.Head.Fill(from); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// packed is a member that is unpacked when it is read. What is read of its stream
// is not compared with its checksum.
type packed struct {
	raster.File
	stream func() (io.ReadCloser, error)
}

// firstBytes reads the first bytes of a stream.
type firstBytes struct {
	stream func() (io.ReadCloser, error)
}

func (f firstBytes) ReadAt(p []byte, _ int64) (int, error) {
	r, err := f.stream()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	n, err := io.ReadFull(r, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}

// section is a stored member: a part of an open file, which it does not close.
type section struct{ *io.SectionReader }

func (section) Close() error { return nil }

func newSection(f io.ReaderAt, offset, size int64) raster.File {
	return section{io.NewSectionReader(f, offset, size)}
}

// headMember is a member of which the first bytes are in memory.
type headMember struct {
	raster.File
	disk.Head
}

func (f *headMember) Close() error {
	f.Free()
	return nil
}

func (f *headMember) ReadAt(p []byte, off int64) (int, error) {
	return f.Head.ReadAt(p, off, f.File)
}

func (f *headMember) Whole() []byte { return f.All(f.Size()) }

// memoryMember is a member that was unpacked, or read with others.
type memoryMember struct {
	raster.File
	data []byte
}

func inMemory(data []byte) raster.File { return memoryMember{raster.Bytes(data), data} }

func (f memoryMember) Whole() []byte { return f.data }

func noMember(name string) error {
	return fmt.Errorf("no member %q in the archive: %w", name, fs.ErrNotExist)
}
