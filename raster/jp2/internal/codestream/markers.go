package codestream

import "github.com/bandprep/bandprep/raster/jp2/internal/tier1"

// apply lets the marker change the parameters; tile is set in tile headers.
func (p *params) apply(marker int, content []byte, tile bool) error {
	s := segment{data: content}
	var err error
	byDefault, byComponent := mainDefault, mainComponent
	if tile {
		byDefault, byComponent = tileDefault, tileComponent
	}
	switch marker {
	case cod:
		err = p.readCOD(&s, byDefault)
	case coc:
		err = p.readCOC(&s, byComponent)
	case qcd:
		err = p.readQCD(&s, byDefault)
	case qcc:
		err = p.readQCC(&s, byComponent)
	case rgn:
		err = p.readRGN(&s)
	case poc:
		err = p.readPOC(&s, tile)
	case mct, mcc, mco, nlt, cbd:
		return unsupported("", "component transform of T.801 (marker %#04x)", marker)
	}
	if err == nil && s.short {
		err = broken("", "marker %#04x is too short", marker)
	}
	return err
}

func (p *params) readCOD(s *segment, by rank) error {
	flags := s.u8()
	order, layers, transform := s.u8(), s.u16(), s.u8()
	if order > int(componentPosition) || layers == 0 {
		return broken("COD", "progression %d, %d layers", order, layers)
	}
	if transform > 1 {
		return unsupported("COD", "component transform %d", transform)
	}
	p.order, p.layers, p.transform = progression(order), layers, transform == 1
	p.sop, p.eph = flags&2 != 0, flags&4 != 0
	c, err := readCoding(s, flags&1 != 0)
	if err != nil {
		return err
	}
	c.rank = by
	for i := range p.components {
		if p.components[i].coding.rank <= by {
			p.components[i].coding = c
		}
	}
	return nil
}

func (p *params) readCOC(s *segment, by rank) error {
	i := s.component(len(p.components))
	flags := s.u8()
	if i >= len(p.components) {
		return broken("COC", "component %d of %d", i, len(p.components))
	}
	c, err := readCoding(s, flags&1 != 0)
	c.rank = by
	p.components[i].coding = c
	return err
}

func readCoding(s *segment, precincts bool) (coding, error) {
	c := coding{levels: s.u8(), blockW: s.u8() + 2, blockH: s.u8() + 2}
	style, transform := s.u8(), s.u8()
	switch {
	case c.levels > 32:
		return c, broken("coding style", "%d decomposition levels", c.levels)
	case style&0xC0 == 0xC0:
		return c, unsupported("coding style", "high-throughput code-blocks mixed with others (T.814)")
	case style&0x80 != 0:
		return c, broken("coding style", "code-block style %#x", style)
	case c.blockW > 10 || c.blockH > 10 || c.blockW+c.blockH > 12:
		return c, broken("coding style", "code-blocks of 2^%d×2^%d", c.blockW, c.blockH)
	case transform > 1:
		return c, unsupported("coding style", "wavelet transform %d", transform)
	}
	c.style, c.reversible = tier1.Style(style), transform == 1
	for r := range c.levels + 1 {
		c.precincts[r] = 0xFF
		if !precincts {
			continue
		}
		c.precincts[r] = uint8(s.u8())
		if r > 0 && (c.precincts[r]&15 == 0 || c.precincts[r]>>4 == 0) {
			return c, broken("coding style", "precincts of resolution %d are one sample wide", r)
		}
	}
	return c, nil
}

func (p *params) readQCD(s *segment, by rank) error {
	q, err := readQuantization(s)
	if err != nil {
		return err
	}
	q.rank = by
	for i := range p.components {
		if p.components[i].quantization.rank <= by {
			p.components[i].quantization = q
		}
	}
	return nil
}

func (p *params) readQCC(s *segment, by rank) error {
	i := s.component(len(p.components))
	if i >= len(p.components) {
		return broken("QCC", "component %d of %d", i, len(p.components))
	}
	q, err := readQuantization(s)
	q.rank = by
	p.components[i].quantization = q
	return err
}

func readQuantization(s *segment) (quantization, error) {
	b := s.u8()
	q := quantization{guard: b >> 5, derived: b&31 == 1}
	switch b & 31 {
	case 0:
		for len(s.data) > 0 {
			q.steps = append(q.steps, step{exponent: uint16(s.u8() >> 3)})
		}
	case 1, 2:
		for len(s.data) > 1 {
			v := uint16(s.u16())
			q.steps = append(q.steps, step{v >> 11, v & 0x7FF})
		}
	default:
		return q, unsupported("quantization", "style %d", b&31)
	}
	if len(q.steps) == 0 {
		return q, broken("quantization", "no step")
	}
	return q, nil
}

// of returns the step of band number b, counted from LL upwards. A step that
// the marker lacks is zero: OpenJPEG reads such files, whose bands are empty.
func (q *quantization) of(b int) step {
	if !q.derived {
		if b >= len(q.steps) {
			return step{}
		}
		return q.steps[b]
	}
	s := q.steps[0]
	if b > 0 {
		s.exponent -= min(s.exponent, uint16((b-1)/3))
	}
	return s
}

func (p *params) readRGN(s *segment) error {
	i := s.component(len(p.components))
	style, shift := s.u8(), s.u8()
	if i >= len(p.components) {
		return broken("RGN", "component %d of %d", i, len(p.components))
	}
	if style != 0 {
		return unsupported("RGN", "region of interest of style %d", style)
	}
	if shift > 37 {
		return broken("RGN", "shift by %d", shift)
	}
	p.components[i].roi = uint8(shift)
	return nil
}

func (p *params) readPOC(s *segment, tile bool) error {
	if tile && !p.volumesOfTile {
		p.volumes, p.volumesOfTile = nil, true
	}
	n := len(p.components)
	for len(s.data) > 0 {
		v := volume{r0: s.u8(), c0: s.component(n), layers: s.u16(), r1: s.u8(), c1: s.component(n)}
		order := s.u8()
		if order > int(componentPosition) {
			return broken("POC", "progression %d", order)
		}
		if v.c1 == 0 {
			v.c1 = n // 256 in one byte
		}
		v.order = progression(order)
		p.volumes = append(p.volumes, v)
	}
	return nil
}
