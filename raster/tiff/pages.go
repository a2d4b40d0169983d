package tiff

import "github.com/bandprep/bandprep/raster"

// maxDirectories is how many directories of a file are looked at, as libtiff
// limits it too.
const maxDirectories = 65535

// Bits of NewSubfileType.
const (
	subfileReduced = 1
	subfileMask    = 4
)

// pageAt is where the directory of a full image is in the file, and that of
// its mask, or 0; with their numbers in the chain.
type pageAt struct {
	index, maskIndex int32
	image, mask      int64
}

// chain walks the directories from first. The first directory is a page
// whatever it says of itself, as GDAL takes it; others are pages unless they
// are marked as reduced images or masks. A mask belongs to the page before it if
// it has that page's size. The walk ends silently at a directory that cannot be
// read or that was seen before. It returns the first directory too.
func (c *container) chain(first int64) (pages []pageAt, head *directory, err error) {
	seen := map[int64]bool{}
	var current *directory
	for index, off := 0, first; off > 0 && index < maxDirectories && !seen[off]; index++ {
		seen[off] = true
		d, err := c.directory(index, off)
		if err != nil {
			if index == 0 {
				return nil, nil, err
			}
			break
		}
		switch role := d.role(); {
		case index == 0 || role&(subfileReduced|subfileMask) == 0:
			pages = append(pages, pageAt{index: int32(index), image: off})
			if current = d; index == 0 {
				head = d
			}
		case role&subfileReduced == 0 && pages[len(pages)-1].mask == 0 && d.sameSize(current):
			last := &pages[len(pages)-1]
			last.mask, last.maskIndex = off, int32(index)
		}
		off = d.next
	}
	if head == nil {
		return nil, nil, raster.Broken(roomName, "", "no directory")
	}
	return pages, head, nil
}

// role returns the bits of NewSubfileType, or those that the older SubfileType
// stands for.
func (d *directory) role() int64 {
	if d.has(tagNewSubfileType) {
		return max(d.lenient(tagNewSubfileType, 0), 0)
	}
	if d.lenient(tagSubfileType, 0) == 2 {
		return subfileReduced
	}
	return 0
}

func (d *directory) sameSize(o *directory) bool {
	return d.lenient(tagImageWidth, 0) == o.lenient(tagImageWidth, 0) &&
		d.lenient(tagImageLength, 0) == o.lenient(tagImageLength, 0)
}
