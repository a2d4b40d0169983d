package parts

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// key says which image is meant: of which files, and how it is seen.
type key struct{ files, seen digest }

func (k key) compare(o key) int {
	if c := bytes.Compare(k.files[:], o.files[:]); c != 0 {
		return c
	}
	return bytes.Compare(k.seen[:], o.seen[:])
}

// place is where a record lies in a file.
type place struct {
	key
	change uint64
	at     int64
	size   int32
	file   int32
	holds  byte
}

// index is the records of some files, in the order of their keys.
type index struct {
	names  []string
	places []place
	open   *os.File // the file that was read last
	number int32    // its number
}

// openIndex reads which records the files hold. Damaged files are read as far as
// they are whole; of files that vanish nothing is known. Where byHash is set, what
// files hold is their key, in place of their names and times.
func openIndex(names []string, byHash bool) *index {
	x := &index{names: names}
	for i, name := range names {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		scan(f, func(r *record, at int64) {
			p := place{key{r.files, r.seen}, r.change, at, int32(len(r.data)), int32(i), r.holds}
			if byHash {
				p.files = r.bytes
			}
			if p.files != (digest{}) {
				x.places = append(x.places, p)
			}
		})
		f.Close()
	}
	slices.SortStableFunc(x.places, func(a, b place) int { return a.compare(b.key) })
	return x
}

// expects reports whether there is a record of such files.
func (x *index) expects(files digest) bool {
	if x == nil || files == (digest{}) {
		return false
	}
	i, _ := slices.BinarySearchFunc(x.places, key{files: files}, func(p place, k key) int { return p.compare(k) })
	return i < len(x.places) && x.places[i].files == files
}

// find returns where a record lies that accept takes, or nil.
func (x *index) find(k key, accept func(*place) bool) *place {
	if x == nil || k.files == (digest{}) {
		return nil
	}
	i, _ := slices.BinarySearchFunc(x.places, k, func(p place, k key) int { return p.compare(k) })
	for ; i < len(x.places) && x.places[i].key == k; i++ {
		if accept(&x.places[i]) {
			return &x.places[i]
		}
	}
	return nil
}

// read reads the data of a record.
func (x *index) read(p *place) ([]byte, error) {
	if x.open == nil || x.number != p.file {
		x.close()
		f, err := os.Open(x.names[p.file])
		if err != nil {
			return nil, err
		}
		x.open, x.number = f, p.file
	}
	b := make([]byte, p.size)
	_, err := x.open.ReadAt(b, p.at)
	return b, err
}

func (x *index) close() {
	if x != nil && x.open != nil {
		x.open.Close()
		x.open = nil
	}
}

// Files of parts have names of their own in their folder.
const (
	partPrefix    = "part-"
	partExtension = ".bandprep"
)

// partNames returns the paths of the files in a folder of parts, which need not be
// there.
func partNames(dir string) (list []string, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasPrefix(e.Name(), partPrefix) && filepath.Ext(e.Name()) == partExtension {
			list = append(list, filepath.Join(dir, e.Name()))
		}
	}
	return list, err
}
