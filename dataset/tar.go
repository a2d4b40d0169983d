package dataset

import (
	"archive/tar"
	"io"
	"os"
	"path"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// tarFile is an uncompressed tar, such as a WebDataset shard.
type tarFile struct {
	file    *os.File
	members map[string]span // filled by list
}

type span struct{ offset, size int64 }

// classBytes bounds a text member that may hold a class.
const classBytes = 1 << 10

func newTar(f *os.File) (*tarFile, error) {
	t := &tarFile{file: f, members: make(map[string]span)}
	err := t.list(func(member) {})
	if len(t.members) > 0 {
		err = nil // list reports it again, with what is there
	}
	return t, err
}

// list reads the headers of all members; the content is skipped by seeking.
func (t *tarFile) list(yield func(member)) error {
	if _, err := t.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	info, err := t.file.Stat()
	if err != nil {
		return err
	}
	r := tar.NewReader(t.file)
	for n := 0; ; n++ {
		h, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return raster.Broken("tar", "", "after %d members: %v", n, err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		// The reader has read the header blocks and nothing more.
		at, err := t.file.Seek(0, io.SeekCurrent)
		if err != nil {
			return err
		}
		if h.Size < 0 || at+h.Size > info.Size() {
			return raster.Broken("tar", h.Name, "the archive ends inside this member")
		}
		t.members[h.Name] = span{at, h.Size}
		m := member{name: h.Name}
		if strings.EqualFold(path.Ext(h.Name), ".cls") && h.Size <= classBytes {
			if m.text, err = io.ReadAll(r); err != nil {
				return raster.Broken("tar", h.Name, "%v", err)
			}
		}
		yield(m)
	}
}

func (t *tarFile) open(name string) (raster.File, error) {
	s, ok := t.members[name]
	if !ok {
		return nil, noMember(name)
	}
	return newSection(t.file, s.offset, s.size), nil
}
