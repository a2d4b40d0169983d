// Package files compares the rows of a table with the files that they were made
// of.
//
//  1. The files of all rows are hashed, each once, and compared with the size and
//     the hash of the row.
//  2. The inputs are looked through again for images that no row has.
//
// A row whose hash is not known, as of a scene that was not read whole, is only
// compared by size, and counted as such.
package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Report is what became of the files of a table.
type Report struct {
	Type          string   `json:"type"`           // "files"
	SchemaVersion int      `json:"schema_version"` // 1
	Items         int      `json:"items"`
	Same          int      `json:"same"`      // of equal contents
	SameSize      int      `json:"same_size"` // of equal size; their contents are not known
	Changed       []Change `json:"changed"`
	Missing       []Change `json:"missing"`
	New           []string `json:"new"`            // paths of images that no row has, sorted
	NotLooked     string   `json:"not_looked_for"` // why new images were not looked for; "" where they were
}

// Change is an item that is not as its row says.
type Change struct {
	ID   string `json:"id"`
	Path string `json:"path"`
	Why  string `json:"why"`
}

// Found reports whether anything differs.
func (r *Report) Found() bool { return len(r.Changed)+len(r.Missing)+len(r.New) > 0 }

// file is what is known of a file, or member of an archive, after it was read.
type file struct {
	hash [16]byte
	size int64
	err  error
}

// key tells files apart; items of one file are neighbours in no order.
func key(it *dataset.Item) string { return it.Path + "\x00" + it.Member }

// Compare reads the files of all rows, on so many workers, and looks for new ones
// where scan is not nil: it lists the images of the inputs.
func Compare(ctx context.Context, t *table.Table, workers int, scan func(roots []string) (*dataset.Listing, error)) (*Report, error) {
	l := imageset.Listing(t)
	var once []*dataset.Item
	seen := make(map[string]int)
	for _, it := range l.Items.All() {
		if _, ok := seen[key(it)]; !ok {
			seen[key(it)] = len(once)
			once = append(once, it)
		}
	}
	files := slices.Collect(ordered.Map(ctx, workers, slices.Values(once), read))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := &Report{Type: "files", SchemaVersion: 1, Items: t.Rows.Len(), Changed: []Change{}, Missing: []Change{}, New: []string{}}
	for i, row := range t.Rows.All() {
		it := l.Items.At(i)
		if it.ID != row.ID {
			return nil, fmt.Errorf("%s: the items of the manifest are not sorted", row.ID)
		}
		r.compare(row, it, files[seen[key(it)]])
	}
	if scan == nil {
		return r, nil
	}
	now, err := scan(t.Roots)
	if err != nil {
		r.NotLooked = err.Error()
		return r, nil
	}
	r.New = append(r.New, slices.Sorted(unknown(t, now))...)
	return r, nil
}

func read(ctx context.Context, it *dataset.Item) (f file) {
	if it.Stack == nil {
		opened, err := it.Open()
		if err != nil {
			return file{err: err}
		}
		f.size = opened.Size()
		opened.Close()
	} else {
		for i := range it.Stack.Paths {
			opened, err := it.OpenBand(i)
			if err != nil {
				return file{err: err}
			}
			f.size += opened.Size()
			opened.Close()
		}
	}
	f.hash, f.err = measure.HashItem(ctx, it)
	return f
}

// compare counts a row.
func (r *Report) compare(row *table.Row, it *dataset.Item, f file) {
	change := Change{ID: row.ID, Path: row.Path}
	switch hash := measure.ContentHash(&imageset.Image{Item: it}, f.hash); {
	case errors.Is(f.err, fs.ErrNotExist):
		change.Why = "it is not there"
		r.Missing = append(r.Missing, change)
	case f.err != nil:
		change.Why = "cannot be read: " + f.err.Error()
		r.Changed = append(r.Changed, change)
	case row.ContentHash == [16]byte{} && f.size != row.Bytes:
		change.Why = fmt.Sprintf("%d bytes, and it had %d", f.size, row.Bytes)
		r.Changed = append(r.Changed, change)
	case row.ContentHash == [16]byte{}:
		r.SameSize++
	case hash != row.ContentHash && f.size == row.Bytes:
		change.Why = "other contents of equal size"
		r.Changed = append(r.Changed, change)
	case hash != row.ContentHash:
		change.Why = fmt.Sprintf("other contents: %d bytes, and it had %d", f.size, row.Bytes)
		r.Changed = append(r.Changed, change)
	default:
		r.Same++
	}
}

// unknown yields the images of a listing that are neither items of a table nor
// among those that it skipped.
func unknown(t *table.Table, now *dataset.Listing) iter.Seq[string] {
	known := make(map[string]bool)
	for _, r := range t.Rows.All() {
		for _, name := range append([]string{r.Path, r.LabelRaster, r.Mask}, r.Files...) {
			known[plain(name, "")] = true
		}
		known[plain(r.Path, r.Member)] = true
	}
	for _, s := range t.Skipped {
		known[plain(s.Path, "")] = true
	}
	return func(yield func(string) bool) {
		for _, it := range now.Items.All() {
			names := []string{plain(it.Path, it.Member)}
			if it.Stack != nil {
				names = nil
				for _, name := range it.Stack.Paths {
					names = append(names, plain(name, ""))
				}
			}
			for _, name := range names {
				if !known[name] {
					known[name] = true
					if !yield(name) {
						return
					}
				}
			}
		}
	}
}

func plain(name, member string) string {
	name = strings.TrimPrefix(filepath.ToSlash(filepath.Clean(name)), "./")
	if member != "" {
		name += "#" + member
	}
	return name
}
