package webp

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"io"

	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"

	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// Sniff reports whether head, the first bytes of a file, begins a WebP image.
func Sniff(head []byte) bool {
	return len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP"
}

// Open reads the container and the headers of the bit streams.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	if o.Page != 0 {
		return nil, raster.Unsupported(format, "", "frame %d: only the first frame is read", o.Page)
	}
	p, err := parse(f, o.Limits.WithDefaults())
	if err != nil {
		return nil, err
	}
	h := raster.Header{Format: format, Width: p.width, Height: p.height, Type: raster.Uint8,
		BlockW: p.width, BlockH: p.height, Orientation: p.orientation,
		Bands: []raster.Band{{Color: raster.Red}, {Color: raster.Green}, {Color: raster.Blue}}}
	if p.alpha {
		h.Bands = append(h.Bands, raster.Band{Color: raster.Alpha})
	}
	if err := p.fills(o.Limits.WithDefaults().BlockBytes); err != nil {
		return nil, err
	}
	return whole.NewCanvas(f, h, p.frame, make([]uint8, len(h.Bands)), true, o.Limits, p.decode)
}

// decode fills dst with the frame.
func (p *picture) decode(_ context.Context, dst *raster.Block) (err error) {
	// The bit streams are decoded by a library; were a damaged one to make it
	// panic, the file would be broken, not the program.
	defer func() {
		if r := recover(); r != nil {
			err = raster.Broken(format, "bit stream", "%v", r)
		}
	}()
	bands := 3
	if p.alpha {
		bands = 4
	}
	dst.Reset(raster.Window{W: p.frame.W, H: p.frame.H}, bands, raster.StoreU8)
	to := planes{pix: dst.U8, plane: p.frame.Pixels(), stride: p.frame.W}
	stream := p.section(p.stream)
	if !p.lossy {
		m, err := vp8l.Decode(stream)
		if err != nil {
			return broken("VP8L", err)
		}
		return to.lossless(m, p.frame, p.alpha)
	}
	d := vp8.NewDecoder()
	d.Init(stream, int(p.stream.n))
	if _, err := d.DecodeFrameHeader(); err != nil {
		return broken("VP8", err)
	}
	m, err := d.DecodeFrame()
	if err != nil {
		return broken("VP8", err)
	}
	to.lossy(m, p.frame.W, p.frame.H)
	if p.alpha {
		return p.decodeAlpha(&to)
	}
	return nil
}

func (p *picture) section(s span) *bufio.Reader {
	return bufio.NewReader(io.NewSectionReader(p.file, s.at, s.n))
}

// planes is where a frame goes: its first pixel is pix[0].
type planes struct {
	pix           []uint8
	plane, stride int
}

func (to *planes) row(band, y, w int) []uint8 {
	return to.pix[band*to.plane+y*to.stride:][:w]
}

func (to *planes) lossless(m image.Image, f raster.Window, alpha bool) error {
	pix, ok := m.(*image.NRGBA)
	if !ok || pix.Rect.Dx() != f.W || pix.Rect.Dy() != f.H {
		return raster.Broken(format, "VP8L", "size %v", m.Bounds())
	}
	bands := 3
	if alpha {
		bands = 4
	}
	for b := range bands {
		for y := range f.H {
			row, src := to.row(b, y, f.W), pix.Pix[y*pix.Stride+b:]
			for x := range row {
				row[x] = src[4*x]
			}
		}
	}
	return nil
}

// decodeAlpha reads the ALPH chunk into the fourth plane.
func (p *picture) decodeAlpha(to *planes) error {
	w, h := p.frame.W, p.frame.H
	if p.alphaData.n == 0 {
		for y := range h {
			row := to.row(3, y, w)
			for x := range row {
				row[x] = 255
			}
		}
		return nil
	}
	r := p.section(p.alphaData)
	flags, err := r.ReadByte()
	if err != nil {
		return broken("ALPH", err)
	}
	alpha := make([]byte, w*h)
	switch flags & 3 {
	case 0:
		if _, err := io.ReadFull(r, alpha); err != nil {
			return broken("ALPH", err)
		}
	case 1:
		// A lossless image without its header, whose green samples are alpha.
		v := uint32(w-1) | uint32(h-1)<<14
		head := []byte{0x2f, byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}
		m, err := vp8l.Decode(io.MultiReader(bytes.NewReader(head), r))
		if err != nil {
			return broken("ALPH", err)
		}
		pix, ok := m.(*image.NRGBA)
		if !ok || len(pix.Pix) < 4*len(alpha) {
			return raster.Broken(format, "ALPH", "size %v", m.Bounds())
		}
		for i := range alpha {
			alpha[i] = pix.Pix[4*i+1]
		}
	default:
		return raster.Broken(format, "ALPH", "compression %d", flags&3)
	}
	unfilter(alpha, w, int(flags>>2&3))
	for y := range h {
		copy(to.row(3, y, w), alpha[y*w:])
	}
	return nil
}

func broken(place string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return raster.Broken(format, place, "data ends early")
	}
	return raster.Broken(format, place, "%v", err)
}
