// Package codec chooses the reader of an image from its first bytes. The list
// of formats is explicit; nothing registers itself by being imported.
package codec

import (
	"encoding/binary"
	"io"
	"slices"
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

// hasBrand reports whether head begins an ISO media file that bears one of the
// brands, the major one or a compatible one.
func hasBrand(head []byte, names ...string) bool {
	if len(head) < 16 || string(head[4:8]) != "ftyp" {
		return false
	}
	end := min(uint64(binary.BigEndian.Uint32(head)), uint64(len(head)))
	for at := uint64(8); at+4 <= end; at += 4 {
		if at != 12 && slices.Contains(names, string(head[at:at+4])) { // a version stands at 12
			return true
		}
	}
	return false
}
