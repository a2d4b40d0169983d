// Package codec chooses the reader of an image from its first bytes. The list
// of formats is explicit; nothing registers itself by being imported.
package codec

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"sync"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/envi"
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
	return nil, explain(head)
}

// headBytes is how much of a file tells its format.
const headBytes = 512

var heads = sync.Pool{New: func() any { return new([headBytes]byte) }}

// openPair opens the samples of an ENVI image, which begin with no signature:
// the header beside them tells. It returns nil where there is none.
func openPair(f raster.File, o raster.Options) (raster.Source, error) {
	n, ok := f.(raster.Neighbour)
	if !ok || !n.Paired() {
		return nil, nil
	}
	header, err := n.Beside(".hdr")
	if err != nil {
		return nil, nil
	}
	head := make([]byte, headBytes)
	size, _ := header.ReadAt(head, 0)
	if !envi.Sniff(head[:size]) {
		header.Close()
		return nil, nil
	}
	defer header.Close()
	return envi.OpenPair(f, header, o)
}

// explain returns the error for content that no reader takes.
func explain(head []byte) error {
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	has := func(prefixes ...string) bool {
		for _, p := range prefixes {
			if bytes.HasPrefix(text, []byte(p)) {
				return true
			}
		}
		return false
	}
	switch {
	case len(head) == 0:
		return raster.Broken("image", "", "the file is empty")
	case len(bytes.Trim(head, "\x00")) == 0:
		return raster.Broken("image", "", "the file begins with zeros only")
	case has("version https://git-lfs"):
		return raster.Unsupported("image", "", "a Git LFS pointer, not the image: run git lfs pull")
	case has("<!doctype html", "<html", "<head", "<body"):
		return raster.Unsupported("image", "", "an HTML page, not an image")
	case has("<?xml", "<svg"):
		return raster.Unsupported("image", "", "XML or SVG, not a raster image")
	case hasBrand(head, "avif", "avis"):
		return raster.Unsupported("image", "", "AVIF: convert it to JPEG or PNG first")
	case hasBrand(head, "heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"):
		return raster.Unsupported("image", "", "HEIC: convert it to JPEG or PNG first")
	case bytes.HasPrefix(head, []byte("\xff\x0a")), bytes.HasPrefix(head, []byte("\x00\x00\x00\x0cJXL \r\n\x87\n")):
		return raster.Unsupported("image", "", "JPEG XL: convert it to JPEG or PNG first")
	case has("%pdf"):
		return raster.Unsupported("image", "", "a PDF document, not an image")
	case has("{", "["):
		return raster.Unsupported("image", "", "text that looks like JSON, not an image")
	}
	return raster.Unsupported("image", "", "no known image format in its first bytes")
}

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
