package codestream

import (
	"bufio"
	"encoding/binary"
	"io"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// A Codestream is an opened codestream. Its methods are safe for concurrent
// use.
type Codestream struct {
	Size
	file   io.ReaderAt
	start  int64 // of the first tile-part
	end    int64
	limits raster.Limits
	main   params
	packed [][]byte // packet headers of all tile-parts, by index of marker

	index   func() ([][]part, error) // tile-parts by tile
	headers func() ([][]byte, error) // packed headers by tile-part
}

// Open reads the main header of the codestream in file from start to end.
func Open(file io.ReaderAt, start, end int64, limits raster.Limits) (*Codestream, error) {
	limits = limits.WithDefaults()
	c := &Codestream{file: file, end: end, limits: limits}
	c.index = sync.OnceValues(c.scan)
	c.headers = sync.OnceValues(c.splitPacked)
	r := bufio.NewReader(io.NewSectionReader(file, start, end-start))
	at := start
	var head [2]byte
	read := func() (int, error) {
		n, err := io.ReadFull(r, head[:])
		at += int64(n)
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			err = broken("main header", "ends early")
		}
		return int(binary.BigEndian.Uint16(head[:])), err
	}
	marker, err := read()
	if err != nil {
		return nil, err
	}
	if marker != soc {
		return nil, broken("main header", "starts with %#04x", marker)
	}
	for {
		if marker, err = read(); err != nil {
			return nil, err
		}
		if marker == sot {
			c.start = at - 2
			return c, c.complete()
		}
		if marker < 0xFF00 || marker == sod || marker == eoc {
			return nil, broken("main header", "has %#04x where a marker is due", marker)
		}
		if marker >= 0xFF30 && marker <= 0xFF3F {
			continue
		}
		n, err := read()
		if err != nil {
			return nil, err
		}
		if err := raster.TooLarge(format, "main header", "bytes", at-start+int64(n), limits.TagBytes); err != nil {
			return nil, err
		}
		if n < 2 || int64(n-2) > end-at {
			return nil, broken("main header", "marker %#04x has length %d", marker, n)
		}
		content := make([]byte, n-2)
		m, err := io.ReadFull(r, content)
		at += int64(m)
		if err != nil {
			return nil, err
		}
		if err := c.marker(marker, content); err != nil {
			return nil, err
		}
	}
}

// marker takes in a marker segment of the main header.
func (c *Codestream) marker(marker int, content []byte) (err error) {
	switch {
	case marker == siz && c.Components == nil:
		c.Size, err = readSize(content, c.limits)
		c.main.components = make([]componentParams, len(c.Components))
		return err
	case c.Components == nil:
		return broken("main header", "marker %#04x comes before SIZ", marker)
	case marker == ppm:
		c.packed, err = addPacked(c.packed, content)
		return err
	}
	return c.main.apply(marker, content, false)
}

// addPacked puts the packed packet headers of one marker in their place.
func addPacked(all [][]byte, content []byte) ([][]byte, error) {
	if len(content) < 1 {
		return nil, broken("packed headers", "are empty")
	}
	i := int(content[0])
	for len(all) <= i {
		all = append(all, nil)
	}
	if all[i] != nil {
		return nil, broken("packed headers", "number %d comes twice", i)
	}
	all[i] = content[1:]
	return all, nil
}

// complete checks that the parameters say how every component is coded.
func (c *Codestream) complete() error {
	if c.Components == nil {
		return broken("main header", "has no SIZ")
	}
	for i := range c.main.components {
		p := &c.main.components[i]
		if p.coding.rank == unset {
			return broken("main header", "does not say how component %d is coded", i)
		}
		if p.quantization.rank == unset {
			return broken("main header", "does not say how component %d is quantized", i)
		}
	}
	if c.main.layers == 0 {
		return broken("main header", "has no COD")
	}
	return c.checkWork(&c.main)
}

// maxWork bounds the resolutions of all components of all tiles, which cost
// time even where a file has nothing to say of them.
const maxWork = 1 << 26

// checkWork checks that tiles with these parameters are not too many.
func (c *Codestream) checkWork(p *params) error {
	n := int64(0)
	for i := range p.components {
		n += int64(p.components[i].levels) + 1
	}
	return raster.TooLarge(format, "", "resolutions of all tiles", n*int64(c.Across)*int64(c.Down), maxWork)
}

// Levels is the least number of decompositions of a component, as the main
// header has it.
func (c *Codestream) Levels() int {
	n := 32
	for i := range c.main.components {
		n = min(n, c.main.components[i].levels)
	}
	return n
}
