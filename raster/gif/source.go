package gif

import (
	"bufio"
	"context"
	"io"

	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// Sniff reports whether head, the first bytes of a file, begins a GIF image.
func Sniff(head []byte) bool {
	return len(head) >= 6 && (string(head[:6]) == "GIF87a" || string(head[:6]) == "GIF89a")
}

// Open reads up to the pixels of the first frame.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	if o.Page != 0 {
		return nil, raster.Unsupported(format, "", "frame %d: only the first frame is read", o.Page)
	}
	section := io.NewSectionReader(f, 0, f.Size())
	r := bufio.NewReader(section)
	fr, err := parse(r)
	if err != nil {
		return nil, err
	}
	pos, err := section.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	p := &picture{frame: fr, file: f, pixels: pos - int64(r.Buffered()), indices: o.Indices}
	if err := p.fills(o.Limits.WithDefaults().BlockBytes); err != nil {
		return nil, err
	}
	// Where the frame is not, the screen has the transparent index or 0.
	background := make([]uint8, len(p.colors()))
	outside := max(p.transparent, 0)
	background[0] = uint8(outside)
	if len(background) > 1 {
		c := p.table()[outside]
		copy(background, []uint8{c.R, c.G, c.B, c.A})
	}
	return whole.NewCanvas(f, p.header(), p.box, background, !p.masked(), o.Limits, p.decode)
}

type picture struct {
	*frame
	file    raster.File
	pixels  int64
	indices bool
}

// fills returns an error where the rest of the file is too short for the frame,
// or the frame too large to decode: it takes no memory then.
func (p *picture) fills(limit int64) error {
	left, need := p.file.Size()-p.pixels, int64(p.box.W)*int64(p.box.H)
	if need > maxPixels(left) {
		return raster.Broken(format, "frame", "%d bytes cannot hold %d×%d pixels", left, p.box.W, p.box.H)
	}
	perPixel := int64(len(p.colors())) + 1 // and the index
	return raster.TooLarge(format, "frame", "bytes to decode it", need*perPixel, limit)
}

func (p *picture) header() raster.Header {
	h := raster.Header{Format: format, Width: p.width, Height: p.height, Type: raster.Uint8,
		BlockW: p.width, BlockH: p.height, Palette: p.palette, HasMask: p.masked()}
	for _, c := range p.colors() {
		h.Bands = append(h.Bands, raster.Band{Color: c})
	}
	return h
}

func (p *picture) colors() []raster.Color {
	switch {
	case p.indices:
		return []raster.Color{raster.PaletteIndex}
	case p.gray:
		return []raster.Color{raster.Gray}
	case p.transparent >= 0:
		return []raster.Color{raster.Red, raster.Green, raster.Blue, raster.Alpha}
	}
	return []raster.Color{raster.Red, raster.Green, raster.Blue}
}

// masked reports whether transparency is a mask, for want of an alpha band.
func (p *picture) masked() bool { return p.gray && !p.indices && p.transparent >= 0 }

func (p *picture) decode(_ context.Context, dst *raster.Block) error {
	r := bufio.NewReader(io.NewSectionReader(p.file, p.pixels, p.file.Size()-p.pixels))
	width, err := readByte(r, "frame")
	if err != nil {
		return err
	}
	frame := make([]byte, p.box.Pixels())
	if err := unLZW(&subBlocks{r: r}, int(width), frame); err != nil {
		return err
	}
	bands := len(p.colors())
	dst.Reset(raster.Window{W: p.box.W, H: p.box.H}, bands, raster.StoreU8)
	plane := dst.U8[:len(frame)]
	for i, y := range p.rows() {
		copy(plane[y*p.box.W:], frame[i*p.box.W:(i+1)*p.box.W])
	}
	if bands > 1 {
		p.expand(dst.U8, len(frame))
	}
	if p.masked() {
		valid := dst.MakeValid()
		for i, v := range plane {
			valid[i] = int(v) != p.transparent
		}
	}
	return nil
}

// rows yields the order of the stored rows and where they belong.
func (p *picture) rows() func(yield func(int, int) bool) {
	passes := []struct{ from, step int }{{0, 1}}
	if p.interlaced {
		passes = []struct{ from, step int }{{0, 8}, {4, 8}, {2, 4}, {1, 2}}
	}
	return func(yield func(int, int) bool) {
		i := 0
		for _, pass := range passes {
			for y := pass.from; y < p.box.H; y += pass.step {
				if !yield(i, y) {
					return
				}
				i++
			}
		}
	}
}

// table returns the colours of all indices. Index i without an entry is the grey
// i.
func (p *picture) table() (colors [256]raster.RGBA) {
	for i := range colors {
		v := uint8(i)
		colors[i] = raster.RGBA{R: v, G: v, B: v, A: 255}
	}
	copy(colors[:], p.palette)
	if p.transparent >= 0 {
		colors[p.transparent].A = 0
	}
	return colors
}

// expand makes colours of the indices in the first plane.
func (p *picture) expand(d []uint8, plane int) {
	colors := p.table()
	for i, index := range d[:plane] {
		c := colors[index]
		d[i], d[plane+i], d[2*plane+i] = c.R, c.G, c.B
		if p.transparent >= 0 {
			d[3*plane+i] = c.A
		}
	}
}
