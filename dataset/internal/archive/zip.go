package archive

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/bandprep/bandprep/dataset/internal/names"
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
	for _, m := range r.File {
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

// open reads a stored member in place and unpacks a compressed one into
// memory, within limits.
func (z *zipFile) Open(name string) (raster.File, error) {
	m, ok := z.members[name]
	if !ok {
		if m, ok = z.cleaned()[name]; !ok {
			return nil, noMember(name)
		}
	}
	if m.Flags&1 != 0 {
		return nil, raster.Unsupported("zip", name, "the member is encrypted")
	}
	size := int64(m.UncompressedSize64)
	if m.Method == zip.Store {
		at, err := m.DataOffset()
		if err != nil {
			return nil, raster.Broken("zip", name, "%v", err)
		}
		return newSection(z.file, at, size), nil
	}
	if err := raster.TooLarge("zip", name, "bytes of the member", size, memberBytes); err != nil {
		return nil, err
	}
	r, err := m.Open()
	if err != nil {
		return nil, raster.Unsupported("zip", name, "%v", err)
	}
	defer r.Close()
	// The declared size is not trusted: memory grows with what is there.
	var data bytes.Buffer
	if _, err := io.Copy(&data, io.LimitReader(r, size+1)); err != nil {
		return nil, raster.Broken("zip", name, "%v", err)
	}
	if int64(data.Len()) != size {
		return nil, raster.Broken("zip", name, "unpacks to another size than %d bytes", size)
	}
	return inMemory(data.Bytes()), nil
}
