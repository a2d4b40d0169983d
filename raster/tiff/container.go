package tiff

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/bandprep/bandprep/raster"
)

const roomName = "tiff"

// Sniff reports whether head starts a TIFF or BigTIFF file.
func Sniff(head []byte) bool {
	if len(head) < 8 {
		return false
	}
	switch string(head[:4]) {
	case "II*\x00", "MM\x00*", "II+\x00", "MM\x00+":
		return true
	}
	return false
}

// container reads numbers and directories from a file.
type container struct {
	f      raster.File
	size   int64
	head   []byte // the first bytes of the file, where directories often are
	order  binary.ByteOrder
	big    bool  // BigTIFF: 64-bit offsets
	budget int64 // bytes of metadata that may still be read
}

// headBytes is how much of a file is read at first.
const headBytes = 8 << 10

// newContainer reads the file header and returns the offset of the first
// directory.
func newContainer(f raster.File, limits raster.Limits) (*container, int64, error) {
	c := &container{f: f, size: f.Size(), order: binary.LittleEndian, budget: limits.WithDefaults().TagBytes}
	head := make([]byte, min(headBytes, c.size))
	if err := c.fill("header", head, 0); err != nil {
		return nil, 0, err
	}
	c.head = head
	if !Sniff(head) {
		return nil, 0, raster.Broken(roomName, "", "no TIFF header")
	}
	if head[0] == 'M' {
		c.order = binary.BigEndian
	}
	if c.order.Uint16(head[2:]) == 42 {
		return c, int64(c.order.Uint32(head[4:])), nil
	}
	c.big = true
	if len(head) < 16 || c.order.Uint16(head[4:]) != 8 {
		return nil, 0, raster.Broken(roomName, "", "BigTIFF header with other than 8 bytes per offset")
	}
	first := c.order.Uint64(head[8:])
	if first > uint64(c.size) {
		return nil, 0, raster.Broken(roomName, "", "first directory at %d lies behind the end of the file", first)
	}
	return c, int64(first), nil
}

// read returns n bytes from offset off. It fails before it allocates when they
// are not all in the file or more than the limit of metadata.
func (c *container) read(place, what string, off, n int64) ([]byte, error) {
	if off < 0 || n < 0 || off > c.size || n > c.size-off {
		return nil, raster.Broken(roomName, place, "%s: %d bytes at %d, but the file ends at %d", what, n, off, c.size)
	}
	if err := raster.TooLarge(roomName, place, "metadata bytes", n, c.budget); err != nil {
		return nil, err
	}
	c.budget -= n
	if off+n <= int64(len(c.head)) {
		return c.head[off : off+n : off+n], nil
	}
	data := make([]byte, n)
	if err := c.fill(place, data, off); err != nil {
		return nil, err
	}
	return data, nil
}

// fill reads len(data) bytes at off.
func (c *container) fill(place string, data []byte, off int64) error {
	n, err := c.f.ReadAt(data, off)
	if n == len(data) {
		return nil
	}
	if err == nil || err == io.EOF {
		return raster.Broken(roomName, place, "%d bytes at %d, but the file ends at %d", len(data), off, off+int64(n))
	}
	return fmt.Errorf("tiff, %s: %w", place, err)
}

// number reads an offset or count of 8 bytes in a BigTIFF, of 4 otherwise.
// Values that no file has become -1.
func (c *container) number(b []byte) int64 {
	if !c.big {
		return int64(c.order.Uint32(b))
	}
	if v := c.order.Uint64(b); v < 1<<62 {
		return int64(v)
	}
	return -1
}
