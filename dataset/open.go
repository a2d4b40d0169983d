package dataset

import (
	"github.com/bandprep/bandprep/dataset/internal/archive"
	"github.com/bandprep/bandprep/dataset/internal/disk"
	"github.com/bandprep/bandprep/raster"
)

// Open opens the file of the item; of a stack, its first file.
func (it *Item) Open() (raster.File, error) {
	switch {
	case it.Stack != nil:
		return it.OpenBand(0)
	case it.archives != nil:
		return it.archives.Member(it.Path, it.Member)
	}
	return disk.Open(it.Path)
}

// OpenBand opens file i of a stack.
func (it *Item) OpenBand(i int) (raster.File, error) { return it.OpenBeside(it.Stack.Paths[i]) }

// OpenBeside opens a file by its path, of an item in an archive by the name of a
// member there.
func (it *Item) OpenBeside(path string) (raster.File, error) {
	if it.archives != nil {
		return it.archives.Member(it.Path, path)
	}
	return disk.Open(path)
}

// OpenHead opens the file of the item to read its header: the first bytes are
// read in one go, and where they are all, the size follows.
func (it *Item) OpenHead() (raster.File, error) {
	switch {
	case it.Stack != nil:
		return it.Open()
	case it.archives != nil:
		f, err := it.Open()
		if err != nil {
			return nil, err
		}
		return archive.Head(f)
	}
	return disk.OpenHead(it.Path)
}

// Unpacked returns how many bytes of memory the opened file of the item takes
// beyond what is read of it: those of a packed member of an archive.
func (it *Item) Unpacked() int64 {
	if it.archives == nil {
		return 0
	}
	return it.archives.Unpacked(it.Path, it.Member)
}

// LimitMembers bounds how many bytes a member of an archive may unpack to.
func (l *Listing) LimitMembers(bytes int64) { l.archives.Limit = bytes }

// ReadWhole reads a file of which the size is known; it returns an error where
// the size has changed.
func (it *Item) ReadWhole(data []byte, size int64) ([]byte, error) {
	if it.archives == nil {
		return disk.ReadWhole(it.Path, data, size)
	}
	f, err := it.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return disk.ReadAll(f, data, size)
}

// Whole returns the bytes of a file that OpenHead has opened, until it is closed,
// if they were read with its head, else nil.
func Whole(f raster.File) []byte { return disk.Whole(f) }
