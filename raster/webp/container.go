package webp

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/internal/exif"
	"github.com/bandprep/bandprep/raster"
)

const format = "webp"

// span is a part of the file.
type span struct{ at, n int64 }

// picture is the first frame and its canvas.
type picture struct {
	file          raster.File
	width, height int // of the canvas
	frame         raster.Window
	alpha         bool // the canvas has alpha
	lossy         bool
	stream        span // the content of VP8 or VP8L
	alphaData     span // the content of ALPH
	orientation   int
}

// Flags of the VP8X chunk.
const (
	flagAnimation = 1 << 1
	flagEXIF      = 1 << 3
	flagAlpha     = 1 << 4
)

// parse walks the chunks of a file.
func parse(f raster.File, l raster.Limits) (*picture, error) {
	var head [12]byte
	if err := raster.ReadFull(format, f, head[:], 0); err != nil {
		return nil, err
	}
	if !Sniff(head[:]) {
		return nil, raster.Broken(format, "", "no RIFF header")
	}
	p := &picture{file: f}
	end := min(f.Size(), 8+int64(binary.LittleEndian.Uint32(head[4:])))
	flags := byte(0)
	err := p.chunks(span{12, end - 12}, func(name string, c span) (done bool, err error) {
		switch name {
		case "VP8X":
			var x [10]byte
			if err := p.readChunk(c, x[:], name); err != nil {
				return true, err
			}
			flags = x[0]
			p.alpha = flags&flagAlpha != 0
			p.width, p.height = 1+uint24(x[4:]), 1+uint24(x[7:])
		case "ANMF":
			if p.stream.n == 0 {
				err = p.animated(c)
			}
		case "EXIF":
			if c.n <= l.TagBytes {
				data := make([]byte, c.n)
				err = p.readChunk(c, data, name)
				p.orientation = exif.Orientation(data)
			}
		default:
			err = p.image(name, c)
		}
		// Behind the first frame only the orientation is of interest.
		return p.stream.n > 0 && flags&flagEXIF == 0, err
	})
	switch {
	case err != nil:
		return nil, err
	case p.stream.n == 0:
		return nil, raster.Broken(format, "", "no image")
	}
	return p, p.describe(flags)
}

// chunks calls yield for the chunks in s until it is done.
func (p *picture) chunks(s span, yield func(name string, c span) (bool, error)) error {
	for s.n >= 8 {
		var head [8]byte
		if err := raster.ReadFull(format, p.file, head[:], s.at); err != nil {
			return err
		}
		c := span{s.at + 8, int64(binary.LittleEndian.Uint32(head[4:]))}
		if c.n > s.n-8 {
			if p.stream.n > 0 {
				return nil // damage behind the image
			}
			return raster.Broken(format, string(head[:4]), "chunk of %d bytes ends behind the file", c.n)
		}
		if done, err := yield(string(head[:4]), c); done || err != nil {
			return err
		}
		next := 8 + c.n + c.n&1
		s.at, s.n = s.at+next, s.n-next
	}
	return nil
}

// image takes the chunks that hold pixels.
func (p *picture) image(name string, c span) error {
	if p.stream.n > 0 {
		return nil
	}
	switch name {
	case "ALPH":
		p.alphaData = c
	case "VP8 ", "VP8L":
		if c.n == 0 {
			return raster.Broken(format, name, "empty")
		}
		p.stream, p.lossy = c, name == "VP8 "
	}
	return nil
}

// animated takes the frame of an ANMF chunk.
func (p *picture) animated(c span) error {
	var a [16]byte
	if err := p.readChunk(c, a[:], "ANMF"); err != nil {
		return err
	}
	p.frame = raster.Window{X: 2 * uint24(a[:]), Y: 2 * uint24(a[3:]), W: 1 + uint24(a[6:]), H: 1 + uint24(a[9:])}
	err := p.chunks(span{c.at + 16, c.n - 16}, func(name string, c span) (bool, error) {
		return false, p.image(name, c)
	})
	if err == nil && p.stream.n == 0 {
		err = raster.Broken(format, "ANMF", "no image")
	}
	return err
}

// describe completes p from the header of the bit stream.
func (p *picture) describe(flags byte) error {
	w, h, alpha, err := p.streamHeader()
	if err != nil {
		return err
	}
	switch {
	case p.frame != (raster.Window{}):
		if flags&flagAnimation == 0 || p.frame.W != w || p.frame.H != h || !(raster.Window{W: p.width, H: p.height}).Contains(p.frame) {
			return raster.Broken(format, "ANMF", "frame %v of %d×%d pixels on a canvas of %d×%d", p.frame, w, h, p.width, p.height)
		}
		return nil
	case p.width == 0:
		p.width, p.height = w, h
	case p.width != w || p.height != h:
		return raster.Broken(format, "VP8X", "canvas of %d×%d around an image of %d×%d", p.width, p.height, w, h)
	}
	p.frame = raster.Window{W: w, H: h}
	if p.lossy {
		p.alpha = p.alpha || p.alphaData.n > 0
	} else {
		p.alpha = alpha
	}
	return nil
}

// streamHeader reads the size that VP8 or VP8L states.
func (p *picture) streamHeader() (w, h int, alpha bool, err error) {
	var b [10]byte
	n := min(int64(len(b)), p.stream.n)
	if err := raster.ReadFull(format, p.file, b[:n], p.stream.at); err != nil {
		return 0, 0, false, err
	}
	if p.lossy {
		if n < 10 || b[0]&1 != 0 || string(b[3:6]) != "\x9d\x01\x2a" {
			return 0, 0, false, raster.Broken(format, "VP8", "no key frame")
		}
		return int(binary.LittleEndian.Uint16(b[6:])) & 0x3fff, int(binary.LittleEndian.Uint16(b[8:])) & 0x3fff, false, nil
	}
	v := binary.LittleEndian.Uint32(b[1:])
	if n < 5 || b[0] != 0x2f || v>>29 != 0 {
		return 0, 0, false, raster.Broken(format, "VP8L", "no header")
	}
	return 1 + int(v&0x3fff), 1 + int(v>>14&0x3fff), v>>28&1 != 0, nil
}

func (p *picture) readChunk(c span, b []byte, name string) error {
	if c.n < int64(len(b)) {
		return raster.Broken(format, name, "chunk of %d bytes", c.n)
	}
	return raster.ReadFull(format, p.file, b, c.at)
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
