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

// page is a full image of a file, with the directory of its mask or nil.
type page struct{ image, mask *directory }

// pages walks the chain of directories from first. The first directory is a
// page whatever it says of itself, as GDAL takes it; others are pages unless
// they are marked as reduced images or masks. A mask belongs to the page before
// it if it has that page's size. The walk ends silently at a directory that
// cannot be read or that was seen before. Only the page asked for is kept.
func (c *container) pages(first int64, want int) (chosen page, n int, err error) {
	seen := map[int64]bool{}
	current := page{}
	for index, off := 0, first; off > 0 && index < maxDirectories && !seen[off]; index++ {
		seen[off] = true
		d, err := c.directory(index, off)
		if err != nil {
			if index == 0 {
				return page{}, 0, err
			}
			break
		}
		off = d.next
		switch role := d.role(); {
		case index == 0 || role&(subfileReduced|subfileMask) == 0:
			current = page{image: d}
			n++
		case role&subfileReduced == 0 && current.mask == nil && d.sameSize(current.image):
			current.mask = d
		}
		if n == want+1 {
			chosen = current
		}
	}
	if chosen.image == nil {
		return page{}, n, raster.Broken(roomName, "", "no page %d, the file has %d", want, n)
	}
	return chosen, n, nil
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
