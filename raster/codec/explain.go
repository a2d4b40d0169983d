package codec

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// explain returns the error for content that no reader takes: what it is, and
// what its user can do. Size is that of the whole file.
func explain(head []byte, size int64) error {
	switch {
	case len(head) == 0:
		return raster.Broken("image", "", "the file is empty")
	case len(bytes.Trim(head, "\x00")) == 0:
		return raster.Broken("image", "", "the file begins with zeros only")
	}
	if what := foreign(head, size); what != "" {
		return raster.Unsupported("image", "", "%s", what)
	}
	return raster.Unsupported("image", "", "no known image format in its first bytes")
}

// foreign says what the content is and what to do, or returns "".
func foreign(head []byte, size int64) string {
	for _, s := range signatures {
		if len(head) >= s.at+len(s.magic) && string(head[s.at:s.at+len(s.magic)]) == s.magic {
			return s.what + ": " + s.advice
		}
	}
	if len(head) >= 16 && string(head[4:8]) == "ftyp" {
		return isoMedia(head)
	}
	if what := text(head); what != "" {
		return what
	}
	if size == 2*1201*1201 || size == 2*3601*3601 || size == 2*1801*3601 {
		return "as large as an SRTM height tile (.hgt): " + viaGDAL
	}
	return ""
}

// isoMedia tells the ISO base media files apart by their brands, the major one
// or a compatible one.
func isoMedia(head []byte) string {
	has := func(brands ...string) bool {
		end := min(uint64(binary.BigEndian.Uint32(head)), uint64(len(head)))
		for at := uint64(8); at+4 <= end; at += 4 {
			if at != 12 && slices.Contains(brands, string(head[at:at+4])) { // a version stands at 12
				return true
			}
		}
		return false
	}
	switch {
	case has("avif", "avis"):
		return "AVIF: " + convert
	case has("heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"):
		return "HEIC: " + convert
	case has("crx "):
		return "Canon raw (CR3): " + develop
	}
	return "a video (MP4, QuickTime): " + frames
}

// text tells texts apart, which begin after white space and a byte order mark.
func text(head []byte) string {
	trimmed := strings.TrimLeft(strings.TrimPrefix(string(head), "\xef\xbb\xbf"), " \t\r\n")
	lower := strings.ToLower(trimmed)
	for _, t := range texts {
		if strings.HasPrefix(lower, t.prefix) && strings.Contains(lower, t.within) {
			return t.what
		}
	}
	return ""
}
