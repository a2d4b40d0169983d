package png

import "github.com/bandprep/bandprep/raster"

// spreader puts the samples of rows into the planes of a block.
type spreader struct {
	im      *picture
	dst     *raster.Block
	plane   int    // samples per plane of dst
	valid   []bool // where the image has a colour key
	wide    []byte // samples of less than a byte, one per byte
	scale   byte   // what narrow samples are multiplied with
	palette [256]raster.RGBA
}

func (im *picture) newSpreader() *spreader {
	p := &spreader{im: im, scale: 1}
	for i := range p.palette { // of entries that the file lacks
		v := uint8(i)
		p.palette[i] = raster.RGBA{R: v, G: v, B: v, A: 255}
	}
	copy(p.palette[:], im.palette)
	if im.color == colorGray && im.depth < 8 && !im.indices {
		p.scale = 255 / (1<<im.depth - 1)
	}
	return p
}

func (p *spreader) into(dst *raster.Block) {
	p.dst, p.plane, p.valid = dst, dst.Window.Pixels(), nil
	if p.im.hasKey {
		p.valid = dst.MakeValid()
	}
}

// row puts the pixels x … x+n−1 of row into the planes at at, at+step, ….
func (p *spreader) row(row []byte, x, n, at, step int) {
	switch im := p.im; {
	case im.depth == 16:
		p.samples16(row[2*x*im.channels():], n, at, step)
	case im.depth < 8:
		p.widen(row, x, n)
		p.samples8(p.wide, n, at, step)
	default:
		p.samples8(row[x*im.channels():], n, at, step)
	}
}

// widen puts n narrow samples into wide, one per byte, stretched.
func (p *spreader) widen(row []byte, x, n int) {
	if cap(p.wide) < n {
		p.wide = make([]byte, n)
	}
	p.wide = p.wide[:n]
	depth := p.im.depth
	mask := byte(1<<depth - 1)
	for i := range p.wide {
		bit := int64(x+i) * int64(depth)
		p.wide[i] = row[bit>>3] >> (8 - depth - int(bit&7)) & mask * p.scale
	}
}

func (p *spreader) samples8(s []byte, n, at, step int) {
	switch {
	case p.im.color == colorPalette && !p.im.indices:
		p.colors(s[:n], at, step)
	case step == 1:
		p.contiguous8(s, n, at)
	default:
		for c, channels := 0, p.im.channels(); c < channels; c++ {
			to := p.dst.U8[c*p.plane+at:]
			for i := range n {
				to[i*step] = s[i*channels+c]
			}
		}
	}
	if p.valid != nil {
		channels := p.im.channels()
		for i := range n {
			hit := true
			for c := range channels {
				hit = hit && s[i*channels+c] == byte(p.im.key[c])*p.scale
			}
			if hit {
				p.invalidate(channels, at+i*step)
			}
		}
	}
}

func (p *spreader) contiguous8(s []byte, n, at int) {
	d := p.dst.U8[at:]
	switch p.im.channels() {
	case 1:
		copy(d[:n], s)
	case 2:
		s, g, a := s[:2*n], d[:n], d[p.plane:][:n]
		for i := range g {
			g[i], a[i] = s[2*i], s[2*i+1]
		}
	case 3:
		s, r, g, b := s[:3*n], d[:n], d[p.plane:][:n], d[2*p.plane:][:n]
		for i := range r {
			q := s[3*i : 3*i+3 : 3*i+3]
			r[i], g[i], b[i] = q[0], q[1], q[2]
		}
	case 4:
		s, r, g, b, a := s[:4*n], d[:n], d[p.plane:][:n], d[2*p.plane:][:n], d[3*p.plane:][:n]
		for i := range r {
			q := s[4*i : 4*i+4 : 4*i+4]
			r[i], g[i], b[i], a[i] = q[0], q[1], q[2], q[3]
		}
	}
}

// colors puts palette entries.
func (p *spreader) colors(s []byte, at, step int) {
	d := p.dst.U8
	for i, index := range s {
		c, to := p.palette[index], at+i*step
		d[to], d[p.plane+to], d[2*p.plane+to] = c.R, c.G, c.B
		if p.im.transparent {
			d[3*p.plane+to] = c.A
		}
	}
}

func (p *spreader) samples16(s []byte, n, at, step int) {
	channels := p.im.channels()
	for c := range channels {
		to := p.dst.U16[c*p.plane+at:]
		for i := range n {
			k := 2 * (i*channels + c)
			to[i*step] = uint16(s[k])<<8 | uint16(s[k+1])
		}
	}
	if p.valid == nil {
		return
	}
	for i := range n {
		hit := true
		for c := range channels {
			hit = hit && p.dst.U16[c*p.plane+at+i*step] == p.im.key[c]
		}
		if hit {
			p.invalidate(channels, at+i*step)
		}
	}
}

func (p *spreader) invalidate(channels, at int) {
	for c := range channels {
		p.valid[c*p.plane+at] = false
	}
}
