package archive

import (
	"archive/tar"
	"fmt"
	"io"
	"os"
	"path"
	"sort"
	"strings"
	"sync"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/raster"
)

// tarFile is an uncompressed tar, such as a WebDataset shard.
type tarFile struct {
	file    *os.File
	mu      sync.Mutex
	members map[string]span // nil until the headers have been read
	clean   map[string]span // by their names as ids have them, once asked for
	kept    []piece         // what was read of small members with the headers, in order
}

// span is where a member lies. rest is set for a sparse one: one more than the
// offset from which package tar has to read to come to it.
type span struct{ offset, size, rest int64 }

const (
	classBytes = 4 << 10 // of a text member that may hold a class
	manySparse = 1000    // sparse members that are read; each is found by reading all headers before it
)

func (t *tarFile) List(yield func(Member)) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.walk(yield)
}

// walk reads the headers of all members.
func (t *tarFile) walk(yield func(Member)) error {
	info, err := t.file.Stat()
	if err != nil {
		return err
	}
	t.members, t.clean = make(map[string]span), nil
	r := tarReader{in: forward{file: t.file}}
	defer func() { t.kept = r.in.kept }()
	var links []tarMember
	sparse := 0
	for n := 0; ; n++ {
		next, err := r.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.resolve(links, yield)
			return raster.Broken("tar", "", "after %d members: %v", n, err)
		}
		at := next.at
		switch {
		case next.link != "":
			links = append(links, next)
			continue
		case next.sparse:
			if sparse++; sparse > manySparse {
				yield(Member{Name: next.name, Err: raster.Unsupported("tar", "", "one of more than %d sparse members: unpack the archive", manySparse)})
				continue
			}
			at.rest = r.restAt
		case at.size < 0 || at.size > info.Size()-at.offset:
			t.resolve(links, yield)
			return raster.Broken("tar", next.name, "the archive ends inside this member")
		}
		t.members[next.name] = at
		m := Member{Name: next.name}
		if ext := strings.ToLower(path.Ext(next.name)); (ext == ".cls" || ext == ".json") && at.size <= classBytes && !next.sparse {
			m.Text = make([]byte, at.size)
			if _, err := t.file.ReadAt(m.Text, at.offset); err != nil {
				return raster.Broken("tar", next.name, "%v", err)
			}
		}
		yield(m)
	}
	t.resolve(links, yield)
	return nil
}

// resolve gives hard links the place of the member that they lead to.
func (t *tarFile) resolve(links []tarMember, yield func(Member)) {
	for _, k := range links {
		at, ok := t.members[k.link]
		if !ok {
			yield(Member{Name: k.name, Err: fmt.Errorf("a link to %s, which is no member before it", names.Text(k.link))})
			continue
		}
		t.members[k.name] = at
		yield(Member{Name: k.name})
	}
	t.clean = nil
}

// cleaned returns the members by their names as ids have them: a manifest says
// 0.png of ./0.png.
func (t *tarFile) cleaned() map[string]span {
	if t.clean == nil {
		t.clean = make(map[string]span, len(t.members))
		for name, at := range t.members {
			t.clean[names.Text(Clean(name))] = at
		}
	}
	return t.clean
}

// find returns where a member lies, by its name or by the one that ids have.
func (t *tarFile) find(name string) (span, error) {
	if t.members == nil { // a manifest names the member: nobody has listed the archive
		if err := t.walk(func(Member) {}); err != nil && len(t.members) == 0 {
			return span{}, err
		}
	}
	at, ok := t.members[name]
	if !ok {
		if at, ok = t.cleaned()[name]; !ok {
			return span{}, noMember(name)
		}
	}
	return at, nil
}

// Unpacked returns the size of a sparse member.
func (t *tarFile) Unpacked(name string) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if at, err := t.find(name); err == nil && at.rest > 0 {
		return at.size
	}
	return 0
}

func (t *tarFile) Open(name string, most int64) (raster.File, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at, err := t.find(name)
	if err != nil {
		return nil, err
	}
	if at.rest > 0 {
		return t.unpackSparse(at, most)
	}
	if data := t.keptBytes(at); data != nil {
		return inMemory(data), nil
	}
	return newSection(t.file, at.offset, at.size), nil
}

// unpackSparse reads a member whose zeros are not stored.
func (t *tarFile) unpackSparse(at span, most int64) (raster.File, error) {
	if err := raster.TooLarge("tar", "", "bytes of the sparse member", at.size, most); err != nil {
		return nil, err
	}
	in := forward{file: t.file, at: at.rest - 1}
	r := tar.NewReader(&in)
	for {
		if _, err := r.Next(); err != nil {
			return nil, raster.Broken("tar", "", "%v", err)
		}
		if in.at == at.offset {
			break
		}
	}
	data := make([]byte, at.size)
	if n, err := io.ReadFull(r, data); err != nil {
		return nil, raster.Broken("tar", "", "a sparse member ends after %d of %d bytes: %v", n, at.size, err)
	}
	return inMemory(data), nil
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
