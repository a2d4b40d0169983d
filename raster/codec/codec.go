// Package codec chooses the reader of an image from its first bytes. The list
// of formats is explicit; nothing registers itself by being imported.
package codec

import (
	"io"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// format is one entry of the list.
type format struct {
	name  string
	sniff func(head []byte) bool
	open  func(raster.File, raster.Options) (raster.Source, error)
}

// Open opens the image in f by its content. On success the source closes f;
// when Open fails the caller keeps it. The error of content that is no image
// says what the content is.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	buf := heads.Get().(*[headBytes]byte)
	defer heads.Put(buf)
	n, err := f.ReadAt(buf[:], 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	head := buf[:n]
	if src, err := openPair(f, o); src != nil || err != nil {
		return src, err
	}
	for _, format := range formats {
		if format.sniff(head) {
			return format.open(f, o)
		}
	}
	if src, err := openOther(f, o); src != nil || err != nil {
		return src, err
	}
	return nil, explain(head, f.Size())
}

// headBytes is how much of a file tells its format.
const headBytes = 512

var heads = sync.Pool{New: func() any { return new([headBytes]byte) }}
