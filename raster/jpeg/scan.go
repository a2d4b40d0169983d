package jpeg

// scan is what a SOS segment says.
type scan struct {
	comps        []*component
	start, end   int // spectral band
	high, low    int // bits of precision before and after, for progressive files
	interleaved  bool
	mcusX, mcusY int
	decode       func(d *decoder, c *component, i int) // decodes block i of c
}

// parse sets s from the body of a SOS segment. The rules by which a component
// is found are those of libjpeg.
func (s *scan) parse(b []byte, f *frame) error {
	if len(b) < 1 || b[0] < 1 || b[0] > 4 || len(b) != 4+2*int(b[0]) {
		return broken("SOS", "%d bytes", len(b))
	}
	n := int(b[0])
	var used [4]bool
	s.comps = s.comps[:0]
	for i := range n {
		id, tables := b[1+2*i], b[2+2*i]
		k := 0
		for k < len(f.comps) && (f.comps[k].id != id || used[k]) {
			k++
		}
		if k == len(f.comps) {
			return broken("SOS", "component %d is unknown or stands twice", id)
		}
		used[k] = true
		c := &f.comps[k]
		c.dc, c.ac, c.pred = int(tables>>4), int(tables&15), 0
		s.comps = append(s.comps, c)
	}
	s.start, s.end = int(b[1+2*n]), int(b[2+2*n])
	s.high, s.low = int(b[3+2*n]>>4), int(b[3+2*n]&15)
	s.interleaved = n > 1
	s.mcusX, s.mcusY = f.mcusX, f.mcusY
	blocks := 0
	for _, c := range s.comps {
		blocks += c.h * c.v
	}
	if !s.interleaved {
		s.mcusX, s.mcusY = s.comps[0].blocksX, s.comps[0].blocksY
	} else if blocks > 10 {
		return broken("SOS", "%d blocks in a unit", blocks)
	}
	if f.progressive() {
		return s.checkProgression()
	}
	return nil
}

// checkProgression refuses what section G.1.1.1 of ITU-T T.81 does not allow.
func (s *scan) checkProgression() error {
	ok := s.low <= 13 && (s.high == 0 || s.low == s.high-1)
	if s.start == 0 {
		ok = ok && s.end == 0
	} else {
		ok = ok && s.start <= s.end && s.end <= 63 && len(s.comps) == 1
	}
	if !ok {
		return broken("SOS", "progression band %d to %d, bits %d to %d, %d components",
			s.start, s.end, s.high, s.low, len(s.comps))
	}
	return nil
}

// size returns the blocks of a component in one unit of the scan.
func (s *scan) size(c *component) (h, v int) {
	if s.interleaved {
		return c.h, c.v
	}
	return 1, 1
}

// begin loads the first segment of a scan.
func (d *decoder) begin() {
	d.togo, d.nextRestart, d.starved, d.starvedAt = d.interval, 0, false, -1
	d.eobRun = 0
	d.loadSegment()
}

func (d *decoder) loadSegment() {
	d.pos = d.bits.load(d.data, d.pos)
	d.startSegment()
}

func (d *decoder) startSegment() {
	if d.frame.arithmetic() {
		d.beginArithmetic()
	}
}

// restart goes to the next segment of a scan where that is due, before each
// unit. Where the expected marker is not found it does what libjpeg does:
// goes on behind one that it may have missed, or takes the segment as empty
// when the marker belongs to a later one.
func (d *decoder) restart() error {
	if d.interval == 0 {
		return nil
	}
	if d.togo > 0 {
		d.togo--
		return nil
	}
	d.togo = d.interval - 1
	d.eobRun = 0
	for _, c := range d.scan.comps {
		c.pred = 0
	}
	want := d.nextRestart
	d.nextRestart = (want + 1) & 7
	for {
		here := d.pos
		m, err := d.next()
		if err != nil {
			return broken(d.place(), "ends before restart marker %d", want)
		}
		ahead := (int(m) - mRST0 - want) & 7
		switch {
		case m < mSOF0, bare(m) && ahead >= 6: // not a marker, or one of the last two
			continue
		case !bare(m) || ahead == 1 || ahead == 2: // belongs to a later segment
			d.pos = here
			d.bits.empty()
			d.startSegment()
			return nil
		}
		d.starved = false
		d.loadSegment()
		return nil
	}
}

// unit is to be called after each unit: it notes when a segment was too short.
// The rest of the segment is then left as it is.
func (d *decoder) unit() error {
	if d.bits.left() >= 0 {
		return nil
	}
	if d.pos >= len(d.data) {
		return broken(d.place(), "ends early")
	}
	if d.frame.arithmetic() { // zeros at the end may be left out
		return nil
	}
	d.starved = true
	return nil
}

// decodeAll decodes a whole scan into the coefficients of its components.
func (d *decoder) decodeAll() error {
	d.begin()
	s := &d.scan
	for my := range s.mcusY {
		var err error
		if s.interleaved {
			err = d.decodeMCURow(my)
		} else {
			err = d.decodeBlockRow(my)
		}
		if err != nil {
			return err
		}
		if d.starved && d.starvedAt < 0 {
			d.starvedAt = my + 1
			if !s.interleaved {
				d.starvedAt = my/s.comps[0].v + 1
			}
		}
	}
	return nil
}

// decodeMCURow decodes a row of units that have blocks of several components.
func (d *decoder) decodeMCURow(my int) error {
	s := &d.scan
	for mx := range s.mcusX {
		if err := d.restart(); err != nil {
			return err
		}
		if d.starved {
			continue
		}
		for _, c := range s.comps {
			for y := range c.v {
				for x := range c.h {
					s.decode(d, c, (my*c.v+y)*c.paddedX+mx*c.h+x)
					d.clamp()
				}
			}
		}
		if err := d.unit(); err != nil {
			return err
		}
	}
	return nil
}

// decodeBlockRow decodes a row of blocks of one component.
func (d *decoder) decodeBlockRow(my int) error {
	s, c := &d.scan, d.scan.comps[0]
	nonzero := c.nonzero[my*c.paddedX:]
	band := ^uint64(0) << s.start & (^uint64(0) >> (63 - s.end&63))
	for mx := range s.mcusX {
		if d.interval > 0 {
			if err := d.restart(); err != nil {
				return err
			}
		}
		if d.starved {
			continue
		}
		if d.eobRun > 0 && nonzero[mx]&band == 0 {
			d.eobRun--
			continue
		}
		s.decode(d, c, my*c.paddedX+mx)
		if d.bits.left() < 0 {
			d.clamp()
			if err := d.unit(); err != nil {
				return err
			}
		}
	}
	return nil
}

// clamp keeps a reader of Huffman codes within its segment; arithmetic coding
// needs no such care.
func (d *decoder) clamp() {
	if !d.frame.arithmetic() {
		d.bits.clamp()
	}
}
