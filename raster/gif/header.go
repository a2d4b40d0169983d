package gif

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/bandprep/bandprep/raster"
)

const format = "gif"

// frame is what stands before the pixels of the first frame.
type frame struct {
	width, height int // of the screen
	box           raster.Window
	interlaced    bool
	palette       []raster.RGBA
	gray          bool
	transparent   int // index, or -1
}

// parse reads up to the pixels of the first frame, which begin with the LZW
// code width.
func parse(r *bufio.Reader) (*frame, error) {
	var head [13]byte
	if err := readFull(r, head[:], "screen descriptor"); err != nil {
		return nil, err
	}
	if string(head[:4]) != "GIF8" {
		return nil, raster.Broken(format, "", "no GIF signature")
	}
	le := binary.LittleEndian
	f := &frame{width: int(le.Uint16(head[6:])), height: int(le.Uint16(head[8:])), transparent: -1}
	var err error
	if f.palette, err = readPalette(r, head[10]); err != nil {
		return nil, err
	}
	for {
		kind, err := readByte(r, "blocks")
		if err != nil {
			return nil, err
		}
		switch kind {
		case 0x21:
			if err := f.extension(r); err != nil {
				return nil, err
			}
		case 0x2c:
			return f, f.descriptor(r)
		case 0x3b:
			return nil, raster.Broken(format, "", "no frame")
		}
		// Other bytes between blocks are passed over, as Pillow does.
	}
}

func (f *frame) extension(r *bufio.Reader) error {
	label, err := readByte(r, "extension")
	if err != nil {
		return err
	}
	for first := true; ; first = false {
		n, err := readByte(r, "extension")
		if err != nil || n == 0 {
			return err
		}
		data := make([]byte, n)
		if err := readFull(r, data, "extension"); err != nil {
			return err
		}
		if label == 0xf9 && first && n >= 4 {
			f.transparent = -1
			if data[0]&1 != 0 {
				f.transparent = int(data[3])
			}
		}
	}
}

func (f *frame) descriptor(r *bufio.Reader) error {
	var d [9]byte
	if err := readFull(r, d[:], "frame descriptor"); err != nil {
		return err
	}
	le := binary.LittleEndian
	f.box = raster.Window{X: int(le.Uint16(d[:])), Y: int(le.Uint16(d[2:])), W: int(le.Uint16(d[4:])), H: int(le.Uint16(d[6:]))}
	if f.box.Empty() {
		return raster.Broken(format, "frame descriptor", "size %d×%d", f.box.W, f.box.H)
	}
	f.width, f.height = max(f.width, f.box.X+f.box.W), max(f.height, f.box.Y+f.box.H)
	f.interlaced = d[8]&0x40 != 0
	local, err := readPalette(r, d[8])
	if err != nil {
		return err
	}
	if local != nil {
		f.palette = local
	}
	f.gray = true
	for i, c := range f.palette {
		v := uint8(i)
		f.gray = f.gray && c == raster.RGBA{R: v, G: v, B: v, A: 255}
	}
	if f.transparent >= 0 && f.transparent < len(f.palette) {
		f.palette[f.transparent].A = 0
	}
	return nil
}

// readPalette reads the palette that packed fields announce, or returns nil.
func readPalette(r *bufio.Reader, packed byte) ([]raster.RGBA, error) {
	if packed&0x80 == 0 {
		return nil, nil
	}
	data := make([]byte, 3<<(packed&7+1))
	if err := readFull(r, data, "palette"); err != nil {
		return nil, err
	}
	p := make([]raster.RGBA, len(data)/3)
	for i := range p {
		p[i] = raster.RGBA{R: data[3*i], G: data[3*i+1], B: data[3*i+2], A: 255}
	}
	return p, nil
}

// subBlocks reads the data of sub-blocks as one stream.
type subBlocks struct {
	r    *bufio.Reader
	left int
	end  bool
}

func (s *subBlocks) ReadByte() (byte, error) {
	for s.left == 0 {
		if s.end {
			return 0, io.EOF
		}
		n, err := s.r.ReadByte()
		if err != nil {
			return 0, err
		}
		s.left, s.end = int(n), n == 0
	}
	s.left--
	return s.r.ReadByte()
}

func readByte(r *bufio.Reader, place string) (byte, error) {
	b, err := r.ReadByte()
	return b, ended(err, place)
}

func readFull(r io.Reader, b []byte, place string) error {
	_, err := io.ReadFull(r, b)
	return ended(err, place)
}

// ended makes a typed error of a file's end.
func ended(err error, place string) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return raster.Broken(format, place, "file ends early")
	}
	return err
}
