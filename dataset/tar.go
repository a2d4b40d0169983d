package dataset

import (
	"io"
	"os"
	"path"
	"sort"
	"strings"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// tarFile is an uncompressed tar, such as a WebDataset shard.
type tarFile struct {
	file    *os.File
	mu      sync.Mutex
	members map[string]span // nil until the headers have been read
	kept    []piece         // what was read of small members with the headers, in order
}

type span struct{ offset, size int64 }

// classBytes bounds a text member that may hold a class.
const classBytes = 1 << 10

func (t *tarFile) list(yield func(member)) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.walk(yield)
}

// walk reads the headers of all members.
func (t *tarFile) walk(yield func(member)) error {
	info, err := t.file.Stat()
	if err != nil {
		return err
	}
	t.members = make(map[string]span)
	r := tarReader{in: forward{file: t.file}}
	defer func() { t.kept = r.in.kept }()
	for n := 0; ; n++ {
		name, at, err := r.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return raster.Broken("tar", "", "after %d members: %v", n, err)
		}
		if at.size < 0 || at.size > info.Size()-at.offset {
			return raster.Broken("tar", name, "the archive ends inside this member")
		}
		t.members[name] = at
		m := member{name: name}
		if strings.EqualFold(path.Ext(name), ".cls") && at.size <= classBytes {
			m.text = make([]byte, at.size)
			if _, err := t.file.ReadAt(m.text, at.offset); err != nil {
				return raster.Broken("tar", name, "%v", err)
			}
		}
		yield(m)
	}
}

func (t *tarFile) open(name string) (raster.File, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.members == nil { // a manifest names the member: nobody has listed the archive
		if err := t.walk(func(member) {}); err != nil && len(t.members) == 0 {
			return nil, err
		}
	}
	at, ok := t.members[name]
	if !ok {
		return nil, noMember(name)
	}
	if data := t.keptBytes(at); data != nil {
		return inMemory(data), nil
	}
	return newSection(t.file, at.offset, at.size), nil
}

// keptBytes returns the bytes of a member that lies in one of the kept pieces, else
// nil.
func (t *tarFile) keptBytes(m span) []byte {
	i := sort.Search(len(t.kept), func(i int) bool { return t.kept[i].at > m.offset }) - 1
	if i < 0 || m.offset+m.size > t.kept[i].at+int64(len(t.kept[i].data)) {
		return nil
	}
	from := m.offset - t.kept[i].at
	return t.kept[i].data[from : from+m.size : from+m.size]
}
