package dataset

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/raster"
)

// archive is a file that holds many images. Members are read in place, at most
// one at a time per goroutine in memory; nothing is unpacked to disk.
type archive interface {
	// list yields the members in the order of the archive.
	list(yield func(member)) error
	// open opens a member by its name.
	open(name string) (raster.File, error)
}

// member is one file in an archive.
type member struct {
	name string
	// text is the content of a small text member, such as the class in a
	// WebDataset shard; nil for all others.
	text []byte
	// labels, where the archive states them.
	labels []string
	// err is why the member cannot be read, or nil.
	err error
}

// memberBytes bounds what a compressed member may unpack to.
const memberBytes = 1 << 30

// isArchive reports whether a file of this name is read as an archive.
func isArchive(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".tar", ".zip", ".parquet":
		return true
	}
	return isCompressedTar(name)
}

func isCompressedTar(name string) bool {
	lower := strings.ToLower(name)
	for _, ext := range []string{".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar.zst"} {
		if strings.HasSuffix(lower, ext) {
			return true
		}
	}
	return false
}

// openArchives keeps archives open, once each, while their items are in use.
type openArchives struct {
	mu   sync.Mutex
	open map[string]archive
}

func (o *openArchives) get(name string) (archive, error) {
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
		o.open = make(map[string]archive)
	}
	o.open[name] = a
	return a, nil
}

func openArchive(name string) (archive, error) {
	if isCompressedTar(name) {
		return nil, raster.Unsupported("tar", "", "a compressed tar cannot be read in place: decompress it first")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, unwrapPath(err)
	}
	var a archive
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

// cleanMember returns the name of a member as a path that stays in the archive.
func cleanMember(name string) string {
	if fs.ValidPath(name) {
		return name
	}
	return path.Clean("/" + name)[1:]
}

// readArchive lists the images of an archive. Of members of one name the last
// counts, as when the archive is unpacked.
func readArchive(name string, o *Options, l *Listing) ([]found, error) {
	root := l.addRoot(name)
	a, err := l.archives.get(name)
	if err != nil {
		l.Skipped = append(l.Skipped, Skipped{name, err})
		return nil, nil
	}
	base := filepath.ToSlash(filepath.Base(name))
	var out []found
	samples := make(map[string]*memberFacts) // key of a WebDataset sample → what is said of it
	at := make(map[string]int)               // clean name → index in out
	repeated, example := 0, ""
	err = a.list(func(m member) {
		clean := cleanMember(m.name)
		kind := kindOf(clean)
		switch {
		case anyHidden(clean):
			l.Passed["hidden"]++
		case m.text != nil:
			key := sampleKey(clean)
			if samples[key] == nil {
				samples[key] = new(memberFacts)
			}
			samples[key].read(clean, m.text)
			if kind == sidecar {
				l.Passed["sidecar"]++
			}
		case kind == sidecar:
			l.Passed["sidecar"]++
		case kind != image && m.labels == nil && !isParquet(name):
			l.Passed["other"]++
		case !o.wants(clean):
			l.Passed["excluded"]++
		case m.err != nil:
			l.Skipped = append(l.Skipped, Skipped{name + "#" + clean, m.err})
		default:
			f := found{place: &place{path: name, rel: base + "#" + clean, root: root}, more: &origin{inside: clean, member: m.name}}
			if m.labels != nil {
				f.more.about = &memberFacts{labels: m.labels}
			}
			if i, twice := at[clean]; twice {
				repeated++
				example, out[i] = clean, f
				return
			}
			at[clean] = len(out)
			out = append(out, f)
		}
	})
	if err != nil {
		l.Skipped = append(l.Skipped, Skipped{name, err})
	}
	for i := range out {
		if about := samples[sampleKey(out[i].more.inside)]; about != nil {
			out[i].more.about = about
		}
	}
	if repeated > 0 {
		l.Passed["repeated"] += repeated
		l.decide(decision.Decision{Kind: "archive", Count: int64(repeated), Example: example, Effect: decision.LeftOut,
			Sentence: fmt.Sprintf("%s in %s whose names occur again later: the last of a name counts", words.Count(repeated, "member", "members"), Text(base))})
	}
	return out, nil
}

// anyHidden reports whether a part of the path is hidden.
func anyHidden(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if isHidden(part) {
			return true
		}
	}
	return false
}

func isParquet(name string) bool { return strings.EqualFold(filepath.Ext(name), ".parquet") }

// sampleKey is what the files of one WebDataset sample share: the name up to
// the first dot of its last part.
func sampleKey(name string) string {
	dir, base := path.Split(name)
	key, _, _ := strings.Cut(base, ".")
	return dir + key
}

// member opens a file inside an archive.
func (o *openArchives) member(archive, name string) (raster.File, error) {
	a, err := o.get(archive)
	if err != nil {
		return nil, err
	}
	return a.open(name)
}

// memberHead makes f, which a member was opened as, one to read a header from.
func memberHead(f raster.File) (raster.File, error) {
	s, ok := f.(section)
	if !ok {
		return f, nil
	}
	h := &headMember{section: s}
	if err := h.head.fill(s); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// section is a stored member: a part of an open file, which it does not close.
type section struct{ *io.SectionReader }

func (section) Close() error { return nil }

func newSection(f io.ReaderAt, offset, size int64) raster.File {
	return section{io.NewSectionReader(f, offset, size)}
}

// headMember is a stored member of which the first bytes are in memory.
type headMember struct {
	section
	head
}

func (f *headMember) Close() error {
	f.head.free()
	return nil
}

func (f *headMember) ReadAt(p []byte, off int64) (int, error) {
	return f.head.readAt(p, off, f.section)
}

func (f *headMember) whole() []byte { return f.head.all(f.Size()) }

// memoryMember is a member that was unpacked, or read with others.
type memoryMember struct {
	raster.File
	data []byte
}

func inMemory(data []byte) raster.File { return memoryMember{raster.Bytes(data), data} }

func (f memoryMember) whole() []byte { return f.data }

func noMember(name string) error {
	return fmt.Errorf("no member %q in the archive: %w", name, fs.ErrNotExist)
}
