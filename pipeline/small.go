package pipeline

import (
	"sync"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/raster"
)

// smallFiles keeps the bytes of files that were read whole with their headers,
// up to smallBytes in all, so that measuring need not open them again.
type smallFiles struct {
	mu    sync.Mutex
	bytes int
	files map[string][]byte // by path and member
}

const (
	smallBytes = 16 << 20
	entryBytes = 160 // what the map adds to each
)

// fileKey tells the files of items apart.
func fileKey(it *dataset.Item) string {
	if it.Member != nil {
		return it.Path + "#" + it.Member.Name
	}
	return it.Path
}

// keep takes the bytes of f if they are at hand and there is room.
func (s *smallFiles) keep(it *dataset.Item, f raster.File) {
	data := dataset.Whole(f)
	if data == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes+len(data)+entryBytes > smallBytes {
		return
	}
	if s.files == nil {
		s.files = make(map[string][]byte)
	}
	s.bytes += len(data) + entryBytes
	s.files[fileKey(it)] = append([]byte(nil), data...)
}

// take hands the bytes of an image's file out, once.
func (s *smallFiles) take(im *Image) []byte {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := fileKey(im.Item)
	data := s.files[key]
	delete(s.files, key)
	return data
}
