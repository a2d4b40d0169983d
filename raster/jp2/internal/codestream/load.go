package codestream

import "fmt"

// Load reads tile i, lays it out and walks its packets.
func (c *Codestream) Load(i int) (*Tile, error) {
	p := c.main.clone()
	packets, headers, err := c.load(i, p)
	if err != nil {
		return nil, err
	}
	if err := c.checkWork(p); err != nil {
		return nil, err
	}
	t := &Tile{Grid: c.Size.Tile(i), data: packets}
	if err := t.layout(&c.Size, p, c.limits); err != nil {
		return nil, err
	}
	w := walker{tile: t, size: &c.Size, place: fmt.Sprintf("tile %d", i)}
	w.body = bitReader{data: packets}
	w.header = &w.body
	if headers != nil {
		w.header = &bitReader{data: headers}
	}
	return t, w.walk()
}
