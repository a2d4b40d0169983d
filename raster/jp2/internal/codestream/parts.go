package codestream

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/bandprep/bandprep/raster"
)

// A part is one tile-part: its bytes after the start marker.
type part struct {
	start, end int64
	order      int // among all tile-parts
	cut        bool
}

// scan finds the tile-parts of all tiles.
func (c *Codestream) scan() ([][]part, error) {
	tiles := make([][]part, c.Across*c.Down)
	at := c.start
	for order := 0; ; order++ {
		var head [12]byte
		if n, err := c.file.ReadAt(head[:], at); n < len(head) {
			if err != io.EOF {
				return nil, err
			}
			break
		}
		if binary.BigEndian.Uint16(head[:]) != sot || binary.BigEndian.Uint16(head[2:]) != 10 {
			break
		}
		tile := int(binary.BigEndian.Uint16(head[4:]))
		length := int64(binary.BigEndian.Uint32(head[6:]))
		if tile >= len(tiles) {
			return nil, broken(fmt.Sprintf("tile-part %d", order), "is of tile %d of %d", tile, len(tiles))
		}
		p := part{start: at + 12, end: at + length, order: order}
		switch {
		case length == 0: // up to the end
			p.end = c.end
		case length < 14:
			return nil, broken(fmt.Sprintf("tile-part %d", order), "has length %d", length)
		case p.end > c.end:
			p.cut = true
		}
		if p.start > p.end || p.cut {
			p.end = max(p.start, c.end)
		}
		tiles[tile] = append(tiles[tile], p)
		at = p.end
		if at >= c.end {
			break
		}
	}
	return tiles, nil
}

// load reads the tile-parts of a tile: it applies their headers to p and
// returns their packets and, where there are any, their packed headers.
func (c *Codestream) load(tile int, p *params) (packets, headers []byte, err error) {
	tiles, err := c.index()
	if err != nil {
		return nil, nil, err
	}
	place := fmt.Sprintf("tile %d", tile)
	if len(tiles[tile]) == 0 {
		return nil, nil, broken(place, "is missing")
	}
	var total int64
	for _, part := range tiles[tile] {
		if part.cut {
			return nil, nil, broken(place, "ends early")
		}
		total += part.end - part.start
	}
	if err := raster.TooLarge(format, place, "bytes", total, c.limits.BlockBytes); err != nil {
		return nil, nil, err
	}
	packets = make([]byte, 0, total)
	var packed [][]byte
	for i, part := range tiles[tile] {
		data := packets[len(packets) : len(packets)+int(part.end-part.start)]
		if n, err := c.file.ReadAt(data, part.start); n < len(data) {
			if err == io.EOF {
				err = broken(place, "ends early")
			}
			return nil, nil, err
		}
		rest := data
		for {
			marker, content, after, err := next(rest)
			if err != nil {
				return nil, nil, err
			}
			rest = after
			if marker == sod {
				break
			}
			switch {
			case marker == ppt:
				packed, err = addPacked(packed, append([]byte(nil), content...))
			case i == 0 || marker == poc:
				err = p.apply(marker, content, true)
			}
			if err != nil {
				return nil, nil, err
			}
		}
		packets = append(packets, rest...)
		if c.packed != nil {
			all, err := c.headers()
			if err == nil && part.order >= len(all) {
				err = broken("PPM", "has no headers of tile-part %d", part.order)
			}
			if err != nil {
				return nil, nil, err
			}
			headers = append(headers, all[part.order]...)
		}
	}
	for _, h := range packed {
		headers = append(headers, h...)
	}
	if headers == nil && (packed != nil || c.packed != nil) {
		headers = []byte{}
	}
	return packets, headers, nil
}

// splitPacked splits the packed headers in the main header: there each
// tile-part's follow their length, across markers.
func (c *Codestream) splitPacked() ([][]byte, error) {
	var all segment
	for _, h := range c.packed {
		all.data = append(all.data, h...)
	}
	var parts [][]byte
	for len(all.data) > 0 {
		n := int64(all.u32())
		if all.short || n > int64(len(all.data)) {
			return nil, broken("PPM", "ends within the headers of tile-part %d", len(parts))
		}
		parts = append(parts, all.data[:n])
		all.data = all.data[n:]
	}
	return parts, nil
}
