package jp2

import (
	"encoding/binary"
	"io"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jp2/internal/codestream"
)

// boxes is what the boxes of a file say.
type boxes struct {
	start, end int64 // of the codestream
	space      int   // enumerated colour space; 0: none
	profile    int   // the same, of an ICC profile
	palette    *palette
	channels   []channel // component mapping; nil: none
	roles      map[int]role
	geo        []byte // GeoJP2: a TIFF file
	gml        []byte // GML of GMLJP2
}

// A channel is one output of the component mapping: a component as it is, or
// through a column of the palette.
type channel struct{ component, column int } // column −1: as it is

// A role is what a channel definition says of a channel.
type role struct{ kind, association int }

// The enumerated colour spaces that matter here.
const (
	spaceRGB  = 16
	spaceGray = 17
	spaceYCC  = 18
	spaceERGB = 20
	spaceROMM = 21
)

// maxBoxes bounds the boxes that are looked at.
const maxBoxes = 1 << 14

// readBoxes walks the boxes of a JP2 file; a bare codestream has none.
func readBoxes(f raster.File, limits raster.Limits) (*boxes, error) {
	b := &boxes{end: f.Size()}
	var head [16]byte
	if n, err := f.ReadAt(head[:], 0); n < 12 {
		if err == io.EOF {
			err = raster.Broken(format, "", "%d bytes", n)
		}
		return nil, err
	}
	if binary.BigEndian.Uint16(head[:]) == 0xFF4F {
		return b, nil
	}
	found := false
	at := int64(0)
	for n := 0; n < maxBoxes && at < f.Size(); n++ {
		box, err := readBox(f, at)
		if err != nil {
			if found {
				break
			}
			return nil, err
		}
		switch box.kind {
		case "jp2c":
			if !found {
				b.start, b.end, found = box.start, box.end, true
			}
		case "jp2h", "uuid", "asoc":
			if err := b.read(f, box, limits); err != nil {
				return nil, err
			}
		}
		at = box.end
	}
	if !found {
		return nil, raster.Broken(format, "", "no codestream among the boxes")
	}
	return b, nil
}

type box struct {
	kind       string
	start, end int64 // of its content
}

// readBox reads the head of the box at an offset. A box that goes on beyond
// the file ends with it.
func readBox(f raster.File, at int64) (box, error) {
	var head [16]byte
	n, err := f.ReadAt(head[:], at)
	if n < 8 {
		if err == io.EOF {
			err = raster.Broken(format, "boxes", "end early")
		}
		return box{}, err
	}
	b := box{kind: string(head[4:8]), start: at + 8}
	length := int64(binary.BigEndian.Uint32(head[:]))
	if length == 1 && n == 16 {
		length = int64(binary.BigEndian.Uint64(head[8:]))
		b.start += 8
	}
	if length == 0 || length > f.Size()-at {
		length = f.Size() - at
	}
	if length < b.start-at {
		return box{}, raster.Broken(format, "box "+b.kind, "has length %d", length)
	}
	b.end = at + length
	return b, nil
}

// children calls yield for the boxes in data.
func children(data []byte, yield func(kind string, content []byte)) {
	for len(data) >= 8 {
		n := uint64(binary.BigEndian.Uint32(data))
		head := uint64(8)
		if n == 1 && len(data) >= 16 {
			n, head = binary.BigEndian.Uint64(data[8:]), 16
		}
		if n == 0 {
			n = uint64(len(data))
		}
		if n < head || n > uint64(len(data)) {
			return
		}
		yield(string(data[4:8]), data[head:n])
		data = data[n:]
	}
}

// geoUUID marks a box that holds a GeoTIFF file without pixels.
const geoUUID = "\xb1\x4b\xf8\xbd\x08\x3d\x4b\x43\xa5\xae\x8c\xd7\xd5\xa6\xce\x03"

// read takes in a box that may say something of the image.
func (b *boxes) read(f raster.File, box box, limits raster.Limits) error {
	if box.kind == "uuid" {
		var id [16]byte
		if n, _ := f.ReadAt(id[:], box.start); n < 16 || string(id[:]) != geoUUID || b.geo != nil {
			return nil
		}
		box.start += 16
	}
	n := max(box.end-box.start, 0)
	if err := raster.TooLarge(format, "box "+box.kind, "bytes", n, limits.TagBytes); err != nil {
		return err
	}
	data := make([]byte, n)
	if m, err := f.ReadAt(data, box.start); m < len(data) {
		return err
	}
	switch box.kind {
	case "jp2h":
		children(data, b.header)
	case "uuid":
		b.geo = data
	case "asoc":
		if b.gml == nil {
			b.gml = findGML(data, 0)
		}
	}
	return nil
}

// header takes in a box of the header. Boxes that contradict themselves are
// ignored.
func (b *boxes) header(kind string, data []byte) {
	switch kind {
	case "colr":
		if b.space == 0 && len(data) >= 7 && data[0] == 1 {
			b.space = int(binary.BigEndian.Uint32(data[3:]))
		}
		if b.profile == 0 && len(data) >= 3+20 && data[0] == 2 {
			b.profile = map[string]int{"RGB ": spaceRGB, "GRAY": spaceGray}[string(data[3+16:3+20])]
		}
	case "pclr":
		if b.palette == nil {
			b.palette = readPalette(data)
		}
	case "cmap":
		for ; len(data) >= 4 && len(b.channels) < codestream.MaxComponents; data = data[4:] {
			c := channel{int(binary.BigEndian.Uint16(data)), -1}
			if data[2] == 1 {
				c.column = int(data[3])
			}
			b.channels = append(b.channels, c)
		}
	case "cdef":
		if b.roles != nil || len(data) < 2 {
			return
		}
		b.roles = map[int]role{}
		for data = data[2:]; len(data) >= 6; data = data[6:] {
			b.roles[int(binary.BigEndian.Uint16(data))] = role{
				kind:        int(binary.BigEndian.Uint16(data[2:])),
				association: int(binary.BigEndian.Uint16(data[4:])),
			}
		}
	}
}
