package parts

import (
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/pipeline/table"
)

// look is what the files of an item look like, from outside.
type look struct {
	files  digest // as in a record; none where that cannot be relied on
	change uint64 // as in a record
}

// A file must have been modified so long ago to be known by its times: clocks of
// file systems tick every few milliseconds, some every other second, and a second
// change within one tick cannot be seen.
const (
	tick     = 100 * time.Millisecond
	longTick = 2 * time.Second
)

// looker looks at files. Its methods are safe for concurrent use.
type looker struct {
	listing  *dataset.Listing
	masks    *table.Masks
	dir      string // the working directory
	now      time.Time
	mu       sync.Mutex
	archives map[string]fs.FileInfo // they hold many items
}

// lookAt looks at the files of all items of a listing.
func lookAt(ctx context.Context, l *dataset.Listing, masks *table.Masks, workers int) ([]look, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	at := &looker{listing: l, masks: masks, dir: dir, now: time.Now(), archives: make(map[string]fs.FileInfo)}
	looks := make([]look, l.Items.Len())
	const batch = 256 // of items, each of which takes microseconds
	return looks, ordered.Each(ctx, workers, (len(looks)+batch-1)/batch, func(_ context.Context, k int) error {
		for i := k * batch; i < min((k+1)*batch, len(looks)); i++ {
			looks[i] = at.item(i)
		}
		return nil
	})
}

// item looks at the files of item i.
func (l *looker) item(i int) look {
	it := l.listing.Items.At(i)
	files, change := xxh3.New(), xxh3.New()
	reliable := true
	note := func(path string, info fs.FileInfo, err error) {
		if err != nil {
			reliable = false
			return
		}
		var b [16]byte
		modified := info.ModTime()
		age := l.now.Sub(modified)
		if age < tick || age < longTick && modified.Nanosecond() == 0 {
			reliable = false
		}
		binary.LittleEndian.PutUint64(b[:], uint64(info.Size()))
		binary.LittleEndian.PutUint64(b[8:], uint64(modified.UnixNano()))
		files.WriteString(l.absolute(path) + "\x00")
		files.Write(b[:])
		change.WriteString(changed(info))
	}
	stat := func(path string) {
		info, err := os.Stat(path)
		note(path, info, err)
	}
	switch {
	case it.Member != "":
		info, err := l.archive(it.Path)
		note(it.Path, info, err)
	case it.Stack != nil:
		for _, path := range it.Stack.Paths {
			stat(path)
		}
		for _, mask := range it.Stack.Masks {
			stat(mask.Path)
		}
	default:
		stat(it.Path)
	}
	for _, path := range l.beside(i, it) {
		stat(path)
	}
	if !reliable {
		return look{}
	}
	return look{files.Sum128().Bytes(), change.Sum64()}
}

func (l *looker) absolute(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(l.dir, path)
}

func (l *looker) archive(path string) (fs.FileInfo, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if info := l.archives[path]; info != nil {
		return info, nil
	}
	info, err := os.Stat(path)
	if err == nil {
		l.archives[path] = info
	}
	return info, err
}

// pairs are endings of files whose samples and header are two files.
var pairs = []string{"", ".img", ".dat", ".raw", ".bsq", ".bil", ".bip", ".flt", ".dem", ".hdr"}

// beside returns the paths of the files that may say, besides its own, what the
// samples of an item are: sidecars, headers, its mask.
func (l *looker) beside(i int, it *dataset.Item) (paths []string) {
	if l.masks.Pattern != "" {
		mask := l.masks.Path(it.Path)
		stem := strings.TrimSuffix(mask, filepath.Ext(mask))
		for _, path := range []string{mask, mask + ".aux.xml", stem + ".tfw", stem + ".pgw", stem + ".wld", stem + ".prj"} {
			if !isMissing(path) {
				paths = append(paths, path)
			}
		}
	}
	if it.Member != "" || it.Stack != nil {
		return paths
	}
	dir, base := filepath.Split(it.Path)
	for _, name := range l.listing.Fact(i).Sidecars {
		paths = append(paths, dir+name)
	}
	ext := filepath.Ext(base)
	for _, pair := range pairs {
		if !strings.EqualFold(ext, pair) {
			continue
		}
		stem := strings.TrimSuffix(base, ext)
		for _, name := range []string{stem + ".hdr", stem + ".HDR", base + ".hdr", base + ".HDR", stem + ".img", stem + ".IMG"} {
			if name != base && !slices.Contains(paths, dir+name) && !isMissing(dir+name) {
				paths = append(paths, dir+name)
			}
		}
	}
	return paths
}

func isMissing(name string) bool {
	_, err := os.Stat(name)
	return errors.Is(err, fs.ErrNotExist)
}
