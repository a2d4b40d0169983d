package npy

import (
	"archive/zip"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// archive is the arrays of an .npz file that are images.
type archive struct {
	file    raster.File
	options raster.Options
	members []*member
	pages   int64
}

// member is one array: a part of the archive's file, or unpacked in memory.
type member struct {
	zip    *zip.File
	array  *strided.Array
	pages  int64
	stored *stored

	once     sync.Once
	unpacked raster.File
	err      error
}

// openArchive returns image o.Page, counted through all arrays.
func openArchive(f raster.File, o raster.Options) (raster.Source, error) {
	z, err := zip.NewReader(f, f.Size())
	if err != nil {
		return nil, raster.Broken(format, "archive", "%v", err)
	}
	a := &archive{file: f, options: o}
	// What unpacking heads takes is charged before it is taken.
	heads := int64(len(z.File)) * headBytes
	if err := raster.TooLarge(format, "archive", "bytes of headers", heads, o.Limits.WithDefaults().TagBytes); err != nil {
		return nil, err
	}
	for _, entry := range z.File {
		if !strings.HasSuffix(entry.Name, ".npy") {
			continue
		}
		m, err := newMember(f, entry, o)
		if err != nil {
			return nil, err
		}
		if m.pages > 0 {
			a.members = append(a.members, m)
			a.pages += m.pages
		}
	}
	if a.pages == 0 {
		return nil, raster.Unsupported(format, "archive", "no array with the dimensions of an image")
	}
	if err := raster.TooLarge(format, "archive", "images", a.pages, 1<<31-1); err != nil {
		return nil, err
	}
	return a.open(o.Page, f)
}

// newMember reads the header of an array. One that cannot be an image has no
// pages.
func newMember(f raster.File, entry *zip.File, o raster.Options) (*member, error) {
	m := &member{zip: entry}
	if entry.Method == zip.Store {
		at, err := entry.DataOffset()
		if err != nil {
			return nil, raster.Broken(format, entry.Name, "%v", err)
		}
		m.stored = &stored{f, at, min(int64(entry.UncompressedSize64), f.Size()-at)}
		if m.stored.n < 0 {
			return nil, raster.Broken(format, entry.Name, "begins behind the file")
		}
	}
	head, err := m.head()
	if err != nil {
		return nil, err
	}
	m.array, err = parse(head, o.Limits)
	var unsupported *raster.UnsupportedError
	if errors.As(err, &unsupported) {
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	m.pages = m.array.Pages(o.Axes)
	return m, nil
}

// headBytes holds any header of an array that is an image.
const headBytes = 4096

func (m *member) head() (raster.File, error) {
	if m.stored != nil {
		return m.stored, nil
	}
	r, err := m.zip.Open()
	if err != nil {
		return nil, raster.Broken(format, m.zip.Name, "%v", err)
	}
	defer r.Close()
	head := make([]byte, headBytes)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, raster.Broken(format, m.zip.Name, "%v", err)
	}
	return raster.Bytes(head[:n]), nil
}

// content returns the array, which is unpacked on the first read.
func (m *member) content(f raster.File, limit int64) (raster.File, error) {
	if m.stored != nil {
		return m.stored, nil
	}
	m.once.Do(func() {
		m.unpacked, m.err = whole.Packed{Format: format, Place: m.zip.Name, Bytes: packedBytes(m.zip), Size: int64(min(m.zip.UncompressedSize64, 1<<62)),
			Limit: limit, Stream: m.zip.Open}.File(f)
	})
	return m.unpacked, m.err
}

func packedBytes(entry *zip.File) int64 { return int64(min(entry.CompressedSize64, 1<<62)) }

// open returns image i; closing it closes f.
func (a *archive) open(i int, f raster.File) (raster.Source, error) {
	page := int64(i)
	for _, m := range a.members {
		if page >= 0 && page < m.pages {
			content, err := m.content(a.file, a.options.Limits.WithDefaults().BlockBytes)
			if err != nil {
				return nil, err
			}
			o := a.options
			o.Page = int(page)
			s, err := m.array.Open(part{content, f}, o)
			if err != nil {
				return nil, err
			}
			return &image{s, a}, nil
		}
		page -= m.pages
	}
	return nil, raster.Unsupported(format, "archive", "image %d of %d", i, a.pages)
}

// image is one image of an archive.
type image struct {
	*strided.Source
	archive *archive
}

// Header describes the image; Pages counts the images of all arrays.
func (s *image) Header() raster.Header {
	h := s.Source.Header()
	h.Pages = int(s.archive.pages)
	return h
}

// Page returns image i of the archive.
func (s *image) Page(i int) (raster.Source, error) { return s.archive.open(i, nil) }

// part is a member's bytes; closing it closes whole, if it is not nil.
type part struct {
	raster.File
	whole io.Closer
}

func (p part) Close() error {
	if p.whole == nil {
		return nil
	}
	return p.whole.Close()
}

// stored is a member that is not packed.
type stored struct {
	raster.File
	at, n int64
}

func (s *stored) Size() int64 { return s.n }

func (s *stored) ReadAt(b []byte, off int64) (int, error) {
	return io.NewSectionReader(s.File, s.at, s.n).ReadAt(b, off)
}
