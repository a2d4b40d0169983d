package pnm

import (
	"bufio"
	"errors"
	"io"
	"math/bits"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

const format = "pnm"

// picture is what the header says.
type picture struct {
	kind          byte // '1' … '7', 'f', 'F'
	width, height int
	depth         int // samples per pixel
	max           int // of a sample; 1 for bits, 0 for floats
	bigEndian     bool
	colors        []raster.Color
	pixels        int64 // offset
}

func (p *picture) ascii() bool  { return p.kind >= '1' && p.kind <= '3' }
func (p *picture) bitmap() bool { return p.kind == '1' || p.kind == '4' }
func (p *picture) float() bool  { return p.kind == 'f' || p.kind == 'F' }

func (p *picture) sampleType() raster.SampleType {
	switch {
	case p.float():
		return raster.Float32
	case p.max > 255:
		return raster.Uint16
	}
	return raster.Uint8
}

// scanner reads words and counts bytes.
type scanner struct {
	r  *bufio.Reader
	at int64
}

func (s *scanner) readByte() (byte, error) {
	b, err := s.r.ReadByte()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = raster.Broken(format, "", "file ends early, at byte %d", s.at)
		}
		return 0, err
	}
	s.at++
	return b, nil
}

// maxWord bounds a word: no number of a header is longer.
const maxWord = 64

// word returns the next word and eats the one white space behind it.
func (s *scanner) word() (string, error) {
	var w []byte
	for {
		b, err := s.readByte()
		if err != nil {
			return "", err
		}
		switch {
		case b == '#':
			for b != '\n' && b != '\r' {
				if b, err = s.readByte(); err != nil {
					return "", err
				}
			}
			if len(w) > 0 {
				return string(w), nil
			}
		case b == ' ' || b >= '\t' && b <= '\r':
			if len(w) > 0 {
				return string(w), nil
			}
		case len(w) == maxWord:
			return "", raster.Broken(format, "header", "word %q…", w)
		default:
			w = append(w, b)
		}
	}
}

func (s *scanner) number(what string, low, high int) (int, error) {
	w, err := s.word()
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(w)
	if err != nil || n < low || n > high {
		return 0, raster.Broken(format, "header", "%s %q", what, w)
	}
	return n, nil
}

const maxSide = 1<<31 - 1

// parse reads the header.
func parse(s *scanner) (*picture, error) {
	magic, err := s.word()
	if err != nil {
		return nil, err
	}
	if len(magic) != 2 || !Sniff([]byte(magic+"\n")) {
		return nil, raster.Broken(format, "", "no Netpbm header")
	}
	p := &picture{kind: magic[1], depth: 1, max: 1, bigEndian: true, colors: []raster.Color{raster.Gray}}
	switch p.kind {
	case '7':
		err = p.pam(s)
	case 'f', 'F':
		err = p.pfm(s)
	default:
		err = p.plain(s)
	}
	p.pixels = s.at
	return p, err
}

func (p *picture) plain(s *scanner) (err error) {
	if p.kind == '3' || p.kind == '6' {
		p.setDepth(3)
	}
	if p.width, err = s.number("width", 1, maxSide); err != nil {
		return err
	}
	if p.height, err = s.number("height", 1, maxSide); err != nil {
		return err
	}
	if !p.bitmap() {
		p.max, err = s.number("maximum", 1, 65535)
	}
	return err
}

func (p *picture) pfm(s *scanner) (err error) {
	if p.kind == 'F' {
		p.setDepth(3)
	}
	if p.width, err = s.number("width", 1, maxSide); err != nil {
		return err
	}
	if p.height, err = s.number("height", 1, maxSide); err != nil {
		return err
	}
	w, err := s.word()
	if err != nil {
		return err
	}
	scale, err := strconv.ParseFloat(w, 64)
	if err != nil || !(scale < 0 || scale > 0) {
		return raster.Broken(format, "header", "scale %q", w)
	}
	p.max, p.bigEndian = 0, scale > 0
	return nil
}

func (p *picture) pam(s *scanner) (err error) {
	tuple := ""
	for {
		w, err := s.word()
		if err != nil {
			return err
		}
		switch w {
		case "WIDTH":
			p.width, err = s.number("width", 1, maxSide)
		case "HEIGHT":
			p.height, err = s.number("height", 1, maxSide)
		case "DEPTH":
			p.depth, err = s.number("depth", 1, 1<<16)
		case "MAXVAL":
			p.max, err = s.number("maximum", 1, 65535)
		case "TUPLTYPE":
			tuple, err = s.word()
		case "ENDHDR":
			if p.width == 0 || p.height == 0 {
				return raster.Broken(format, "header", "no size")
			}
			p.setDepth(p.depth)
			if strings.HasSuffix(tuple, "_ALPHA") && p.depth > 1 {
				p.setDepth(p.depth - 1)
				p.depth++
				p.colors = append(p.colors, raster.Alpha)
			}
			return nil
		default:
			return raster.Broken(format, "header", "word %q", w)
		}
		if err != nil {
			return err
		}
	}
}

// setDepth sets the samples per pixel and what they usually mean.
func (p *picture) setDepth(n int) {
	p.depth = n
	switch n {
	case 1:
		p.colors = []raster.Color{raster.Gray}
	case 3:
		p.colors = []raster.Color{raster.Red, raster.Green, raster.Blue}
	default:
		p.colors = make([]raster.Color, n)
	}
}

func (p *picture) header() raster.Header {
	h := raster.Header{Format: format, Width: p.width, Height: p.height, Type: p.sampleType(), BlockW: p.width, BlockH: 1}
	for _, c := range p.colors {
		h.Bands = append(h.Bands, raster.Band{Color: c})
	}
	if p.max > 255 && p.max < 1<<15 {
		h.Bits = bits.Len(uint(p.max))
	}
	return h
}
