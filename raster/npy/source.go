package npy

import (
	"github.com/bandprep/bandprep/raster"
)

// Sniff reports whether head, the first bytes of a file, begins a NumPy array.
// An archive of arrays looks like any zip file; see [SniffArchive].
func Sniff(head []byte) bool { return len(head) >= 8 && string(head[:6]) == magic }

// SniffArchive reports whether head begins a zip archive whose first member is
// a NumPy array.
func SniffArchive(head []byte) bool {
	if len(head) < 30 || string(head[:4]) != "PK\x03\x04" {
		return false
	}
	n := int(head[26]) | int(head[27])<<8
	name := head[30:min(30+n, len(head))]
	return len(name) == n && n > 4 && string(name[n-4:]) == ".npy"
}

// Open reads the header of an array, or of the arrays of an archive. The Source
// is a [raster.Paged].
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	head := make([]byte, min(512, f.Size()))
	if n, err := f.ReadAt(head, 0); n < len(head) {
		return nil, err
	}
	if SniffArchive(head) {
		return openArchive(f, o)
	}
	a, err := parse(f, o.Limits)
	if err != nil {
		return nil, err
	}
	return a.Open(f, o)
}
