package archive

import (
	"archive/zip"
	"os"
	"strings"
	"sync"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// zipFile is a zip archive.
type zipFile struct {
	file    *os.File
	members map[string]*zip.File
	order   []*zip.File

	once  sync.Once
	clean map[string]*zip.File
}

// cleaned returns the members by their names as ids have them: a manifest says
// x/a.png of ./x//a.png.
func (z *zipFile) cleaned() map[string]*zip.File {
	z.once.Do(func() {
		z.clean = make(map[string]*zip.File)
		for _, m := range z.order {
			z.clean[names.Text(Clean(m.Name))] = m
		}
	})
	return z.clean
}

func newZip(f *os.File) (*zipFile, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	r, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, raster.Broken("zip", "", "%s", strings.TrimPrefix(err.Error(), "zip: "))
	}
	z := &zipFile{file: f, members: make(map[string]*zip.File), order: r.File}
	left := uint64(info.Size())
	for _, m := range r.File {
		if m.CompressedSize64 > left {
			return nil, raster.Broken("zip", m.Name, "its members are larger than the file: they lie over each other")
		}
		left -= m.CompressedSize64
		z.members[m.Name] = m
	}
	return z, nil
}

func (z *zipFile) List(yield func(Member)) error {
	for _, m := range z.order {
		if m.Mode().IsRegular() {
			yield(Member{Name: m.Name})
		}
	}
	return nil
}

// member returns a member by its name, or by the one that ids have.
func (z *zipFile) member(name string) *zip.File {
	if m := z.members[name]; m != nil {
		return m
	}
	return z.cleaned()[name]
}

// Unpacked returns the size of a member that is compressed.
func (z *zipFile) Unpacked(name string) int64 {
	if m := z.member(name); m != nil && m.Method != zip.Store {
		return int64(min(m.UncompressedSize64, 1<<62))
	}
	return 0
}

// Open opens a stored member in place; a compressed one is unpacked into memory.
func (z *zipFile) Open(name string, most int64) (raster.File, error) {
	m := z.member(name)
	switch {
	case m == nil:
		return nil, noMember(name)
	case m.Flags&1 != 0:
		return nil, raster.Unsupported("zip", name, "the member is encrypted")
	case m.Method == zip.Store:
		at, err := m.DataOffset()
		if err != nil {
			return nil, raster.Broken("zip", name, "%v", err)
		}
		return newSection(z.file, at, int64(m.UncompressedSize64)), nil
	case m.Method != zip.Deflate:
		return nil, raster.Unsupported("zip", name, "compression method %d", m.Method)
	}
	f, err := whole.Packed{Format: "zip", Place: name, Bytes: int64(min(m.CompressedSize64, 1<<62)), Size: z.Unpacked(name), Limit: most, Stream: m.Open}.File(section{})
	if err != nil {
		return nil, err
	}
	return &packed{f, m.Open}, nil
}
